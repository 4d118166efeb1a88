package cardapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
)

// ownCard is a card that the caller has used.
type ownCard struct {
	UsageLogID id.ID    `json:"usage_log_id"`
	Card       usedCard `json:"card"`
	UsedAt     wireTime `json:"used_at"`
	IPAddress  string   `json:"ip_address"`
}

// listOwnCards lists the cards that the caller has used, newest first.
// contract: S4-18
func (a *API) listOwnCards(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	cmd := card.UsesCmd{Member: c.Member, From: instant.Day(q.Get("start_date")), Until: instant.Day(q.Get("end_date")), Page: p}
	if cmd.Category, err = queryCategory(q.Get("category")); err != nil {
		return err
	}
	found, err := a.Cards.Uses(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return replyList(a, w, r, p, found, func(u card.UseLine) ownCard {
		face := usedFace{u.FaceName, string(u.Category), object(u.Attributes), string(u.Rarity)}
		return ownCard{u.ID, usedCard{u.Card, u.Code, face}, wireTime(u.At), u.Address}
	})
}
