package generation

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// checkBills holds every payment to its hold and its transfer, every hold to
// a task that is under way, and every submit's fields to its state.
func checkBills(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		ID   id.ID  `db:"id"`
		What string `db:"what"`
	}
	bill := func(g row) error {
		if g.What != "" {
			r.Differ(fmt.Sprintf("generation %d", g.ID), "%s", g.What)
		}
		return nil
	}
	err := store.Each(ctx, v, bill, `SELECT g.id, CASE
			WHEN g.charge NOT IN ('free', 'held', 'captured', 'voided') THEN 'its payment has no known state'
			WHEN (g.charge = 'held') <> (g.state = 'processing') AND g.charge <> 'free' THEN 'its price is held after its end, or not before'
			WHEN g.charge = 'captured' AND g.state <> 'completed' AND g.payment <> 0 THEN 'it failed and was charged'
			WHEN g.charge <> 'captured' AND (g.paid <> 0 OR g.payment <> 0) THEN 'it was charged without being captured'
			WHEN g.charge = 'free' AND g.hold <> 0 OR g.charge <> 'free' AND h.id IS NULL THEN 'it is free with a hold, or costs something without one'
			WHEN h.owner <> g.member OR h.asset <> 'CREDIT' OR h.amount <> g.price THEN 'its hold is another''s, or another amount'
			WHEN g.charge = 'held' AND h.state <> 'pending' AND h.state <> 'voided' AND h.state <> 'posted' THEN 'its hold lapsed before its end'
			WHEN g.charge = 'captured' AND h.state <> 'posted' THEN 'its hold was not posted'
			WHEN g.charge = 'voided' AND h.state NOT IN ('voided', 'lapsed') THEN 'its hold was not given back'
			WHEN g.payment <> 0 AND (t.id IS NULL OR g.paid <> g.price OR h.captured <> g.paid) THEN 'its transfer is missing or another amount'
			WHEN g.state = 'completed' AND g.creation = 0 THEN 'it completed without a creation'
			WHEN g.creation <> 0 AND c.id IS NOT NULL AND (c.task <> g.task OR c.member <> g.member OR c.file <> g.file) THEN 'its creation is another''s'
			WHEN (g.submit_state = 'submitted') <> (g.vendor_ref <> '') THEN 'it is submitted without a reference, or has one without'
			ELSE '' END AS what
		FROM generation g
		LEFT JOIN hold h ON h.bucket = g.bucket AND h.id = g.hold
		LEFT JOIN transfer t ON t.bucket = g.bucket AND t.id = g.payment AND t.owner = g.member AND t.amount = -g.paid AND t.kind = 'spend'
		LEFT JOIN creation c ON c.bucket = g.bucket AND c.id = g.creation
		WHERE g.charge <> ''`)
	if err != nil {
		return err
	}
	return checkStray(ctx, v, r)
}

// checkStray finds holds that no task stands for, and members who used more of
// their membership than is noted.
func checkStray(ctx context.Context, v *store.View, r *verify.Run) error {
	type hold struct {
		ID     id.ID  `db:"id"`
		Source string `db:"source"`
	}
	err := store.Each(ctx, v, func(h hold) error {
		r.Differ(fmt.Sprintf("hold %d", h.ID), "it is pending for %s, which is not under way", h.Source)
		return nil
	}, `SELECT h.id, h.source FROM hold h LEFT JOIN generation g ON g.bucket = h.bucket AND g.hold = h.id AND g.state = 'processing'
		WHERE h.state = 'pending' AND h.reason LIKE 'generation.%' AND h.source LIKE 'generation:%' AND g.id IS NULL`)
	if err != nil {
		return err
	}
	type free struct {
		Member id.ID `db:"member"`
		Said   int64 `db:"said"`
		Tasks  int64 `db:"tasks"`
	}
	return store.Each(ctx, v, func(f free) error {
		r.Differ(fmt.Sprintf("member %d", f.Member), "%d free tasks of the day are noted, there are %d", f.Said, f.Tasks)
		return nil
	}, `SELECT l.member, l.free_used AS said, count(*) AS tasks FROM generation_load l
		JOIN generation g ON g.bucket = l.bucket AND g.member = l.member AND g.free_day = l.free_day
		WHERE l.free_day > 0 GROUP BY l.member, l.free_used HAVING count(*) > l.free_used`)
}
