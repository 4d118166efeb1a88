package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// cardRoutes are there where the installation has cards.
func (a *API) cardRoutes() {
	if a.Cards == nil {
		return
	}
	a.cardTemplateRoutes()
	a.cardBatchRoutes()
	a.cardPrintRoutes()
	change := []*fault.Fault{card.ErrNotFound, card.ErrUsedStays, card.ErrReason}
	a.add(toManage, a.listCards, operation{
		Method: http.MethodGet, Path: "/v1/cards", ID: "N-13", Summary: "Cards with their codes, by id. Reading codes is recorded.",
		Query: paging(param{"batch", "integer", ""}, param{"category", "string", "dance, song, clothing or game."}, param{"state", "string", "unused, used or voided; without it all that are not void."}),
		Out:   list[cardReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{card.ErrCategory},
	})
	a.add(toManage, a.getCard, operation{
		Method: http.MethodGet, Path: "/v1/cards/{id}", ID: "N-13", Summary: "One card with its code, also a void one.",
		Out: cardReply{}, Status: http.StatusOK, Faults: []*fault.Fault{card.ErrNotFound},
	})
	a.add(toManage, a.editCard, operation{
		Method: http.MethodPut, Path: "/v1/cards/{id}", ID: "N-13", Summary: "Give an unused card an expiry of its own, until its batch's expiry is changed.",
		In: cardRequest{}, Out: cardReply{}, Status: http.StatusOK, Faults: []*fault.Fault{card.ErrNotFound, card.ErrUsedStays, card.ErrCardExpiry, errAt},
	})
	a.add(toManage, a.changeCard(card.Voided), operation{
		Method: http.MethodPost, Path: "/v1/cards/{id}/void", ID: "N-13", Summary: "Make an unused card worthless.",
		In: cardReason{}, Out: cardReply{}, Status: http.StatusOK, Faults: change,
	})
	a.add(toManage, a.changeCard(card.Unused), operation{
		Method: http.MethodPost, Path: "/v1/cards/{id}/reissue", ID: "N-13", Summary: "Give an unused or void card a new code; the old one is that of no card.",
		In: cardReason{}, Out: cardReply{}, Status: http.StatusOK, Faults: change,
	})
	a.add(toRead, a.listCardUses, operation{
		Method: http.MethodGet, Path: "/v1/card-uses", ID: "N-13", Summary: "The cards that a member has used, latest first.",
		Query: paging(param{"subject", "string", "Whose. Required."}, param{"batch", "integer", ""}, param{"category", "string", ""}),
		Out:   list[cardUseReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{card.ErrCategory, member.ErrSubject, member.ErrNotFound},
	})
}

// cardReply is a card.
type cardReply struct {
	ID        int64    `json:"id"`
	Batch     int64    `json:"batch"`
	Code      string   `json:"code"`
	URL       string   `json:"url" doc:"What its QR picture says."`
	State     string   `json:"state" enum:"unused,used,voided"`
	Reissued  int32    `json:"reissued" doc:"How often it was given a new code."`
	ExpiresAt wireTime `json:"expires_at" doc:"The last second of its use."`
	UsedBy    *int64   `json:"used_by"`
	UsedAt    wireTime `json:"used_at"`
	Reason    string   `json:"reason,omitempty" doc:"Of the last void or reissue."`
	ChangedAt wireTime `json:"changed_at"`
}

func (a *API) showCard(c card.CardLine) cardReply {
	return cardReply{
		int64(c.ID), int64(c.Batch), c.Code, a.Cards.CardURL(c.In.BaseURL) + c.Code, string(c.State), c.Issue, wireTime(c.ExpiresAt),
		optional(c.UsedBy), wireTime(c.UsedAt), c.Reason, wireTime(c.ChangedAt),
	}
}

// listCards is a page of cards with their codes, which is recorded.
// contract: N-13
func (a *API) listCards(w http.ResponseWriter, r *http.Request, c caller) error {
	q := queryOf(r)
	cmd := card.CardsCmd{Batch: q.id("batch"), Category: q.category(), Which: card.Which(q.oneOf("state", "unused", "used", "voided"))}
	cmd.Page = q.numbered("k")
	if q.err != nil {
		return q.err
	}
	found, err := a.Cards.Cards(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	err = a.Store.Write(r.Context(), c.ID.Bucket(), func(tx *store.Tx) error { return a.Cards.NoteRead(tx, c.Actor, cmd) })
	if err != nil {
		return err
	}
	return answer(w, numberedOf(found, cmd.Page, "k", a.showCard))
}

// getCard shows a card.
// contract: N-13
func (a *API) getCard(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	found, err := a.Cards.LoadCard(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, a.showCard(found))
}

type cardRequest struct {
	ExpiresAt string `json:"expires_at" doc:"RFC 3339."`
	Reason    string `json:"reason,omitempty" doc:"For the audit record."`
}

// editCard gives a card an expiry of its own.
// contract: N-13
func (a *API) editCard(w http.ResponseWriter, r *http.Request, c caller) error {
	var req cardRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	at, err := parseTime(req.ExpiresAt)
	if err != nil {
		return errAt
	}
	return a.writeCard(w, r, c, req.Reason, func(tx *store.Tx, cmd card.ChangeCmd) error {
		_, err := a.Cards.Redate(tx, cmd, at)
		return err
	})
}

type cardReason struct {
	Reason string `json:"reason" maxLength:"500" doc:"Why; for the audit record."`
}

// changeCard voids a card, or gives it a new code.
// contract: N-13
func (a *API) changeCard(to card.State) handler {
	verb := a.Cards.Reissue
	if to == card.Voided {
		verb = a.Cards.Void
	}
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		var req cardReason
		if err := idem.Decode(r, &req); err != nil {
			return err
		}
		return a.writeCard(w, r, c, req.Reason, func(tx *store.Tx, cmd card.ChangeCmd) error {
			_, err := verb(tx, cmd)
			return err
		})
	}
}

// writeCard changes the card of the address and answers with it.
func (a *API) writeCard(w http.ResponseWriter, r *http.Request, c caller, reason string, do func(tx *store.Tx, cmd card.ChangeCmd) error) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	at, err := card.Locate(r.Context(), a.Store, i)
	return a.write(w, r, c, call{route: at.ID.Bucket(), status: http.StatusOK, early: err, seal: true}, func(tx *store.Tx) (any, error) {
		if err := do(tx, card.ChangeCmd{Card: i, Batch: at.ID, Reason: reason, Actor: c.Actor}); err != nil {
			return nil, err
		}
		line, _, err := a.Cards.GetCard(tx, at.ID, i)
		return a.showCard(line), err
	})
}

// cardUseReply is a use of a card.
type cardUseReply struct {
	ID       int64    `json:"id"`
	Card     int64    `json:"card"`
	Batch    int64    `json:"batch"`
	Template int64    `json:"template"`
	Name     string   `json:"name"`
	Category string   `json:"category"`
	Code     string   `json:"code"`
	Skill    string   `json:"skill,omitempty"`
	Transfer *int64   `json:"transfer"`
	Item     *int64   `json:"item"`
	Address  string   `json:"address" doc:"The client's."`
	Agent    string   `json:"agent"`
	At       wireTime `json:"at"`
}

// listCardUses is a page of a member's used cards.
// contract: N-13
func (a *API) listCardUses(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	cmd := card.UsesCmd{Batch: q.id("batch"), Category: q.category(), Page: q.numbered("u")}
	subject := q.text("subject")
	if q.err != nil {
		return q.err
	}
	who, err := a.Directory.Resolve(r.Context(), subject)
	if err != nil {
		return err
	}
	var found page.List[card.UseLine]
	if cmd.Member = who.ID; who.ID != 0 {
		if found, err = a.Cards.Uses(r.Context(), a.Store, cmd); err != nil {
			return err
		}
	}
	return answer(w, numberedOf(found, cmd.Page, "u", func(u card.UseLine) cardUseReply {
		return cardUseReply{
			int64(u.ID), int64(u.Card), int64(u.Batch), int64(u.Template), u.FaceName, string(u.Category), u.Code, u.Skill,
			optional(u.Transfer), optional(u.Item), u.Address, u.Agent, wireTime(u.At),
		}
	}))
}

// category is a card category, or "".
func (q *query) category() card.Category {
	v := q.text("category")
	if v == "" {
		return ""
	}
	c, err := card.ParseCategory(v)
	q.keep(err)
	return c
}

// numbered is the page that a cursor names, of a list that pages by number.
func (q *query) numbered(kind string) page.Numbered {
	at := q.cursor(kind, 2)
	p := page.Numbered{Page: 1, Size: min(q.limit(), page.SizeMax)}
	if q.values.Get("cursor") != "" {
		p = page.Numbered{Page: int(at[0]), Size: int(at[1])}
	}
	if q.err == nil && p.Check() != nil {
		q.wrong("cursor")
	}
	return p
}

// numberedOf shows a page of a list that pages by number.
func numberedOf[R, T any](found page.List[R], p page.Numbered, kind string, show func(R) T) list[T] {
	out := list[T]{Items: make([]T, len(found.Items))}
	for i, r := range found.Items {
		out.Items[i] = show(r)
	}
	if int64(p.Page) < p.Pages(found.Total) {
		out.NextCursor = cursorOf(kind, []int64{int64(p.Page + 1), int64(p.Size)})
	}
	return out
}
