package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/chain/solana"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/demo"
	"guerdon/internal/domain/generation/localdemo"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/pool"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/metric"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
)

// app is the program put together: one line a module.
type app struct {
	config  *config.Config
	keys    config.Keys
	log     *slog.Logger
	clock   clock.Clock
	metrics *metric.Metrics
	store   *store.Store
	queue   *job.Queue
	runner  *job.Runner
	files   *blob.Store

	ledger      *ledger.Ledger
	rules       *rule.Service
	lootboxes   *lootbox.Service
	redemptions *redemption.Service
	pool        *pool.Service
	generation  *generation.Service
	leaderboard *report.Leaderboard
	events      *event.Registry
	chain       chain.Reader
	directory   *member.Directory
	sessions    *session.Keeper
	operators   *operator.Service
	apiKeys     *apikey.Checker
}

// passwordsAtOnce bounds the memory that logins take: 19 MiB each.
const passwordsAtOnce = 4

// newApp opens the database and builds the modules on it.
func newApp(ctx context.Context, c *config.Config, log *slog.Logger) (*app, error) {
	a := &app{config: c, log: log, clock: clock.System{}, metrics: metric.New(), queue: job.NewQueue()}
	var err error
	if a.keys, err = c.LoadKeys(); err != nil {
		return nil, err
	}
	if a.store, err = openStore(ctx, c, store.Options{Now: a.clock.Now, OnAlarm: a.alarm("store")}); err != nil {
		return nil, err
	}
	if a.chain, err = newChain(ctx, c, a.clock, log); err != nil {
		return nil, err
	}
	hasher, err := password.NewHasher(password.Standard, passwordsAtOnce)
	if err != nil {
		return nil, err
	}
	terms, err := poolTerms(c)
	if err != nil {
		return nil, err
	}
	a.runner = job.NewRunner(a.store, a.queue, job.Options{Now: a.clock.Now, OnAlarm: a.alarm("job"), Log: log})
	a.ledger = ledger.New(c.Timezone.Location)
	a.rules = rule.New(a.ledger)
	a.events = event.NewRegistry()
	event.RegisterRules(a.events, a.rules, c.Timezone.Location)
	a.lootboxes = lootbox.New(a.ledger)
	a.redemptions = redemption.New(a.ledger)
	a.pool = pool.New(a.store, a.ledger, a.chain, a.queue, terms, a.clock.Now)
	if a.generation, err = a.newGeneration(); err != nil {
		return nil, err
	}
	a.leaderboard = report.NewLeaderboard(a.store, a.ledger, a.clock.Now)
	a.directory = member.NewDirectory(a.store, a.clock.Now)
	a.sessions = session.NewKeeper(a.store, a.clock.Now)
	a.operators = operator.New(a.store, hasher, a.clock.Now)
	a.apiKeys = apikey.NewChecker(a.store, a.clock.Now)
	a.work()
	return a, nil
}

// fileMax bounds one generated file.
const fileMax = 64 << 20

// newGeneration builds the studio. Its offline provider marks everything as
// made by it, and is a sandbox one: production has none until a model is
// configured.
func (a *app) newGeneration() (*generation.Service, error) {
	files, err := blob.Open(filepath.Join(a.config.Data, "files"), a.clock, fileMax)
	if err != nil {
		return nil, err
	}
	var providers []generation.Provider
	if a.config.SandboxOn() {
		studio, err := localdemo.Open()
		if err != nil {
			return nil, err
		}
		providers = append(providers, demo.New(studio))
	}
	g := generation.New(
		generation.Deps{Store: a.store, Queue: a.queue, Ledger: a.ledger, Rules: a.rules, Files: files, Providers: providers},
		generation.Options{Now: a.clock.Now, RequireGeneration: a.config.Production, Log: a.log, OnAlarm: a.alarm("generation")})
	g.Register(a.runner)
	a.files = files
	return g, nil
}

// alarm counts and logs a state that should be impossible.
func (a *app) alarm(name string) func(error) {
	return func(err error) {
		a.metrics.Alarm(name)
		a.log.Error("alarm", "in", name, "error", err)
	}
}

// newChain is the configured node, or none. A node of another network is
// refused at the start; one that is away may come back.
func newChain(ctx context.Context, c *config.Config, clk clock.Clock, log *slog.Logger) (chain.Reader, error) {
	if !c.Solana.RPC.IsSet() {
		return chain.Unconfigured{}, nil
	}
	genesis, err := chain.ParseHash(c.Solana.Genesis)
	if err != nil {
		return nil, fmt.Errorf("solana-genesis: %w", err)
	}
	client, err := solana.New(solana.Config{URL: c.Solana.RPC.Reveal(), Genesis: genesis, Clock: clk})
	if err != nil {
		return nil, err
	}
	if err := client.CheckNetwork(ctx); err != nil {
		log.Warn("the chain could not be checked at the start", "error", err)
	}
	return client, nil
}

// The pool's terms are those of the source document.
const (
	poolFee    amount.Amount = 20_000_000 // lamports: 0.02 SOL
	poolPoints amount.Amount = 50
)

func poolTerms(c *config.Config) (pool.Terms, error) {
	target, err := chain.ParseAddress(c.Solana.Target)
	if err != nil {
		return pool.Terms{}, fmt.Errorf("solana-target: %w", err)
	}
	return pool.Terms{Target: target, Fee: poolFee, Points: poolPoints, Active: true}, nil
}
