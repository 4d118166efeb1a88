package generation

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check re-derives every member's count of tasks under way, and holds every
// award and every payment to its transfer, every hold to its task, and every
// task's fields to its state.
func Check() verify.Check {
	return verify.Check{
		Name: "generation",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM generation")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				if err := checkLoads(ctx, v, r); err != nil {
					return err
				}
				if err := checkTasks(ctx, v, r); err != nil {
					return err
				}
				return checkBills(ctx, v, r)
			})
		},
	}
}

func checkLoads(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Member id.ID `db:"member"`
		Said   int64 `db:"said"`
		Tasks  int64 `db:"tasks"`
	}
	return store.Each(ctx, v, func(l row) error {
		r.Differ(fmt.Sprintf("member %d", l.Member), "%d tasks are said to be under way, %d are", l.Said, l.Tasks)
		return nil
	}, `SELECT member, CAST(sum(said) AS bigint) AS said, CAST(sum(tasks) AS bigint) AS tasks FROM (
			SELECT member, processing AS said, 0 AS tasks FROM generation_load
			UNION ALL
			SELECT member, 0, 1 FROM generation WHERE state = 'processing'
		) AS both_ways GROUP BY member HAVING sum(said) <> sum(tasks)`)
}

func checkTasks(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		ID   id.ID  `db:"id"`
		What string `db:"what"`
	}
	return store.Each(ctx, v, func(g row) error {
		if r.Step(1); g.What != "" {
			r.Differ(fmt.Sprintf("generation %d", g.ID), "%s", g.What)
		}
		return nil
	}, `SELECT g.id, CASE
			WHEN (g.state = 'completed') <> (g.file <> '' OR g.kind = 'article' AND g.text <> '') THEN 'it is completed without a file, or has one before'
			WHEN (g.state = 'processing') <> (g.finished_at = 0) THEN 'it has ended without an instant, or has one before'
			WHEN (g.state = 'failed') <> (g.error <> '') THEN 'it failed without a reason, or has one without'
			WHEN g.reward = 'granted' AND t.id IS NULL THEN 'its award is missing or another amount'
			WHEN g.reward <> 'granted' AND (g.points <> 0 OR g.transfer <> 0) THEN 'it has points that nobody granted'
			ELSE '' END AS what
		FROM generation g LEFT JOIN transfer t ON t.bucket = g.bucket AND t.id = g.transfer AND t.owner = g.member AND t.amount = g.points AND t.kind = 'earn'`)
}
