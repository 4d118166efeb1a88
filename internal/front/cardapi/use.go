package cardapi

import (
	"net/http"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// usage is the answer to a use.
type usage struct {
	Card     usedCard `json:"card"`
	UsageLog usageLog `json:"usage_log"`
	Message  string   `json:"message"`
}

type usedCard struct {
	ID       id.ID    `json:"id"`
	CardCode string   `json:"card_code"`
	Template usedFace `json:"template"`
}

// usedFace is what a used card shows; Rarity is left out where the document
// has none.
type usedFace struct {
	Name       string `json:"name"`
	Category   string `json:"category"`
	Attributes object `json:"attributes"`
	Rarity     string `json:"rarity,omitempty"`
}

type usageLog struct {
	ID        id.ID    `json:"id"`
	Card      id.ID    `json:"card"`
	User      id.ID    `json:"user"`
	UsedAt    wireTime `json:"used_at"`
	IPAddress string   `json:"ip_address"`
	UserAgent string   `json:"user_agent"`
}

// useCard uses a card. contract: S4-16
func (a *API) useCard(w http.ResponseWriter, r *http.Request, c caller) error {
	var req struct {
		CardCode *string `json:"card_code"`
	}
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.CardCode == nil || strings.TrimSpace(*req.CardCode) == "" {
		return errMissing.With("field", "card_code")
	}
	ref, err := a.Cards.Find(r.Context(), a.Store, *req.CardCode)
	if err != nil {
		return err
	}
	cmd := card.UseCmd{Member: c.Member, Ref: ref, Client: httpx.ClientIP(r.Context()), Agent: agentOf(r), SeesAll: c.IsAdmin()}
	return a.write(w, r, c, ref.Route(), http.StatusOK, func(tx *store.Tx) (any, error) {
		out, err := a.Cards.Use(tx, cmd)
		switch {
		case err != nil:
			return nil, err
		case out.Refusal != nil:
			return out.Refusal, nil
		}
		return usageOf(out), nil
	})
}

func usageOf(u card.UseResult) usage {
	attributes := object(u.Face.Attributes)
	return usage{
		usedCard{u.Card, u.Code, usedFace{Name: u.Face.Name, Category: string(u.Face.Category), Attributes: attributes}},
		usageLog{u.ID, u.Card, u.Member, wireTime(u.At), u.Address, u.Agent},
		card.UseMessage(u.Face.Category, u.Face.Name, attributes.fields()),
	}
}

// agentOf is the user agent as text that can be kept.
func agentOf(r *http.Request) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, strings.ToValidUTF8(r.UserAgent(), "?"))
}
