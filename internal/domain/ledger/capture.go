package ledger

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// CaptureCmd asks to turn a hold, or part of it, into a transfer.
type CaptureCmd struct {
	Hold   id.ID
	Amount amount.Amount // 0 means all of it
	To     Ref           // where it goes, e.g. Revenue
	Kind   Kind          // e.g. Spend
	Actor  actor.Actor
}

// Capture posts the hold's amount, or a part and releases the rest, once.
// Faults: ErrNoHold, ErrHoldFinished, ErrAmount.
// contract: N-07
func (l *Ledger) Capture(tx *store.Tx, cmd CaptureCmd) (Hold, Posting, error) {
	h, err := l.release(tx, cmd.Hold, HoldPosted)
	if err != nil {
		return Hold{}, Posting{}, err
	}
	h.Captured = cmd.Amount
	if cmd.Amount == 0 {
		h.Captured = h.Amount
	}
	if h.Captured < 0 || h.Captured > h.Amount {
		return Hold{}, Posting{}, ErrAmount
	}
	post, err := l.Post(tx, PostCmd{
		Debit: h.ref(), Credit: cmd.To, Asset: h.Asset, Amount: h.Captured, Kind: cmd.Kind, Reason: h.Reason, Source: h.Source, Actor: cmd.Actor,
	})
	if err != nil {
		return Hold{}, Posting{}, err
	}
	h.Transfer = post.ID
	holds.Put(tx, h)
	return h, post, nil
}

// Void releases the hold and moves nothing, once.
// Faults: ErrNoHold, ErrHoldFinished.
// contract: N-07
func (l *Ledger) Void(tx *store.Tx, hold id.ID) (Hold, error) { return l.release(tx, hold, HoldVoided) }

// release ends a pending hold and gives its amount back to what is available.
func (l *Ledger) release(tx *store.Tx, hold id.ID, to HoldState) (Hold, error) {
	h, found, err := holds.Get(tx, holdKey{hold.Bucket(), hold})
	if err != nil {
		return Hold{}, err
	}
	if !found {
		return Hold{}, ErrNoHold
	}
	if state := h.StateAt(tx.Now()); state != HoldPending && (to != HoldLapsed || h.State != HoldPending) {
		return Hold{}, ErrHoldFinished.With("state", string(state))
	}
	acc, err := l.open(tx, h.ref(), h.Asset)
	if err != nil {
		return Hold{}, err
	}
	acc.Held -= h.Amount
	if acc.Held < 0 {
		panic("ledger: an account holds less than its holds")
	}
	acc.ChangedAt = tx.Now()
	accounts.Put(tx, acc)
	h.State, h.FinishedAt = to, tx.Now()
	holds.Put(tx, h)
	return h, nil
}
