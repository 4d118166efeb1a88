package pool

import (
	"context"
	"fmt"

	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds every credited deposit to its transfer, and every claim that
// was credited to its deposit.
func Check() verify.Check {
	return verify.Check{
		Name: "pool",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM pool_deposit")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error { return checkDeposits(ctx, v, r) })
		},
	}
}

func checkDeposits(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Signature string `db:"signature"`
		What      string `db:"what"`
	}
	return store.Each(ctx, v, func(d row) error {
		r.Differ(fmt.Sprintf("transaction %s", d.Signature), "%s", d.What)
		return nil
	}, `SELECT d.signature, 'its credit is missing or another amount' AS what FROM pool_deposit d
			LEFT JOIN transfer t ON t.id = d.transfer AND t.owner = d.member AND t.amount = d.points
			WHERE t.id IS NULL
		UNION ALL
		SELECT c.signature, 'a claim was credited, but not the transaction to this member' AS what FROM pool_claim c
			LEFT JOIN pool_deposit d ON d.signature = c.signature AND d.member = c.member
			WHERE c.state IN ('credited', 'credited_unseen') AND d.signature IS NULL`)
}
