package membership

import (
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Kind says what a change does.
type Kind string

// The kinds of change.
const (
	Extended  Kind = "extend"  // a source gave time
	Shortened Kind = "shorten" // it was taken back
	Restored  Kind = "restore" // and given again
)

type changeKey struct {
	key
	Seq int64 `db:"seq"`
}

// Change is one line of a membership's history: the span from From to To was
// given, or taken where the kind is Shortened. The membership ended at Before
// until then, and at After from then on.
type Change struct {
	changeKey
	Kind   Kind            `db:"kind"`
	Plan   Plan            `db:"plan"`
	Source string          `db:"source"` // "order:M2026…"
	From   instant.Instant `db:"from_at"`
	To     instant.Instant `db:"to_at"`
	Before instant.Instant `db:"before_at"`
	After  instant.Instant `db:"after_at"`
	At     instant.Instant `db:"at"`
}

// given is the time that the change gave; below zero where it took some.
func (c Change) given() time.Duration {
	if c.Kind == Shortened {
		return -c.To.Sub(c.From)
	}
	return c.To.Sub(c.From)
}

// usable is how much of the time that was taken was still to come.
func (c Change) usable() time.Duration {
	return max(0, c.Before.Sub(c.At)) - max(0, c.After.Sub(c.At))
}

// begins reports whether the membership had lapsed before the change, so that
// a new run of time began with it.
func (c Change) begins() bool { return c.Kind != Shortened && c.From == c.At }

var (
	changes   = store.Define[changeKey, Change]("membership_change")
	changesOf = store.Group[key](changes, "membership_change_pkey")
)

// record appends a change and brings the membership's row to it. history is
// what came before; Extended does without.
func record(tx *store.Tx, m Membership, c Change, history []Change) {
	c.changeKey = changeKey{m.key, m.Seq + 1}
	c.Before, c.At = m.EndsAt, tx.Now()
	m = m.follow(c, history)
	changes.Add(tx, c)
	memberships.Put(tx, m)
}

// follow is the membership after a change. The check uses it too.
func (m Membership) follow(c Change, history []Change) Membership {
	m.key, m.Seq, m.EndsAt = c.key, c.Seq, c.After
	switch {
	case c.begins():
		m.StartsAt = c.From
	case c.Kind == Shortened:
		m.StartsAt = min(m.StartsAt, m.EndsAt)
	}
	if c.Kind == Extended {
		m.Plan = c.Plan
	} else if p := planAfter(append(history[:len(history):len(history)], c)); p != "" {
		m.Plan = p
	}
	return m
}

// planAfter is the plan of the last source that still gives something.
func planAfter(history []Change) Plan {
	net := map[string]time.Duration{}
	for _, c := range history {
		net[c.Source] += c.given()
	}
	for i := len(history) - 1; i >= 0; i-- {
		if c := history[i]; c.Kind == Extended && net[c.Source] > 0 {
			return c.Plan
		}
	}
	return ""
}
