package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/chain/solana"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo/typeset"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/pool"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/httpwallet"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/metric"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
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
	bearers     *session.Bearers
	cards       *card.Service
	cardPrinter *card.Printer
	links       *blob.Signer
	studies     *study.Service
	exchanges   *exchange.Service
	settlements *settlement.Service
	rewards     *reward.Service
	verifier    *token.Verifier
	creator     creator
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
	if a.bearers, err = a.newBearers(); err != nil {
		return nil, err
	}
	a.newCards()
	a.studies = study.New(a.ledger)
	study.RegisterEvents(a.events, a.studies)
	a.exchanges = exchange.New(a.ledger)
	if err := a.newRewards(); err != nil {
		return nil, err
	}
	if err := a.newCreator(hasher); err != nil {
		return nil, err
	}
	a.work()
	return a, nil
}

// newBearers accepts tokens under the token secret, and those of a configured
// outside issuer.
func (a *app) newBearers() (*session.Bearers, error) {
	c := a.config.Token
	var outside token.Keys
	if c.JWKS != "" {
		document, err := os.ReadFile(c.JWKS)
		if err != nil {
			return nil, fmt.Errorf("token-jwks: %w", err)
		}
		if outside, err = token.ParseJWKS(document); err != nil {
			return nil, fmt.Errorf("token-jwks: %w", err)
		}
	}
	verifier, err := token.NewVerifier(token.Config{Secret: a.keys.TokenSecret.Reveal(), Keys: outside, Issuer: c.Issuer, Audience: c.Audience, Clock: a.clock})
	if err != nil {
		return nil, err
	}
	a.verifier = verifier
	return session.NewBearers(verifier, a.directory), nil
}

// ring seals what serves one purpose.
func (a *app) ring(purpose string) *secret.Ring {
	return secret.NewRing(purpose, a.keys.Sealing, a.keys.SealingOld...)
}

// newCards builds the cards. Their days end in UTC, as the document has it.
func (a *app) newCards() {
	base := string(a.config.URL(config.Card))
	a.links = blob.NewSigner(a.keys.Sealing.Derive("links", 32), a.clock)
	a.cards = card.New(card.Options{
		Ledger: a.ledger, Ring: a.ring("card"), CardURL: base + "/c/", PictureURL: base + "/qr/",
	})
	a.cardPrinter = card.NewPrinter(card.PrinterOptions{
		Cards: a.cards, Store: a.store, Blobs: a.files, Queue: a.queue, Clock: a.clock, Font: typeset.File(), Links: a.links, DownloadURL: base + "/downloads/",
	})
}

// newRewards builds the rewards and the way they are paid out.
func (a *app) newRewards() error {
	provider, err := a.newWallet()
	if err != nil {
		return err
	}
	a.settlements = settlement.New(settlement.Deps{Store: a.store, Queue: a.queue, Provider: provider}, settlement.Options{Now: a.clock.Now, Log: a.log, OnAlarm: a.alarm("settlement")})
	a.rewards = reward.New(a.store, a.ledger, a.settlements, a.clock.Now)
	reward.RegisterEvents(a.events, a.rewards)
	a.settlements.Register(a.runner)
	a.rewards.Register(a.runner)
	return nil
}

// newWallet is the configured wallet service, in the sandbox a simulated one,
// or none.
func (a *app) newWallet() (settlement.Provider, error) {
	w := a.config.Wallet
	switch {
	case w.URL != "":
		client := httpx.Guarded(httpx.GuardOptions{AllowLoopback: a.config.Listen.AllowLoopback})
		return httpwallet.New(httpwallet.Config{URL: w.URL, KeyID: w.KeyID, Secret: []byte(w.Secret.Reveal()), Client: client, Now: a.clock.Now})
	case a.config.SandboxOn():
		return simulated.New(a.store, a.clock.Now, a.config.Production)
	}
	return nil, nil
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
