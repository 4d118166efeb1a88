package rewardapi_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/front/rewardapi"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/token"
	"guerdon/internal/platform/verify"
)

var start = instant.Of(time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC))

const tokenSecret = "a secret for tests, of 32 bytes."

// errAway is a wallet service that gives no answer.
var errAway = errors.New("no answer")

// wallet is the simulated service, which may be away.
type wallet struct {
	*simulated.Provider
	away atomic.Bool
}

// Submit may do nothing and say nothing.
func (w *wallet) Submit(ctx context.Context, o settlement.Order) (settlement.Report, error) {
	if w.away.Load() {
		return settlement.Report{}, errAway
	}
	return w.Provider.Submit(ctx, o)
}

// Lookup may say nothing.
func (w *wallet) Lookup(ctx context.Context, client string) (settlement.Report, error) {
	if w.away.Load() {
		return settlement.Report{}, errAway
	}
	return w.Provider.Lookup(ctx, client)
}

// bench is the front on a store, with a runner at work.
type bench struct {
	t           *testing.T
	store       *store.Store
	clock       *clock.Manual
	ledger      *ledger.Ledger
	directory   *member.Directory
	wallet      *wallet
	settlements *settlement.Service
	rewards     *reward.Service
	deps        rewardapi.Deps
	handler     http.Handler
	signer      *token.Signer
}

// engines runs the test on both SQL engines, and verifies the books after.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for _, engine := range []struct {
		name string
		open func(testing.TB, store.Options) *store.Store
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			b := &bench{t: t, clock: clock.NewManual(start)}
			b.store = engine.open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
			b.build()
			test(t, b)
			b.verify()
		})
	}
}

func (b *bench) build() {
	book, err := simulated.New(b.store, b.clock.Now, false)
	b.must(err)
	b.wallet = &wallet{Provider: book}
	queue := job.NewQueue()
	runner := job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now, PollEvery: 20 * time.Millisecond})
	b.ledger = ledger.New(time.UTC)
	b.settlements = settlement.New(settlement.Deps{Store: b.store, Queue: queue, Provider: b.wallet}, settlement.Options{Now: b.clock.Now, Patience: 5 * time.Second, PollEvery: 20 * time.Millisecond})
	b.rewards = reward.New(b.store, b.ledger, b.settlements, b.clock.Now)
	b.settlements.Register(runner)
	runner.Start()
	b.t.Cleanup(func() { _ = runner.Stop(context.Background()) })
	verifier, err := token.NewVerifier(token.Config{Secret: tokenSecret, Clock: b.clock})
	b.must(err)
	b.signer, err = token.NewSigner(tokenSecret)
	b.must(err)
	b.directory = member.NewDirectory(b.store, b.clock.Now)
	b.deps = rewardapi.Deps{Store: b.store, Clock: b.clock, Bearers: session.NewBearers(verifier, b.directory), Rewards: b.rewards, Settlements: b.settlements}
	b.serve()
}

// serve puts the chain of common duties around the front.
func (b *bench) serve() {
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler)}
	b.handler = shared.Wrap(httpx.Front{Name: "rewardapi", Handler: rewardapi.New(b.deps).Handler(), Fail: rewardapi.Fail})
}

// impatient makes requests wait for a settlement only so long.
func (b *bench) impatient(d time.Duration) {
	b.settlements = settlement.New(settlement.Deps{Store: b.store, Provider: b.wallet}, settlement.Options{Now: b.clock.Now, Patience: d, PollEvery: 20 * time.Millisecond})
	b.deps.Settlements = b.settlements
	b.serve()
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	b.must(b.store.Write(b.t.Context(), 0, fn))
}

// member is the member of an outside name, who is made where there is none.
func (b *bench) member(name string) (mid id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		mid = m.ID
		return err
	})
	return mid
}

// bearer is a token of an outside issuer for a name.
func (b *bench) bearer(name string) string {
	b.t.Helper()
	text, err := b.signer.Issue(token.Claims{Subject: name, ExpiresAt: b.clock.Now().Add(365 * 24 * time.Hour)})
	b.must(err)
	return text
}

func (b *bench) adopt(event string, who id.ID, trees int64) reward.Allocation {
	b.t.Helper()
	cmd := reward.AllocateCmd{Event: event, Member: who, Trees: trees, Province: "44", City: "4401", By: actor.OfSystem}
	out, err := store.Do(b.t.Context(), b.store, who.Bucket(), func(tx *store.Tx) (reward.Allocation, error) { return b.rewards.Allocate(tx, cmd) })
	b.must(err)
	return out
}

func (b *bench) verify() {
	b.t.Helper()
	found, err := verify.All(b.t.Context(), b.store, nil, b.ledger.Check(), reward.Check(), settlement.Check())
	b.must(err)
	for _, d := range found.First {
		b.t.Errorf("verify: %s", d)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// call sends a request with a token ("" for none) and headers by pairs.
func (b *bench) call(bearer, method, path, body string, headers ...string) answer {
	r := httptest.NewRequestWithContext(b.t.Context(), method, "http://localhost:3000"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

// race runs n calls at once.
func race(n int, call func(i int)) {
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { <-gate; call(i) })
	}
	close(gate)
	wg.Wait()
}
