package membership

import (
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// Shorten takes back what a source gave, to the microsecond, and says how
// much that was. Where the membership lapsed since and began anew, the
// source's time is over, and nothing is taken.
func Shorten(tx *store.Tx, member id.ID, source string) (time.Duration, error) {
	m, history, err := load(tx, member)
	if err != nil {
		return 0, err
	}
	var given time.Duration
	var last, run int
	for i, c := range history {
		if c.Source == source {
			given, last = given+c.given(), i
		}
		if c.begins() {
			run = i
		}
	}
	if given <= 0 || last < run {
		return 0, nil
	}
	end := m.EndsAt.Add(-given)
	record(tx, m, Change{Kind: Shortened, Source: source, From: end, To: m.EndsAt, After: end}, history)
	return given, nil
}

// Restore gives again what the last Shorten of a source took, as far as it
// was still to come then: from the end of a membership that runs, else from
// now. Where nothing was taken it does nothing.
func Restore(tx *store.Tx, member id.ID, source string) error {
	m, history, err := load(tx, member)
	if err != nil {
		return err
	}
	var taken Change
	for _, c := range history {
		if c.Source == source {
			taken = c
		}
	}
	if taken.Kind != Shortened || taken.usable() == 0 {
		return nil
	}
	start := max(m.EndsAt, tx.Now())
	end := start.Add(taken.usable())
	record(tx, m, Change{Kind: Restored, Source: source, From: start, To: end, After: end}, history)
	return nil
}

// load reads a membership and its history, and locks them.
func load(tx *store.Tx, member id.ID) (Membership, []Change, error) {
	m, err := Get(tx, member)
	if err != nil {
		return m, nil, err
	}
	history, err := changesOf.By(tx, m.key)
	return m, history, err
}
