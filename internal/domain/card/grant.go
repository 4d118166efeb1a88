package card

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// grant gives the member what the template promises. The card's own row, which
// is used once, keeps it from being given twice.
func (s *Service) grant(tx *store.Tx, u *Use, g Grant) error {
	u.Skill = g.Skill
	if g.Asset != "" {
		post, err := s.ledger.Post(tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Member(u.Member), Asset: g.Asset, Amount: g.Amount, Kind: ledger.Earn,
			Reason: "card.use", Source: source(u.Card), Actor: actor.OfMember(u.Member),
		})
		if err != nil {
			return err
		}
		u.Transfer = post.ID
	}
	if g.Item == 0 {
		return nil
	}
	thing, err := catalog.Get(tx, g.Item)
	if err != nil {
		return err
	}
	it, err := inventory.Add(tx, inventory.AddCmd{Member: u.Member, Catalog: thing, Origin: inventory.FromCard, Source: source(u.Card)})
	u.Item = it.ID
	return err
}
