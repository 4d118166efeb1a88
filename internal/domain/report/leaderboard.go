package report

import (
	"context"
	"sync"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Order is what a leaderboard is sorted by.
type Order string

// The orders: what a member can spend, and what they earned in the project's
// day and ISO week (refunds and adjustments are not earned).
const (
	Total  Order = "total"
	Daily  Order = "daily"
	Weekly Order = "weekly"
)

// ErrOrder is an order that there is none of.
var ErrOrder = fault.New(fault.Invalid, "report.order_invalid", "The order must be total, daily or weekly.")

// ParseOrder checks an order that came from outside. Faults: ErrOrder.
func ParseOrder(text string) (Order, error) {
	switch o := Order(text); o {
	case Total, Daily, Weekly:
		return o, nil
	}
	return "", ErrOrder
}

// LeadersMax is how many lines a leaderboard has at most.
const LeadersMax = 100

// Leader is one line of a leaderboard. Members with equal figures share a
// rank, and the next rank counts them all.
type Leader struct {
	Rank   int64
	Member id.ID
	Wallet string
	Total  amount.Amount
	Day    amount.Amount
	Week   amount.Amount
}

func (l Leader) figure(o Order) amount.Amount {
	switch o {
	case Daily:
		return l.Day
	case Weekly:
		return l.Week
	}
	return l.Total
}

// Leaderboard ranks the members who came by wallet by their points.
//
// It answers from a board that it computes when it is asked, at most once at
// a time. How old a board may be follows from what it cost, so that
// computing takes little of a large database and a small one is always
// answered as it is. See freshness.
type Leaderboard struct {
	store *store.Store
	zone  *time.Location
	now   func() instant.Instant
	tick  func() time.Time // measures costs and ages

	mu      sync.Mutex
	board   *board       // the latest, nil before the first
	running *computation // the one under way, or nil
}

// NewLeaderboard makes a leaderboard whose days end as the ledger's do.
func NewLeaderboard(s *store.Store, l *ledger.Ledger, now func() instant.Instant) *Leaderboard {
	return &Leaderboard{store: s, zone: l.Zone(), now: now, tick: time.Now}
}

// WithTimer measures what a board costs, and how old it is, by another clock
// than the machine's. One that stands almost still makes every board cheap,
// and so every answer fresh.
func (l *Leaderboard) WithTimer(tick func() time.Time) *Leaderboard {
	l.tick = tick
	return l
}

// Top is the first lines of an order; limit is 1 to LeadersMax.
// contract: S0-07
func (l *Leaderboard) Top(ctx context.Context, o Order, limit int) ([]Leader, error) {
	b, err := l.current(ctx)
	if err != nil {
		return nil, err
	}
	list := b.lists[o]
	return list[:min(limit, len(list))], nil
}

// Warm computes the first board, so that nobody waits for it.
func (l *Leaderboard) Warm(ctx context.Context) error {
	_, err := l.current(ctx)
	return err
}
