package generation_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// noon is noon of a day in the tests' zone.
var noon = instant.Of(time.Date(2025, 1, 16, 4, 0, 0, 0, time.UTC))

// bundle is a service with all that it stands on, and one member.
type bundle struct {
	*generation.Service
	t      *testing.T
	store  *store.Store
	clock  *clock.Manual
	files  *blob.Store
	rules  *rule.Service
	ledger *ledger.Ledger
	queue  *job.Queue
	runner *job.Runner
	model  *maker
	member id.ID
}

// options are those of the store that a bundle is to stand on, and its clock.
func options() (store.Options, *clock.Manual) {
	c := clock.NewManual(noon)
	return store.Options{Now: c.Now}, c
}

func setup(t *testing.T, s *store.Store, c *clock.Manual, change func(*generation.Options)) *bundle {
	t.Helper()
	files, err := blob.Open(t.TempDir(), c, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	zone := time.FixedZone("UTC+8", 8*3600)
	b := &bundle{t: t, store: s, clock: c, files: files, ledger: ledger.New(zone), queue: job.NewQueue(), model: &maker{}}
	b.rules = rule.New(b.ledger)
	o := generation.Options{Now: c.Now, OnAlarm: b.model.hear}
	if change != nil {
		change(&o)
	}
	b.Service = generation.New(generation.Deps{
		Store: s, Queue: b.queue, Ledger: b.ledger, Rules: b.rules, Files: files, Providers: []generation.Provider{b.model},
	}, o)
	b.runner = b.process()
	b.member = b.join("first")
	b.write(func(tx *store.Tx) error {
		for name, r := range map[generation.Product]rule.Rule{generation.ImageProduct: {Amount: 10, DailyMax: 3}, generation.VideoProduct: {Amount: 20, DailyMax: 2}} {
			named := rule.Named(string(name))
			named.Asset, named.Amount, named.DailyMax, named.Status = ledger.Point, r.Amount, r.DailyMax, rule.Active
			if _, err := rule.Put(tx, named); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}

// process is a runner like another process would have.
func (b *bundle) process() *job.Runner {
	r := job.NewRunner(b.store, b.queue, job.Options{Now: b.clock.Now})
	b.Register(r)
	return r
}

func (b *bundle) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.store.Write(b.t.Context(), b.member.Bucket(), fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) join(name string) (mid id.ID) {
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		mid = m.ID
		return err
	})
	return mid
}

func (b *bundle) start(cmd generation.StartCmd) (generation.Generation, error) {
	if cmd.Member == 0 {
		cmd.Member = b.member
	}
	if cmd.Prompt == "" {
		cmd.Prompt = "a beautiful sunset over the ocean"
	}
	return store.Do(b.t.Context(), b.store, cmd.Member.Bucket(), func(tx *store.Tx) (generation.Generation, error) {
		return b.Start(tx, cmd)
	})
}

func (b *bundle) mustStart(cmd generation.StartCmd) generation.Generation {
	b.t.Helper()
	g, err := b.start(cmd)
	if err != nil {
		b.t.Fatal(err)
	}
	return g
}

// work runs what is due until nothing is.
func (b *bundle) work() {
	b.t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = b.runner.Step(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *bundle) look(g generation.Generation) generation.Generation {
	b.t.Helper()
	now, err := b.Get(b.t.Context(), g.Member, g.Task)
	if err != nil {
		b.t.Fatal(err)
	}
	return now
}

func (b *bundle) claim(p generation.Product) (generation.Claim, error) {
	return store.Do(b.t.Context(), b.store, b.member.Bucket(), func(tx *store.Tx) (generation.Claim, error) {
		return b.Claim(tx, generation.ClaimCmd{Member: b.member, Product: p})
	})
}

// account is the member's account of points.
func (b *bundle) account() (acc ledger.Account) {
	b.write(func(tx *store.Tx) (err error) {
		acc, err = b.ledger.Balance(tx, ledger.Member(b.member), ledger.Point)
		return err
	})
	return acc
}

func (b *bundle) wantPoints(points int64) {
	b.t.Helper()
	if acc := b.account(); int64(acc.Posted) != points || int64(acc.Earned) != points {
		b.t.Errorf("balance %d, earned %d, want %d", acc.Posted, acc.Earned, points)
	}
}

// content reads a task's file as its address serves it.
func (b *bundle) content(g generation.Generation) (string, error) {
	f, err := b.OpenFile(g.Kind.Media(), g.FileName())
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	return string(data), err
}

// maker is a provider that does as it is told: by default it repeats the
// prompt.
type maker struct {
	generate func(ctx context.Context, r generation.Request) (generation.Result, error)

	mu     sync.Mutex
	asked  []string
	alarms []error
}

func (m *maker) Name() string                 { return "model" }
func (m *maker) Makes(k generation.Kind) bool { return k != "nothing" }

func (m *maker) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	m.mu.Lock()
	m.asked = append(m.asked, r.Number)
	m.mu.Unlock()
	if m.generate != nil {
		return m.generate(ctx, r)
	}
	return echo(r), nil
}

func (m *maker) times() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.asked)
}

func (m *maker) hear(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.alarms = append(m.alarms, err)
}

func echo(r generation.Request) generation.Result {
	out := generation.Result{Format: map[generation.Kind]generation.Format{generation.Image: generation.JPEG, generation.Video: generation.MP4, generation.Chat: generation.WAV}[r.Kind]}
	if r.Kind == generation.Chat {
		out.Text = "You asked: " + r.Prompt
	}
	out.Write = func(_ context.Context, w io.Writer) error {
		_, err := io.Copy(w, strings.NewReader(r.Prompt))
		return err
	}
	return out
}

// overwrite replaces a task's row, whatever the rules say.
func (b *bundle) overwrite(g generation.Generation) {
	b.write(func(tx *store.Tx) error { return generation.Overwrite(tx, g) })
}
