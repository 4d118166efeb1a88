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
			last := eventKey{Bucket: -1}
			for more := true; more; {
				err := s.View(ctx, func(v *store.View) (err error) {
					last, more, err = checkSome(ctx, v, last, r)
					return err
				})
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

const (
	eventsAtOnce = 1_000
	grantsAtOnce = 200
)

// checkSome reads the next events and then the transfers that they name, some
// at a time. It returns the key of the last, and whether there may be more.
func checkSome(ctx context.Context, v *store.View, after eventKey, r *verify.Run) (last eventKey, more bool, err error) {
	var grants []grant
	n := 0
	err = store.Each(ctx, v, func(e row) error {
		r.Step(1)
		n, last = n+1, e.eventKey
		where := fmt.Sprintf("event %s %s", e.Type, e.ID)
		if e.Bucket != BucketOf(e.Type, e.ID) {
			r.Differ(where, "it is in bucket %d", e.Bucket)
		}
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
	}, "SELECT bucket, type, id, member, at, data, effects, actor, received_at FROM event WHERE (bucket, type, id) > (?, ?, ?) ORDER BY bucket, type, id LIMIT ?",
		after.Bucket, after.Type, after.ID, eventsAtOnce)
	for err == nil && len(grants) > 0 {
		at := min(len(grants), grantsAtOnce)
		err = checkGrants(ctx, v, grants[:at], r)
		grants = grants[at:]
	}
	return last, n == eventsAtOnce, err
}

// grant is an event's word that it granted something.
type grant struct {
	where  string
	member id.ID
	Effect
}

// grantsText looks n transfers up by the index of their ids.
func grantsText(n int) string {
	return "SELECT id, owner, asset, amount FROM transfer WHERE id IN " + store.Marks(n)
}

func checkGrants(ctx context.Context, v *store.View, list []grant, r *verify.Run) error {
	type line struct {
		ID     id.ID         `db:"id"`
		Owner  id.ID         `db:"owner"`
		Asset  string        `db:"asset"`
		Amount amount.Amount `db:"amount"`
	}
	args := make([]any, len(list))
	for i, g := range list {
		args[i] = g.Transfer
	}
	found := map[id.ID]line{}
	err := store.Each(ctx, v, func(l line) error { found[l.ID] = l; return nil },
		grantsText(len(args)), args...)
	if err != nil {
		return err
	}
	for _, g := range list {
		if have := found[g.Transfer]; have != (line{g.Transfer, g.member, string(g.Asset), g.Amount}) {
			r.Differ(g.where, "transfer %s is not its grant of %d %s to member %d", strconv.FormatInt(int64(g.Transfer), 10), g.Amount, g.Asset, g.member)
		}
	}
	return nil
}
