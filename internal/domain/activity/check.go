package activity

import (
	"context"
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check counts every activity's participants and expenses anew, and looks for
// the transfer of every gift.
func Check() verify.Check {
	return verify.Check{
		Name: "activity",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM activity_participation")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				if err := checkCounters(ctx, v, r); err != nil {
					return err
				}
				return checkParts(ctx, v, r)
			})
		},
	}
}

func checkCounters(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Activity
		Rows int64         `db:"n"`
		Sum  amount.Amount `db:"total"`
	}
	return store.Each(ctx, v, func(a row) error {
		r.Step(a.Rows)
		at := fmt.Sprintf("activity %d", a.ID)
		if a.Participants != a.Rows || a.Spent != a.Sum {
			r.Differ(at, "%d participants and %d spent, its participations are %d and spent %d", a.Participants, a.Spent, a.Rows, a.Sum)
		}
		if err := a.room(0, 0); err != nil {
			r.Differ(at, "%d participants of at most %d, %d spent of %d", a.Participants, a.MaxParticipants, a.Spent, a.Budget)
		}
		return nil
	}, "SELECT "+activityColumns+`, coalesce(p.n, 0) AS n, coalesce(p.total, 0) AS total FROM activity a
		LEFT JOIN (SELECT activity, count(*) AS n, CAST(sum(spent) AS bigint) AS total FROM activity_participation GROUP BY activity) p ON p.activity = a.id`)
}

// checkParts looks at each participation by itself.
func checkParts(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Activity id.ID  `db:"activity"`
		Member   id.ID  `db:"member"`
		What     string `db:"what"`
	}
	return store.Each(ctx, v, func(p row) error {
		r.Differ(fmt.Sprintf("activity %d, member %d", p.Activity, p.Member), "%s", p.What)
		return nil
	}, `SELECT p.activity, p.member, 'the credits that were given are missing' AS what FROM activity_participation p
			LEFT JOIN transfer t ON t.bucket = p.bucket AND t.id = p.transfer AND t.owner = p.member AND t.amount = p.spent AND t.reason = 'credit.gift'
			WHERE p.state = 'given' AND t.id IS NULL
		UNION ALL
		SELECT p.activity, p.member, 'its stage and its order do not go together' FROM activity_participation p
			WHERE (p.state = 'applied') <> (p.order_id <> '') OR (p.state = 'enrolled' AND p.spent <> 0) OR (p.state <> 'applied' AND p.joined_at = 0) OR (p.state = 'applied' AND p.payable < 1)
		UNION ALL
		SELECT p.activity, p.member, 'there is no such activity' FROM activity_participation p
			LEFT JOIN activity a ON a.bucket = p.activity % 1024 AND a.id = p.activity
			WHERE a.id IS NULL`)
}
