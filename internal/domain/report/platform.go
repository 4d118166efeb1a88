package report

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/platform/store"
)

// PlatformCmd asks for the figures of the days from From to To, both
// included, in UTC+8.
type PlatformCmd struct {
	From instant.Day
	To   instant.Day
	Now  instant.Instant
}

// Platform are the figures of a period.
//
// Users are members of the installation: all that there are, those who came
// in the period, and those who were there at its end. Revenue is, in fen, what
// was captured in the period less what was refunded in it, memberships
// included; CreditsSold is the same in credits. Payers are the members who
// paid in the period, whatever was refunded later. Orders of the sandbox are
// in none of them. ActiveMembers have a membership that runs at the end of the
// period, or now where that is still to come. Only the unbroken time up to the
// present end of a membership is known: one that had lapsed since the period,
// and was bought again, is not counted.
type Platform struct {
	TotalUsers    int64
	NewUsers      int64
	UsersAtEnd    int64
	Revenue       amount.Amount
	CreditsSold   amount.Amount
	Payers        int64
	ActiveMembers int64
}

// LoadPlatform computes the figures as of one instant, from sums by day. What
// it reads does not grow with the number of orders.
// contract: S2-35, N-17
func LoadPlatform(ctx context.Context, s *store.Store, cmd PlatformCmd) (p Platform, err error) {
	err = s.View(ctx, func(v *store.View) error {
		if err := p.addUsers(ctx, v, cmd); err != nil {
			return err
		}
		sums, err := revenue.Sum(ctx, v, cmd.From, cmd.To)
		if err != nil {
			return err
		}
		p.Revenue, p.CreditsSold = sums.Revenue(), sums.Credits()
		if p.Payers, err = revenue.Payers(ctx, v, cmd.From, cmd.To); err != nil {
			return err
		}
		p.ActiveMembers, err = activeMembers(ctx, v, cmd)
		return err
	})
	return p, err
}

// activeMembers counts the memberships that run at the last instant of the
// period, or now.
func activeMembers(ctx context.Context, q store.Querier, cmd PlatformCmd) (int64, error) {
	end, err := cmd.To.AddDays(1).Start(revenue.Zone)
	if err != nil {
		return 0, err
	}
	at := min(end-1, cmd.Now)
	n, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM membership WHERE ends_at > ? AND starts_at <= ?", at, at)
	return n, err
}
