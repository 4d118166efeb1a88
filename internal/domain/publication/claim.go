package publication

import (
	"context"
	"time"

	"guerdon/internal/platform/store"
)

// work is a result that this process works on, until somebody else takes it.
type work struct {
	pub    Publication
	result Result
}

// claimGrace is added to the time of an attempt before its worker is believed
// dead.
const claimGrace = 30 * time.Second

// claim takes a result on, where it is due. mine is false where it is not:
// somebody else has it, it has ended, or its time has not come.
// Faults: ErrNotFound.
func (s *Service) claim(ctx context.Context, k resultKey) (w work, mine bool, err error) {
	err = s.store.Write(ctx, k.Bucket, func(tx *store.Tx) error {
		mine = false
		pub, row, err := load(tx, k)
		if err != nil {
			return err
		}
		w = work{pub, row}
		if !row.State.underWay() || row.LookAt > tx.Now() {
			return nil
		}
		mine = true
		switch row.State {
		case Pending:
			row.State, row.Tries = Preparing, 0
			row.Attempts++
		case Submitting: // whoever committed it has gone
			row.State, row.Reason, row.Tries = Unknown, LostAnswer, 0
		}
		row.LookAt = tx.Now().Add(s.opts.CallTime + claimGrace)
		w.result, w.pub, err = put(tx, pub, row)
		return err
	})
	return w, mine, err
}

// load gets a publication and one of its results. Faults: ErrNotFound.
func load(tx *store.Tx, k resultKey) (Publication, Result, error) {
	publications.Want(tx, keyOf(k.Publication))
	results.Want(tx, k)
	pub, found, err := publications.Get(tx, keyOf(k.Publication))
	if err != nil {
		return Publication{}, Result{}, err
	}
	row, has, err := results.Get(tx, k)
	if err == nil && (!found || !has) {
		err = ErrNotFound
	}
	return pub, row, err
}

// put writes a result, and the status of its publication that follows. The
// publication was got.
func put(tx *store.Tx, pub Publication, row Result) (Result, Publication, error) {
	row.Version++
	row.ChangedAt = tx.Now()
	if !row.State.underWay() {
		row.LookAt = 0
	}
	results.Put(tx, row)
	all, err := resultsOf.By(tx, ofKey{pub.Bucket, pub.ID})
	if err != nil {
		return row, pub, err
	}
	pub.Status, pub.ChangedAt = tallyOf(all).status(pub.waiting()), tx.Now()
	publications.Put(tx, pub)
	return row, pub, nil
}

// advance changes the result that w works on, if it is still as w left it.
// Faults: ErrTaken.
func (s *Service) advance(ctx context.Context, w *work, change func(tx *store.Tx, row *Result)) error {
	var pub Publication
	var row Result
	err := s.store.Write(ctx, w.result.Bucket, func(tx *store.Tx) (err error) {
		pub, row, err = load(tx, w.result.resultKey)
		switch {
		case err != nil:
			return err
		case row.Version != w.result.Version:
			return errLost.Because(ErrTaken)
		}
		change(tx, &row)
		row, pub, err = put(tx, pub, row)
		return err
	})
	if err == nil {
		w.pub, w.result = pub, row
	}
	return err
}
