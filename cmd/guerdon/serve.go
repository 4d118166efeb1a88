package main

import (
	"context"
	"fmt"
	"time"

	"guerdon/cmd/guerdon/demo"
	"guerdon/internal/domain/session"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/front/lootapi"
	"guerdon/internal/front/opsapi"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/httpx"
)

type serveCmd struct{}

// Run serves every front until the context ends: it opens the database,
// builds the modules, installs and loads what is missing, and listens.
func (serveCmd) Run(ctx context.Context, c *config.Config, o output) error {
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
		if err := demo.Load(ctx, a.store, a.lootboxes); err != nil {
			return fmt.Errorf("load the sample data: %w", err)
		}
	}
	server, err := httpx.NewServer(log, c.Listen.ShutdownTimeout, a.sites(ctx)...)
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
func (a *app) sites(ctx context.Context) []httpx.Site {
	c := a.config
	shared := &httpx.Shared{Clock: a.clock, Log: a.log, Access: httpx.NewAccessLog(a.log, a.clock, accessLines), Meter: a.metrics, Proxies: httpx.Proxies(c.Listen.TrustedProxies), Stop: ctx}
	return []httpx.Site{
		{Name: "coreapi", Addr: string(c.Addr(config.Core)), Prefixes: []string{"/v1"}, Handler: shared.Wrap(a.coreFront())},
		{Name: "lootapi", Addr: string(c.Addr(config.Loot)), Handler: shared.Wrap(a.lootFront())},
		{Name: "opsapi", Addr: string(c.Addr(config.Ops)), Prefixes: opsapi.Prefixes(), Handler: shared.Wrap(a.opsFront())},
	}
}

func (a *app) coreFront() httpx.Front {
	api := coreapi.New(coreapi.Deps{
		Store: a.store, Clock: a.clock, Ledger: a.ledger, Directory: a.directory, Sessions: a.sessions, Operators: a.operators, APIKeys: a.apiKeys,
		Events: a.events, Lootboxes: a.lootboxes, Redemptions: a.redemptions, Settings: a.generation.Settings(),
		Limit: a.limiter(60_000, time.Minute), Logins: a.guard(), Secure: a.config.Production,
	})
	return httpx.Front{Name: "coreapi", Handler: api.Handler(), Fail: coreapi.Fail, Cookies: true, Origins: a.origins(config.Core)}
}

func (a *app) lootFront() httpx.Front {
	url := a.config.URL(config.Loot)
	api := lootapi.New(lootapi.Deps{
		Store: a.store, Clock: a.clock, Ledger: a.ledger, Directory: a.directory, Sessions: a.sessions, Operators: a.operators,
		Lootboxes: a.lootboxes, Redemptions: a.redemptions, Pool: a.pool, Chain: a.chain, Leaderboard: a.leaderboard,
		Site:  session.Site{Domain: url.Host(), URI: string(url), ChainID: a.config.Solana.ChainID},
		Limit: a.limiter(600, time.Minute), Logins: a.limiter(60, time.Minute), Secure: a.config.Production || url.IsSecure(),
	}).WithGeneration(a.generation)
	return httpx.Front{Name: "lootapi", Handler: api.Handler(), Fail: lootapi.Fail, Cookies: true, Origins: a.origins(config.Loot), Long: lootapi.Long}
}

func (a *app) opsFront() httpx.Front {
	handler := opsapi.New(opsapi.Config{
		Metrics: a.metrics.Handler(), Version: version(), Log: a.log,
		Checks: []opsapi.Check{{Name: "database", Run: a.store.Ping}},
	})
	return httpx.Front{Name: "opsapi", Handler: handler, Fail: opsapi.Fail}
}

// limiter counts requests, unless rate limits are off.
func (a *app) limiter(n int, window time.Duration) *httpx.Limiter {
	if !a.config.RateLimitsOn() {
		return nil
	}
	return httpx.NewLimiter(httpx.Rate{Limit: n, Window: window}, a.clock)
}

// guard counts sign-ins an address. It is never off: it guards passwords.
func (a *app) guard() *httpx.Limiter {
	return httpx.NewLimiter(httpx.Rate{Limit: 30, Window: time.Minute}, a.clock)
}

func (a *app) origins(f config.Front) *httpx.Origins {
	return httpx.NewOrigins(string(a.config.URL(f)), a.config.Listen.AllowedOrigins...)
}
