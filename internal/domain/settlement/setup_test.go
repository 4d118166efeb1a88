package settlement_test

import (
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/httpwallet"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"

	"net/http"
)

var start = instant.Of(time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC))

const usdt amount.Amount = 1_000_000

// books counts what a claimant is told, by settlement.
type books struct {
	mu             sync.Mutex
	paid, released map[id.ID]int
}

func (b *books) note(tx *store.Tx, of map[id.ID]int, s settlement.Settlement) error {
	tx.Committed(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		of[s.ID]++
	})
	return nil
}

// Paid counts.
func (b *books) Paid(tx *store.Tx, s settlement.Settlement) error { return b.note(tx, b.paid, s) }

// Released counts.
func (b *books) Released(tx *store.Tx, s settlement.Settlement) error {
	return b.note(tx, b.released, s)
}

// bundle is the module on a store, with some provider.
type bundle struct {
	t       *testing.T
	s       *store.Store
	clock   *clock.Manual
	books   *books
	service *settlement.Service
	runner  *job.Runner
	alarms  []error
	mu      sync.Mutex
}

type maker func(t *testing.T, s *store.Store, c *clock.Manual) settlement.Provider

// engines runs the test on each, with a service that is not given up while the
// machine is busy.
func engines(t *testing.T, provider maker, test func(t *testing.T, b *bundle)) {
	t.Helper()
	enginesWithin(t, time.Minute, provider, test)
}

func enginesWithin(t *testing.T, callTime time.Duration, provider maker, test func(t *testing.T, b *bundle)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			b := &bundle{t: t, clock: clock.NewManual(start), books: &books{paid: map[id.ID]int{}, released: map[id.ID]int{}}}
			b.s = open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
			queue := job.NewQueue()
			b.service = settlement.New(settlement.Deps{Store: b.s, Queue: queue, Provider: provider(t, b.s, b.clock)}, settlement.Options{
				Now: b.clock.Now, CallTime: callTime, Patience: 50 * time.Millisecond, PollEvery: 5 * time.Millisecond, OnAlarm: b.alarm,
			})
			b.service.Claim("rewards", b.books)
			b.runner = job.NewRunner(b.s, queue, job.Options{Now: b.clock.Now})
			b.service.Register(b.runner)
			test(t, b)
			b.verify()
		})
	}
}

func (b *bundle) alarm(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.alarms = append(b.alarms, err)
}

func overHTTP(w *wallet) func(t *testing.T, _ *store.Store, c *clock.Manual) settlement.Provider {
	return func(t *testing.T, _ *store.Store, c *clock.Manual) settlement.Provider { return client(t, w, c) }
}

func client(t *testing.T, w *wallet, c *clock.Manual) *httpwallet.Provider {
	t.Helper()
	p, err := httpwallet.New(httpwallet.Config{URL: w.server.URL, KeyID: "k1", Secret: []byte(secret), Client: &http.Client{}, Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) open(of amount.Amount, c settlement.Currency) settlement.Settlement {
	b.t.Helper()
	return b.openFor(id.ID(2048+5), of, c)
}

func (b *bundle) openFor(who id.ID, of amount.Amount, c settlement.Currency) settlement.Settlement {
	b.t.Helper()
	st, err := store.Do(b.t.Context(), b.s, who.Bucket(), func(tx *store.Tx) (settlement.Settlement, error) {
		return b.service.Open(tx, settlement.OpenCmd{Purpose: "rewards", Member: who, Amount: of, Currency: c})
	})
	b.must(err)
	return st
}

func (b *bundle) load(sid id.ID) settlement.Settlement {
	b.t.Helper()
	st, err := settlement.Load(b.t.Context(), b.s, sid)
	b.must(err)
	return st
}

// work lets the clock run for two minutes, in which all is done that is due.
func (b *bundle) work() {
	b.t.Helper()
	for range 12 {
		for {
			n, err := b.runner.Step(b.t.Context())
			b.must(err)
			if n == 0 {
				break
			}
		}
		b.clock.Advance(10 * time.Second)
	}
}

func (b *bundle) cases() []settlement.Case {
	b.t.Helper()
	list, err := settlement.Cases(b.t.Context(), b.s, settlement.CasesCmd{Limit: 100})
	b.must(err)
	return list
}

func (b *bundle) verify() {
	b.t.Helper()
	found, err := verify.All(b.t.Context(), b.s, nil, settlement.Check())
	b.must(err)
	for _, d := range found.First {
		b.t.Error(d)
	}
}
