package pool

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// CanParticipate tells whether the pool is open to the member.
// contract: S0-18
func (s *Service) CanParticipate(ctx context.Context, member id.ID) (bool, error) {
	if !s.terms.Active || s.terms.MemberMax == 0 {
		return s.terms.Active, nil
	}
	n, err := count(ctx, s.store, member)
	return n < int64(s.terms.MemberMax), err
}

// DayStat is one project day of the pool.
type DayStat struct {
	Day      int32         `db:"day"` // yyyymmdd
	Count    int64         `db:"n"`
	Lamports amount.Amount `db:"lamports"`
	Points   amount.Amount `db:"points"`
}

// DailyStats are the last days that had deposits, newest first, today included.
// contract: S0-19
func (s *Service) DailyStats(ctx context.Context, now instant.Instant, days int) ([]DayStat, error) {
	first := now.DayIn(s.ledger.Zone()).AddDays(1 - days)
	start, err := first.Start(s.ledger.Zone())
	if err != nil {
		return nil, err
	}
	return store.Select[DayStat](ctx, s.store, `SELECT day, count(*) AS n, CAST(sum(lamports) AS bigint) AS lamports, CAST(sum(points) AS bigint) AS points
		FROM pool_deposit WHERE day >= ? GROUP BY day ORDER BY day DESC`, ledger.PeriodOf(start, s.ledger.Zone()).Day)
}
