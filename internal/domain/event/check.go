package event

import (
	"context"
	"fmt"
	"strconv"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds every accepted event to its effects: each grant is a transfer
// to the event's member, of the amount that the event says.
func Check() verify.Check {
	return verify.Check{
		Name: "event",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM event")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			for b := id.Bucket(0); b < id.Buckets; b++ {
				if err := s.View(ctx, func(v *store.View) error { return checkBucket(ctx, v, b, r) }); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// checkBucket reads the events of a bucket and then the transfers that they
// name, some at a time.
func checkBucket(ctx context.Context, v *store.View, b id.Bucket, r *verify.Run) error {
	var grants []grant
	err := store.Each(ctx, v, func(e row) error {
		r.Step(1)
		where := fmt.Sprintf("event %s %s", e.Type, e.ID)
		effects, err := parse(e.Effects)
		if err != nil {
			r.Differ(where, "its effects cannot be read")
			return nil
		}
		for _, f := range effects {
			if f.Kind == Granted {
				grants = append(grants, grant{where, e.Member, f})
			}
		}
		return nil
	}, "SELECT bucket, type, id, member, at, data, effects, actor, received_at FROM event WHERE bucket = ?", b)
	if err != nil {
		return err
	}
	for len(grants) > 0 {
		n := min(len(grants), grantsAtOnce)
		if err := checkGrants(ctx, v, grants[:n], r); err != nil {
			return err
		}
		grants = grants[n:]
	}
	return nil
}

const grantsAtOnce = 200

// grant is an event's word that it granted something.
type grant struct {
	where  string
	member id.ID
	Effect
}

func checkGrants(ctx context.Context, v *store.View, list []grant, r *verify.Run) error {
	type line struct {
		ID     id.ID         `db:"id"`
		Owner  id.ID         `db:"owner"`
		Asset  string        `db:"asset"`
		Amount amount.Amount `db:"amount"`
	}
	text, args := "SELECT id, owner, asset, amount FROM transfer WHERE 1 = 0", make([]any, 0, 2*len(list))
	for _, g := range list {
		text, args = text+" OR (bucket = ? AND id = ?)", append(args, g.Transfer.Bucket(), g.Transfer)
	}
	found := map[id.ID]line{}
	if err := store.Each(ctx, v, func(l line) error { found[l.ID] = l; return nil }, text, args...); err != nil {
		return err
	}
	for _, g := range list {
		if have := found[g.Transfer]; have != (line{g.Transfer, g.member, string(g.Asset), g.Amount}) {
			r.Differ(g.where, "transfer %s is not its grant of %d %s to member %d", strconv.FormatInt(int64(g.Transfer), 10), g.Amount, g.Asset, g.member)
		}
	}
	return nil
}
