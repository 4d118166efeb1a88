package revenue

import (
	"context"
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Figures are the sums of a period. Money is in fen.
type Figures struct {
	Captured        amount.Amount `db:"captured"`
	Refunded        amount.Amount `db:"refunded"`
	CreditsSold     amount.Amount `db:"credits_sold"`
	CreditsReturned amount.Amount `db:"credits_returned"`
	Payments        int64         `db:"payments"`
	Refunds         int64         `db:"refunds"`
}

// Revenue is what was captured less what was refunded.
func (f Figures) Revenue() amount.Amount { return f.Captured - f.Refunded }

// Credits is what was sold less what was given back.
func (f Figures) Credits() amount.Amount { return f.CreditsSold - f.CreditsReturned }

// Day are the sums of one kind of orders on one day.
type Day struct {
	Number int32  `db:"day"` // yyyymmdd
	Kind   string `db:"kind"`
	Figures
}

// Date is the day as 2026-01-31.
func (d Day) Date() instant.Day {
	return instant.Day(fmt.Sprintf("%04d-%02d-%02d", d.Number/10000, d.Number/100%100, d.Number%100))
}

const sums = `CAST(coalesce(sum(captured), 0) AS bigint) AS captured, CAST(coalesce(sum(refunded), 0) AS bigint) AS refunded,
	CAST(coalesce(sum(credits_sold), 0) AS bigint) AS credits_sold, CAST(coalesce(sum(credits_returned), 0) AS bigint) AS credits_returned,
	CAST(coalesce(sum(payments), 0) AS bigint) AS payments, CAST(coalesce(sum(refunds), 0) AS bigint) AS refunds FROM revenue_day WHERE `

// Sum are the figures of the days from one to another, both included.
// contract: S2-35
func Sum(ctx context.Context, q store.Querier, from, to instant.Day) (Figures, error) {
	f, _, err := store.SelectOne[Figures](ctx, q, "SELECT "+sums+shards+" AND day >= ? AND day <= ?", Number(from), Number(to))
	return f, err
}

// Days lists the days that had any payment or refund, latest first, by kind.
// contract: N-17
func Days(ctx context.Context, q store.Querier, from, to instant.Day) ([]Day, error) {
	return store.Select[Day](ctx, q, "SELECT day, kind, "+sums+shards+" AND day >= ? AND day <= ? GROUP BY day, kind ORDER BY day DESC, kind", Number(from), Number(to))
}

// Payers is how many members paid on the days from one to another: each is
// counted by their first payment in the period. It looks each day up and reads
// of it the rows that count.
// contract: S2-35
func Payers(ctx context.Context, q store.Querier, from, to instant.Day) (int64, error) {
	n, _, err := store.SelectOne[int64](ctx, q, `SELECT CAST(coalesce(sum(p.members), 0) AS bigint)
		FROM (SELECT DISTINCT bucket, day FROM revenue_day WHERE `+shards+` AND day >= ? AND day <= ?) d
		JOIN revenue_payer_day p ON p.bucket = d.bucket AND p.day = d.day AND p.prev < ?`, Number(from), Number(to), Number(from))
	return n, err
}

var shards = store.Shards(shardWidth)

// Number is a day as yyyymmdd.
func Number(d instant.Day) int32 {
	n := int32(0)
	for _, c := range []byte(d) {
		if c != '-' {
			n = n*10 + int32(c-'0')
		}
	}
	return n
}
