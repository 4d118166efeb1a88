package job

import (
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type leaseKey struct {
	Bucket id.Bucket `db:"bucket"`
	Name   string    `db:"name"`
}

// leaseRow elects the process that does a piece of periodic work.
type leaseRow struct {
	leaseKey
	Owner      string          `db:"owner"` // one claim of one process, or none
	LeaseUntil instant.Instant `db:"lease_until"`
	NextAt     instant.Instant `db:"next_at"`
	EndedAt    instant.Instant `db:"ended_at"`
	Failures   int32           `db:"failures"`
	LastError  string          `db:"last_error"`
}

var leases = store.Define[leaseKey, leaseRow]("lease")

func leaseKeyOf(name string) leaseKey { return leaseKey{id.BucketOf(name), name} }

// dueAt is when the work is due: as planned, or earlier where its period has
// become shorter.
func (w *leaseRow) dueAt(every time.Duration) instant.Instant {
	if w.EndedAt.IsZero() {
		return w.NextAt
	}
	return min(w.NextAt, w.EndedAt.Add(every))
}

// elect takes the lease if the work is due and nobody does it. Where it does
// not, it says when to ask again.
func elect(tx *store.Tx, p *periodic, owner string, lease time.Duration) (won bool, askAt instant.Instant, err error) {
	w, found, err := leases.Get(tx, leaseKeyOf(p.name))
	if err != nil {
		return false, 0, err
	}
	now := tx.Now()
	if !found {
		w = leaseRow{leaseKey: leaseKeyOf(p.name), NextAt: now}
	}
	if due := w.dueAt(p.every); due > now {
		return false, due, nil
	}
	if w.Owner != "" && w.LeaseUntil > now {
		return false, now.Add(min(p.every, lease)), nil
	}
	w.Owner, w.LeaseUntil = owner, now.Add(lease)
	leases.Put(tx, w)
	return true, 0, nil
}

// heldLease gets the row for the claim that holds it, or ErrLeaseLost.
func heldLease(tx *store.Tx, name, owner string) (leaseRow, error) {
	w, found, err := leases.Get(tx, leaseKeyOf(name))
	if err == nil && (!found || w.Owner != owner) {
		err = ErrLeaseLost
	}
	return w, err
}

// extendLease moves the end of the lease; a lease of zero length is given
// back.
func extendLease(tx *store.Tx, name, owner string, lease time.Duration) error {
	w, err := heldLease(tx, name, owner)
	if err != nil {
		return err
	}
	if w.LeaseUntil = tx.Now().Add(lease); lease == 0 {
		w.Owner, w.LeaseUntil = "", 0
	}
	leases.Put(tx, w)
	return nil
}

// conclude plans the next run and gives the lease back. failure is empty
// after success.
func conclude(tx *store.Tx, p *periodic, owner, failure string) error {
	w, err := heldLease(tx, p.name, owner)
	if err != nil {
		return err
	}
	now := tx.Now()
	w.Owner, w.LeaseUntil, w.EndedAt, w.LastError = "", 0, now, failure
	if failure == "" {
		w.Failures, w.NextAt = 0, nextOnGrid(w.NextAt, now, p.every)
	} else {
		w.Failures = min(w.Failures+1, attemptsCap)
		pause := Backoff{Max: p.every}.withDefaults().after(w.Failures, tx.Dice())
		w.NextAt = now.Add(min(pause, p.every))
	}
	leases.Put(tx, w)
	return nil
}

// nextOnGrid is the first instant after now that is a whole number of periods
// after due: what was missed is not made up for, and the rhythm is kept.
func nextOnGrid(due, now instant.Instant, every time.Duration) instant.Instant {
	missed := max(now.Sub(due), 0) / every
	return due.Add((missed + 1) * every)
}
