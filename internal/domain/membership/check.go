package membership

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// bucketsAtOnce is how many buckets a check reads on one snapshot.
const bucketsAtOnce = 64

const changeColumns = "bucket, member, seq, kind, plan, source, from_at, to_at, before_at, after_at, at"

// Changes calls each for every change of the memberships in these buckets, a
// member's in order.
func Changes(ctx context.Context, q store.Querier, from, to id.Bucket, each func(Change) error) error {
	return store.Each(ctx, q, each, "SELECT "+changeColumns+" FROM membership_change WHERE bucket BETWEEN ? AND ? ORDER BY bucket, member, seq", from, to)
}

// Check re-derives every membership from its changes.
func Check() verify.Check {
	return verify.Check{
		Name: "membership",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM membership_change")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			for b := id.Bucket(0); b < id.Buckets; b += bucketsAtOnce {
				err := s.View(ctx, func(v *store.View) error { return checkBuckets(ctx, v, b, b+bucketsAtOnce-1, r) })
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func checkBuckets(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	derived, history := map[key]Membership{}, map[key][]Change{}
	err := Changes(ctx, v, from, to, func(c Change) error {
		r.Step(1)
		m := derived[c.key]
		c.check(m, r)
		derived[c.key] = m.follow(c, history[c.key])
		history[c.key] = append(history[c.key], c)
		return nil
	})
	if err != nil {
		return err
	}
	err = store.Each(ctx, v, func(m Membership) error {
		if want := derived[m.key]; m != want {
			r.Differ(fmt.Sprintf("membership of %d", m.Member), "it is %s until %d, its changes make it %s until %d", m.Plan, m.EndsAt, want.Plan, want.EndsAt)
		}
		delete(derived, m.key)
		return nil
	}, "SELECT "+columns+" FROM membership WHERE bucket BETWEEN ? AND ?", from, to)
	for k := range derived {
		r.Differ(fmt.Sprintf("membership of %d", k.Member), "it has changes and no row")
	}
	return err
}

// check holds a change to the membership that it found.
func (c Change) check(m Membership, r *verify.Run) {
	where := fmt.Sprintf("change %d of the membership of %d", c.Seq, c.Member)
	if c.Seq != m.Seq+1 || c.Before != m.EndsAt {
		r.Differ(where, "it does not follow change %d, which ended at %d", m.Seq, m.EndsAt)
	}
	good := c.From == max(c.Before, c.At) && c.After == c.To
	switch c.Kind {
	case Extended:
		good = good && c.To == addMonths(c.From, c.Plan.Months())
	case Restored:
		good = good && c.To > c.From
	case Shortened:
		good = c.From == c.After && c.To == c.Before && c.To > c.From
	default:
		good = false
	}
	if !good {
		r.Differ(where, "%s from %d to %d does not make an end of %d", c.Kind, c.From, c.To, c.After)
	}
}
