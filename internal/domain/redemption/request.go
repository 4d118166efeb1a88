package redemption

import (
	"guerdon/internal/base/id"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/platform/store"
)

// RequestCmd asks to redeem a member's own item.
type RequestCmd struct {
	Member id.ID
	Item   id.ID
	Wallet string
}

// Request opens a redemption. Faults: inventory.ErrNotFound,
// ErrNotRedeemable.
// contract: S0-15
func (s *Service) Request(tx *store.Tx, cmd RequestCmd) (Redemption, error) {
	it, err := inventory.Get(tx, cmd.Item)
	if err != nil {
		return Redemption{}, err
	}
	if it.Member != cmd.Member {
		return Redemption{}, inventory.ErrNotFound
	}
	if it.Status != inventory.NotRedeemed {
		return Redemption{}, ErrNotRedeemable
	}
	i, err := tx.NewID(it.Bucket)
	if err != nil {
		return Redemption{}, err
	}
	r := Redemption{redemptionKey: redemptionKey{i.Bucket(), i}, Item: it.ID, Member: it.Member, State: Requested, Wallet: cmd.Wallet, RequestedAt: tx.Now()}
	redemptions.Add(tx, r)
	inventory.SetStatus(tx, it, inventory.Pending)
	return r, nil
}
