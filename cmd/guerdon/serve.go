package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"guerdon/cmd/guerdon/demo"
	"guerdon/internal/front/cardapi"
	"guerdon/internal/front/cashier"
	"guerdon/internal/front/creatorapi"
	"guerdon/internal/front/opsapi"
	"guerdon/internal/front/site"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/httpx"
)

type serveCmd struct{}

// gcPercent trades some 25 MB for a fifth of the CPU of a small write: the
// live heap is small, so the usual 100 collects all the time.
const gcPercent = 400

// Run serves every front until the context ends: it opens the database,
// builds the modules, installs and loads what is missing, and listens.
func (serveCmd) Run(ctx context.Context, c *config.Config, o output) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	log := c.NewLogger(o.err)
	a, err := newApp(ctx, c, log)
	if err != nil {
		return err
	}
	defer a.store.Close()
	password, err := a.install(ctx)
	if err != nil {
		return err
	}
	if c.Demo {
		if err := a.loadDemo(ctx); err != nil {
			return fmt.Errorf("load the sample data: %w", err)
		}
	}
	sites, err := a.sites(ctx)
	if err != nil {
		return err
	}
	server, err := httpx.NewServer(log, c.Listen.ShutdownTimeout, sites...)
	if err != nil {
		return err
	}
	if err := server.Listen(); err != nil {
		return err
	}
	a.runner.Start()
	defer a.stopWork()
	go a.warm(ctx)
	a.greet(o.out, password)
	return server.Serve(ctx)
}

// loadDemo loads the documents' own sample data.
func (a *app) loadDemo(ctx context.Context) error {
	return errors.Join(
		demo.Load(ctx, a.store, a.lootboxes),
		demo.LoadCards(ctx, a.store, a.cards),
		demo.LoadStudy(ctx, a.store, a.studies),
		demo.LoadRewards(ctx, a.store, a.rewards),
		demo.LoadCampaigns(ctx, a.store, a.creator.coupons, a.creator.activities),
	)
}

// warm computes what the first caller would else wait for.
func (a *app) warm(ctx context.Context) {
	if err := a.leaderboard.Warm(ctx); err != nil {
		a.log.Warn("the leaderboard is not computed yet", "error", err)
	}
}

// stopWork lets running jobs end, or gives them back.
func (a *app) stopWork() {
	ctx, cancel := context.WithTimeout(context.Background(), a.config.Listen.ShutdownTimeout)
	defer cancel()
	if err := a.runner.Stop(ctx); err != nil {
		a.log.Warn("some jobs were interrupted and will be run again", "error", err)
	}
}

// accessLines is how many requests a second are logged.
const accessLines = 20

// sites is every front and where it listens: one line a front.
func (a *app) sites(ctx context.Context) ([]httpx.Site, error) {
	c := a.config
	shared := &httpx.Shared{Clock: a.clock, Log: a.log, Access: httpx.NewAccessLog(a.log, a.clock, accessLines), Meter: a.metrics, Proxies: httpx.Proxies(c.Listen.TrustedProxies), Stop: ctx}
	tls, err := a.studyTLS()
	if err != nil {
		return nil, err
	}
	a.creator.handler = shared.Wrap(a.creatorFront())
	sites := []httpx.Site{
		{Name: "coreapi", Addr: string(c.Addr(config.Core)), Prefixes: []string{"/v1"}, Handler: shared.Wrap(a.coreFront())},
		{Name: "lootapi", Addr: string(c.Addr(config.Loot)), Handler: shared.Wrap(a.lootFront())},
		{Name: "rewardapi", Addr: string(c.Addr(config.Reward)), Handler: shared.Wrap(a.rewardFront())},
		{Name: "studyapi", Addr: string(c.Addr(config.Study)), Handler: shared.Wrap(a.studyFront()), TLS: tls},
		{Name: "cardapi", Addr: string(c.Addr(config.Card)), Prefixes: cardapi.Prefixes(), Handler: shared.Wrap(a.cardFront())},
		{Name: "creatorapi", Addr: string(c.Addr(config.Creator)), Prefixes: creatorapi.Prefixes(), Handler: a.creator.handler},
		{Name: "site", Addr: string(c.Addr(config.Card)), Prefixes: site.Prefixes(), Handler: shared.Wrap(a.siteFront())},
		{Name: "opsapi", Addr: string(c.Addr(config.Ops)), Prefixes: opsapi.Prefixes(), Handler: shared.Wrap(a.opsFront())},
	}
	if a.creator.till != nil {
		sites = append(sites, httpx.Site{Name: "cashier", Addr: string(c.Addr(config.Creator)), Prefixes: cashier.Prefixes(), Handler: shared.Wrap(a.cashierFront())})
	}
	return sites, nil
}
