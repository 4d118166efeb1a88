package creatorapi_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/demo"
	"guerdon/internal/domain/generation/localdemo"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/model"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// plantedKey is a model's key that must be found nowhere.
const plantedKey = "sk-planted-9f1c2e7d4b"

// buildGeneration builds the area's modules into b.deps: the studio, a vendor
// that does as the prompt says, and four models with the document's ids.
func (b *bench) buildGeneration() {
	studio, err := localdemo.Open()
	b.must(err)
	models := model.New(secret.NewRing("model", b.master), false)
	queue := job.NewQueue()
	tasks := generation.New(generation.Deps{
		Store: b.store, Queue: queue, Ledger: b.book, Rules: rule.New(b.book), Files: b.blobs, Models: models,
		Providers: []generation.Provider{demo.New(studio)}, Adapters: []generation.Provider{vendor{}},
	}, generation.Options{Log: slog.New(slog.NewTextHandler(&b.said, nil)), Now: b.clock.Now, AttemptsMax: 1, PollEvery: 20 * time.Millisecond, Concurrency: 4})
	b.deps.Generations, b.deps.Models = tasks, models
	b.deps.FileLinks, b.deps.FileURL = b.links, baseURL
	b.checks = append(b.checks, generation.Check(), creation.Check())
	b.commands["generating"] = func(*transcript.Runner, ...string) error {
		b.seedModels()
		runner := job.NewRunner(b.store, queue, job.Options{
			Now: b.clock.Now, PollEvery: 20 * time.Millisecond, Log: slog.New(slog.NewTextHandler(&b.said, nil)), OnAlarm: func(err error) { _, _ = fmt.Fprintln(&b.said, err) },
		})
		tasks.Register(runner)
		runner.Start()
		b.t.Cleanup(func() { b.must(runner.Stop(context.Background())) })
		return nil
	}
	b.commands["credits"] = func(_ *transcript.Runner, args ...string) error {
		n, err := strconv.ParseInt(args[1], 10, 64)
		b.grant(b.known(args[0]), amount.Amount(n))
		return err
	}
	b.commands["membership"] = func(_ *transcript.Runner, args ...string) error {
		b.enrol(b.known(args[0]))
		return nil
	}
	b.commands["finish"] = func(r *transcript.Runner, args ...string) error {
		return b.finish(b.known(args[0]), r.Vars[args[1]])
	}
}

// said is what was logged.
type said struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// generating has tasks done from now on.
func (b *bench) generating() { b.t.Helper(); b.must(b.commands["generating"](nil)) }

// seedModels makes the models of the document's ids, of this program's own
// studio, and one of the vendor that does as it is told.
func (b *bench) seedModels() {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		var problems []error
		for i, t := range creation.Types() {
			_, err := b.deps.Models.Create(tx, model.CreateCmd{
				ID: id.ID(i + 1), Name: "本地演示-" + string(t), Provider: model.Demo, ModelName: string(t), Temperature: model.NoTemperature, Makes: []creation.Type{t},
				Cost: []amount.Amount{10, 20, 50, 30}[i], Actor: actor.OfSystem,
			})
			problems = append(problems, err)
		}
		_, err := b.deps.Models.Create(tx, model.CreateCmd{
			ID: 9, Name: "供应商", Provider: "vendor", ModelName: "v-1", Base: "https://api.vendor.example/v1", Key: plantedKey, Temperature: 700, Makes: creation.Types(),
			Cost: 7, Priority: 9, Actor: actor.OfSystem,
		})
		return errors.Join(append(problems, err)...)
	})
}

// known is the member of an outside subject.
func (b *bench) known(name string) (mid id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		mid = m.ID
		return err
	})
	return mid
}

func (b *bench) grant(who id.ID, n amount.Amount) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := b.book.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(who), Asset: ledger.Credit, Amount: n, Kind: ledger.Earn, Reason: "credit.gift", Source: "test"})
		return err
	})
}

func (b *bench) credits(who id.ID) ledger.Account {
	b.t.Helper()
	acc, err := ledger.LoadAccount(b.t.Context(), b.store, ledger.Member(who), ledger.Credit)
	b.must(err)
	return acc
}

// enrol makes a member a paying one for a month.
func (b *bench) enrol(who id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := membership.Extend(tx, membership.ExtendCmd{Member: who, Plan: membership.Monthly, Source: "test"})
		return err
	})
}

// finish lets time pass until a task has ended.
func (b *bench) finish(who id.ID, task string) error {
	for range 50 {
		g, err := b.deps.Generations.AwaitFor(b.t.Context(), who, task, 50*time.Millisecond)
		if err != nil || g.State != generation.Processing {
			return err
		}
		b.clock.Advance(3 * time.Second)
	}
	return fmt.Errorf("%s goes on and on", task)
}

// vendor is a provider that does as the prompt says.
type vendor struct{}

func (vendor) Name() string                 { return "vendor" }
func (vendor) Makes(k generation.Kind) bool { return k != generation.Chat }

// Generate makes a text, or fails as it is told.
func (vendor) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	switch r.Prompt {
	case "refuse":
		return generation.Result{}, generation.ErrRefused
	case "away":
		return generation.Result{}, generation.ErrVendor
	case "break":
		return generation.Result{}, fault.ErrInternal.Because(errors.New("with " + r.Model.Key))
	case "wait":
		<-ctx.Done()
		return generation.Result{}, ctx.Err()
	}
	if r.Model.Key != plantedKey || r.Model.Base != "https://api.vendor.example/v1" || r.Model.Temperature != 0.7 {
		return generation.Result{}, errors.New("the model does not arrive")
	}
	return generation.Result{Text: "About " + r.Prompt, Usage: generation.Usage{TokensIn: 5, TokensOut: 7}}, nil
}
