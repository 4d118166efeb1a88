package main

import (
	"context"
	"time"

	"guerdon/internal/domain/account"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/pool"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/job"
)

// sweepLimit is how many rows a sweep looks at in one write.
const sweepLimit = 500

// work registers what goes on in the background.
func (a *app) work() {
	a.runner.Register(pool.JobVerify, a.pool.Verify, job.HandlerOptions{Concurrency: 8, Timeout: time.Minute})
	a.runner.Register(card.JobArchive, a.cardPrinter.Run, job.HandlerOptions{Concurrency: 1})

	a.runner.Periodic("card.archives", time.Hour, a.sweep(func(ctx context.Context) (int, error) {
		return a.cardPrinter.SweepArchives(ctx, a.clock.Now(), sweepLimit)
	}))
	a.runner.Periodic("card.guesses", 10*time.Minute, a.sweep(func(ctx context.Context) (int, error) {
		return card.SweepGuesses(ctx, a.store, a.clock.Now(), sweepLimit)
	}))
	a.runner.Periodic("ledger.holds", 5*time.Second, a.sweep(func(ctx context.Context) (int, error) {
		return a.ledger.SweepHolds(ctx, a.store, a.clock.Now(), sweepLimit)
	}))
	a.runner.Periodic("ledger.roll", time.Minute, func(ctx context.Context) error { return ledger.Roll(ctx, a.store, a.clock.Now()) })
	a.runner.Periodic("report.draws", time.Minute, func(ctx context.Context) error { return report.RollDraws(ctx, a.store, a.clock.Now()) })
	a.runner.Periodic("report.members", 10*time.Minute, func(ctx context.Context) error { return report.RollMembers(ctx, a.store, a.clock.Now()) })
	a.runner.Periodic("account.sweep", 10*time.Minute, a.sweep(func(ctx context.Context) (int, error) {
		return account.Sweep(ctx, a.store, a.clock.Now(), sweepLimit)
	}))
	a.runner.Periodic("creation.sweep", time.Hour, a.sweep(func(ctx context.Context) (int, error) {
		return creation.Sweep(ctx, a.store, a.clock.Now(), sweepLimit)
	}))
	a.runner.Periodic("session.sweep", time.Minute, a.sweep(func(ctx context.Context) (int, error) {
		return session.Sweep(ctx, a.store, a.clock.Now(), sweepLimit)
	}))
	a.runner.Periodic("idem.sweep", 10*time.Minute, a.sweep(func(ctx context.Context) (int, error) {
		return idem.Sweep(ctx, a.store, a.clock.Now().Add(-idem.Kept), sweepLimit)
	}))
	a.runner.Periodic("job.sweep", 10*time.Minute, a.sweep(func(ctx context.Context) (int, error) {
		return job.Sweep(ctx, a.store, job.SweepCmd{State: job.StateDone, Before: a.clock.Now().Add(-7 * 24 * time.Hour), Limit: sweepLimit})
	}))
	a.runner.Periodic("files.unfinished", time.Hour, func(ctx context.Context) error {
		_, err := a.files.SweepUnfinished(ctx)
		return err
	})
	a.runner.Periodic("store.markers", time.Minute, func(ctx context.Context) error {
		_, err := a.store.SweepMarkers(ctx, a.clock.Now().Add(-time.Hour), 100*sweepLimit)
		return err
	})
}

// sweep repeats a bounded sweep until it finds less than its bound.
func (a *app) sweep(once func(ctx context.Context) (int, error)) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		for {
			n, err := once(ctx)
			if err != nil || n < sweepLimit || ctx.Err() != nil {
				return err
			}
		}
	}
}
