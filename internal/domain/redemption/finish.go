package redemption

import (
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// CompleteCmd says that an item's redemption was paid.
type CompleteCmd struct {
	Item   id.ID
	Notes  string
	TxHash string
	Actor  actor.Actor
}

// Complete ends an open redemption, and posts what the item pays out.
// Faults: inventory.ErrNotFound, ErrNotPending, ErrNotes.
// contract: S0-28
func (s *Service) Complete(tx *store.Tx, cmd CompleteCmd) (Redemption, error) {
	if len(cmd.Notes) > 2000 || len(cmd.TxHash) > 200 {
		return Redemption{}, ErrNotes
	}
	it, r, err := pending(tx, cmd.Item)
	if err != nil {
		return Redemption{}, err
	}
	r.State, r.Notes, r.TxHash, r.FinishedAt, r.FinishedBy = Completed, cmd.Notes, cmd.TxHash, tx.Now(), cmd.Actor.String()
	if it.PayoutAmount > 0 {
		post, err := s.ledger.Post(tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Payout, Asset: it.PayoutAsset, Amount: it.PayoutAmount, Kind: ledger.Spend,
			Reason: "redemption.payout", Source: "item:" + strconv.FormatInt(int64(it.ID), 10), Actor: cmd.Actor,
		})
		if err != nil {
			return Redemption{}, err
		}
		r.Transfer = post.ID
	}
	inventory.SetStatus(tx, it, inventory.Redeemed)
	redemptions.Put(tx, r)
	return r, nil
}

// Cancel ends an open redemption and gives the item back as it was.
// Faults: inventory.ErrNotFound, ErrNotPending.
// contract: S0-29
func (s *Service) Cancel(tx *store.Tx, item id.ID, by actor.Actor) (Redemption, error) {
	it, r, err := pending(tx, item)
	if err != nil {
		return Redemption{}, err
	}
	r.State, r.FinishedAt, r.FinishedBy = Cancelled, tx.Now(), by.String()
	inventory.SetStatus(tx, it, inventory.NotRedeemed)
	redemptions.Put(tx, r)
	return r, nil
}

// pending locks an item whose redemption is open, and that redemption.
func pending(tx *store.Tx, item id.ID) (inventory.Item, Redemption, error) {
	byItem.Want(tx, itemRef{item.Bucket(), item})
	it, err := inventory.Get(tx, item)
	if err != nil {
		return inventory.Item{}, Redemption{}, err
	}
	if it.Status != inventory.Pending {
		return inventory.Item{}, Redemption{}, ErrNotPending
	}
	list, err := byItem.By(tx, itemRef{item.Bucket(), item})
	if err != nil {
		return inventory.Item{}, Redemption{}, err
	}
	for _, r := range list {
		if r.State == Requested {
			return it, r, nil
		}
	}
	panic("redemption: a pending item without an open redemption")
}
