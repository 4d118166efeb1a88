package main

import (
	"context"
	"fmt"

	"guerdon/internal/domain/account"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/pool"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/referral"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/progress"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

type verifyCmd struct{}

// Run re-derives everything and fails where something differs.
func (verifyCmd) Run(ctx context.Context, c *config.Config, o output) error {
	s, err := openStore(ctx, c, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	checks, err := checks(c)
	if err != nil {
		return err
	}
	total, err := rows(ctx, s, checks)
	if err != nil {
		return err
	}
	bar := progress.Start(o.err, "verify", total)
	found, err := verify.All(ctx, s, bar, checks...)
	bar.Done()
	if err != nil {
		return err
	}
	for _, d := range found.First {
		_, _ = fmt.Fprintln(o.out, d)
	}
	if found.Count > 0 {
		return fmt.Errorf("%d differences", found.Count)
	}
	_, err = fmt.Fprintf(o.out, "verified %d rows: no difference\n", total)
	return err
}

// checks are every module's.
func checks(c *config.Config) ([]verify.Check, error) {
	keys, err := c.LoadKeys()
	if err != nil {
		return nil, err
	}
	book := ledger.New(c.Timezone.Location)
	cards := card.New(card.Options{Ledger: book, Ring: secret.NewRing("card", keys.Sealing, keys.SealingOld...)})
	return []verify.Check{
		book.Check(), ledger.CheckRollup(), rule.Check(), event.Check(), lootbox.Check(), report.CheckDraws(), redemption.Check(), pool.Check(), generation.Check(),
		cards.Check(), study.New(book).Check(), exchange.Check(), reward.Check(), settlement.Check(),
		account.Check(), referral.Check(), coupon.Check(), activity.Check(), revenue.Check(), report.CheckMembers(), order.Check(), membership.Check(),
		publication.Check(), creation.Check(),
	}, nil
}

func rows(ctx context.Context, s *store.Store, checks []verify.Check) (total int64, err error) {
	for _, c := range checks {
		n, err := c.Rows(ctx, s)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}
