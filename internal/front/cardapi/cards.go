package cardapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// cardState is what the list and the detail of a card have in common.
type cardState struct {
	CardCode    string   `json:"card_code"`
	QRCode      string   `json:"qr_code"`
	QRCodeImage string   `json:"qr_code_image"`
	IsUsed      bool     `json:"is_used"`
	UsedBy      wireID   `json:"used_by"`
	UsedAt      wireTime `json:"used_at"`
	ExpiresAt   wireTime `json:"expires_at"`
	CreatedAt   wireTime `json:"created_at"`
}

// cardLine is a card in a list.
type cardLine struct {
	ID           id.ID  `json:"id"`
	Batch        id.ID  `json:"batch"`
	BatchName    string `json:"batch_name"`
	Template     id.ID  `json:"template"`
	TemplateName string `json:"template_name"`
	Category     string `json:"category"`
	cardState
}

// cardDetail is a card on its own.
type cardDetail struct {
	ID       id.ID     `json:"id"`
	Batch    cardBatch `json:"batch"`
	Template cardFace  `json:"template"`
	cardState
}

type cardBatch struct {
	ID       id.ID  `json:"id"`
	Name     string `json:"name"`
	Category string `json:"category"`
}

type cardFace struct {
	ID         id.ID  `json:"id"`
	Name       string `json:"name"`
	Category   string `json:"category"`
	Attributes object `json:"attributes"`
	Rarity     string `json:"rarity"`
}

func (a *API) stateOf(c card.CardLine) cardState {
	return cardState{
		c.Code, a.Cards.CardURL(c.In.BaseURL) + c.Code, a.Cards.PictureURL(c.Code), c.State == card.Used,
		wireID(c.UsedBy), wireTime(c.UsedAt), wireTime(c.ExpiresAt), wireTime(c.In.CreatedAt),
	}
}

func (a *API) lineOf(c card.CardLine) cardLine {
	return cardLine{c.ID, c.Batch, c.In.Name, c.In.Template, c.In.TemplateName, string(c.In.Category), a.stateOf(c)}
}

// usedLine is a used card from its use.
func (a *API) usedLine(u card.UseLine) cardLine {
	return cardLine{u.Card, u.Batch, u.BatchName, u.Template, u.FaceName, string(u.Category), cardState{
		u.Code, a.Cards.CardURL(u.BaseURL) + u.Code, a.Cards.PictureURL(u.Code), true,
		wireID(u.Member), wireTime(u.At), wireTime(u.ExpiresAt), wireTime(u.IssuedAt),
	}}
}

// cardsFilter is the query of the list of cards.
type cardsFilter struct {
	card.CardsCmd
	user id.ID
}

func (a *API) cardsFilter(r *http.Request) (f cardsFilter, err error) {
	q := r.URL.Query()
	if f.Page, err = parsePage(r); err != nil {
		return f, err
	}
	if f.Batch, err = queryID(q, "batch"); err != nil {
		return f, err
	}
	if f.Category, err = queryCategory(q.Get("category")); err != nil {
		return f, err
	}
	if f.user, err = queryID(q, "user"); err != nil || !q.Has("is_used") {
		return f, err
	}
	used, err := httpx.QueryBool(q, "is_used", false)
	f.Which = card.OnlyUnused
	if used {
		f.Which = card.OnlyUsed
	}
	return f, err
}

// listCards lists cards with their codes: all of them to an admin, and that is
// recorded; to others those that they have used.
// contract: S4-11
func (a *API) listCards(w http.ResponseWriter, r *http.Request, c caller) error {
	f, err := a.cardsFilter(r)
	if err != nil {
		return err
	}
	if !c.IsAdmin() {
		if f.user != 0 && f.user != c.Member || f.Which == card.OnlyUnused {
			return errNotAdmin
		}
		f.user = c.Member
	}
	if f.user != 0 {
		return a.listUsedBy(w, r, f)
	}
	found, err := a.Cards.Cards(r.Context(), a.Store, f.CardsCmd)
	if err != nil {
		return err
	}
	err = a.Store.Write(r.Context(), c.Member.Bucket(), func(tx *store.Tx) error {
		return a.Cards.NoteRead(tx, c.actor(), f.CardsCmd)
	})
	if err != nil {
		return err
	}
	return replyList(a, w, r, f.Page, found, a.lineOf)
}

// listUsedBy lists the cards that a member has used.
func (a *API) listUsedBy(w http.ResponseWriter, r *http.Request, f cardsFilter) error {
	if f.Which == card.OnlyUnused {
		return replyList(a, w, r, f.Page, page.List[card.UseLine]{}, a.usedLine)
	}
	found, err := a.Cards.Uses(r.Context(), a.Store, card.UsesCmd{Member: f.user, Batch: f.Batch, Category: f.Category, Page: f.Page})
	if err != nil {
		return err
	}
	return replyList(a, w, r, f.Page, found, a.usedLine)
}

// getCard shows a card to an admin, or to who used it. contract: S4-13
func (a *API) getCard(w http.ResponseWriter, r *http.Request, c caller) error {
	found, err := a.loadCard(r)
	if err != nil {
		return err
	}
	if !c.IsAdmin() && found.UsedBy != c.Member {
		return card.ErrNotFound
	}
	detail, err := a.detailOf(r, found)
	if err != nil {
		return err
	}
	return reply(w, detail)
}

// loadCard reads the card of the address. A void one is not there any more.
func (a *API) loadCard(r *http.Request) (card.CardLine, error) {
	i, err := pathID(r, card.ErrNotFound)
	if err != nil {
		return card.CardLine{}, err
	}
	found, err := a.Cards.LoadCard(r.Context(), a.Store, i)
	if err == nil && found.State == card.Voided {
		err = card.ErrNotFound
	}
	return found, err
}

func (a *API) detailOf(r *http.Request, c card.CardLine) (cardDetail, error) {
	f, err := card.LoadFace(r.Context(), a.Store, c)
	return a.detail(c, f), err
}

func (a *API) detail(c card.CardLine, f card.Face) cardDetail {
	return cardDetail{
		c.ID, cardBatch{c.Batch, c.In.Name, string(c.In.Category)},
		cardFace{f.Template, f.Name, string(f.Category), object(f.Attributes), string(f.Rarity)}, a.stateOf(c),
	}
}
