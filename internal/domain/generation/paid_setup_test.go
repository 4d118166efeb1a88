package generation_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// shop is a bundle whose tasks are paid for: with models of several vendors.
type shop struct {
	*bundle
	models  *model.Service
	options generation.Options
	vendors []generation.Provider
}

// shops runs a test on the engines that know SQL, and verifies what it left.
func shops(t *testing.T, change func(*generation.Options), vendors func() []generation.Provider, test func(s *shop)) {
	t.Helper()
	o, c := options()
	storetest.SQL(t, o, func(t *testing.T, st *store.Store) {
		c.Set(noon)
		s := openShop(t, st, c, change, vendors())
		test(s)
		s.verifyPaid()
	})
}

func openShop(t *testing.T, st *store.Store, c *clock.Manual, change func(*generation.Options), vendors []generation.Provider) *shop {
	t.Helper()
	s := &shop{bundle: setup(t, st, c, nil), models: model.New(secret.NewRing("model", secret.NewMaster()), false), vendors: vendors}
	s.options = generation.Options{Now: c.Now, OnAlarm: s.model.hear, Concurrency: 8, AttemptsMax: 3, MemberMax: 1000, QueueMax: 10_000}
	if change != nil {
		change(&s.options)
	}
	s.Service, s.runner = s.life()
	return s
}

// life is a process: a service and a runner of its own on the same database.
func (s *shop) life() (*generation.Service, *job.Runner) {
	tasks := generation.New(generation.Deps{
		Store: s.store, Queue: s.queue, Ledger: s.ledger, Rules: s.rules, Files: s.files, Adapters: s.vendors, Models: s.models,
	}, s.options)
	r := job.NewRunner(s.store, s.queue, job.Options{Now: s.clock.Now})
	tasks.Register(r)
	return tasks, r
}

// offer adds a model of a vendor that makes everything.
func (s *shop) offer(i id.ID, provider string, cost amount.Amount) {
	s.t.Helper()
	s.write(func(tx *store.Tx) error {
		_, err := s.models.Create(tx, model.CreateCmd{
			ID: i, Name: fmt.Sprint("model ", i), Provider: provider, ModelName: "m", Base: "https://" + provider + ".example/v1", Key: "sk-secret",
			Temperature: model.NoTemperature, Makes: creation.Types(), Cost: cost, Priority: int32(i), Actor: actor.OfSystem,
		})
		return err
	})
}

func (s *shop) grant(who id.ID, n amount.Amount) {
	s.t.Helper()
	s.write(func(tx *store.Tx) error {
		_, err := s.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(who), Asset: ledger.Credit, Amount: n, Kind: ledger.Earn, Reason: "credit.gift", Source: "test"})
		return err
	})
}

func (s *shop) enrol(who id.ID) {
	s.t.Helper()
	s.write(func(tx *store.Tx) error {
		_, err := membership.Extend(tx, membership.ExtendCmd{Member: who, Plan: membership.Yearly, Source: "test"})
		return err
	})
}

// buy starts a paid task.
func (s *shop) buy(cmd generation.StartCmd) (generation.Generation, error) {
	cmd.Paid = true
	if cmd.Kind == "" {
		cmd.Kind = generation.Article
	}
	if cmd.Kind == generation.Article && cmd.Input.Tool == "" {
		cmd.Input.Tool = "wechat_article"
	}
	return s.start(cmd)
}

func (s *shop) mustBuy(cmd generation.StartCmd) generation.Generation {
	s.t.Helper()
	g, err := s.buy(cmd)
	if err != nil {
		s.t.Fatal(err)
	}
	return g
}

// wantCredits holds a member's account to what is there and what is held.
func (s *shop) wantCredits(who id.ID, posted, held amount.Amount) {
	s.t.Helper()
	acc, err := ledger.LoadAccount(s.t.Context(), s.store, ledger.Member(who), ledger.Credit)
	if err != nil || acc.Posted != posted || acc.Held != held {
		s.t.Errorf("the account has %d with %d held, want %d with %d; %v", acc.Posted, acc.Held, posted, held, err)
	}
}

func (s *shop) verifyPaid() {
	s.t.Helper()
	found, err := verify.All(context.Background(), s.store, nil, generation.Check(), s.ledger.Check(), creation.Check())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range found.First {
		s.t.Error(d)
	}
}

// seller is a vendor with a synchronous and an asynchronous side, which do as
// they are told: by default all goes well.
type seller struct {
	name     string
	generate func(ctx context.Context, r generation.Request) (generation.Result, error)
	submit   func(ctx context.Context, r generation.Request) (string, error)
	poll     func(ctx context.Context, r generation.Request, ref string) (generation.Result, bool, error)
}

func (v *seller) Name() string                    { return v.name }
func (v *seller) Makes(k generation.Kind) bool    { return k != generation.Chat }
func (v *seller) Async(r generation.Request) bool { return r.Kind == generation.Video }

func (v *seller) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	if v.generate != nil {
		return v.generate(ctx, r)
	}
	return sold(r), nil
}

func (v *seller) Submit(ctx context.Context, r generation.Request) (string, error) {
	if v.submit != nil {
		return v.submit(ctx, r)
	}
	return "ref-" + r.Number, nil
}

func (v *seller) Poll(ctx context.Context, r generation.Request, ref string) (generation.Result, bool, error) {
	if v.poll != nil {
		return v.poll(ctx, r, ref)
	}
	if ref != "ref-"+r.Number {
		return generation.Result{}, false, errors.New("another reference")
	}
	return sold(r), true, nil
}

// sold is what a good vendor makes.
func sold(r generation.Request) generation.Result {
	if r.Kind == generation.Article {
		return generation.Result{Text: "About " + r.Prompt, Usage: generation.Usage{TokensIn: 3, TokensOut: 4}}
	}
	out := echo(r)
	if r.Kind == generation.Deck {
		out.Format = generation.PPTX
	}
	return out
}

func one(v *seller) func() []generation.Provider {
	return func() []generation.Provider { return []generation.Provider{v} }
}
