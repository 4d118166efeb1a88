package settlement_test

import (
	"errors"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/setting"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

func simulatedWallet(t *testing.T, s *store.Store, c *clock.Manual) settlement.Provider {
	t.Helper()
	p, err := simulated.New(s, c.Now, false)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The job takes a settlement from its intent to its end.
func TestOverHTTP(t *testing.T) {
	w := newWallet(t, false)
	engines(t, overHTTP(w), func(t *testing.T, b *bundle) {
		st := b.open(500*usdt, settlement.BNB)
		if st.State != settlement.Approved {
			t.Errorf("%s", st.State)
		}
		b.work()
		st = b.load(st.ID)
		if st.State != settlement.Final || st.Received != 12_345_678 || st.QuoteOut != 12_345_678 || st.QuoteLeast != 12_000_000 || st.Quote == "" || b.books.paid[st.ID] != 1 {
			t.Errorf("%+v", st)
		}
		if got, err := b.service.Await(t.Context(), st.ID); err != nil || got != st {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// What the service refuses before anything is sent fails, and is released.
func TestRefusals(t *testing.T) {
	w := newWallet(t, false)
	engines(t, overHTTP(w), func(t *testing.T, b *bundle) {
		for _, c := range []struct {
			of       amount.Amount
			currency settlement.Currency
			code     settlement.Code
		}{
			{13 * usdt, settlement.BNB, settlement.InsufficientLiquidity},
			{usdt - 1, settlement.BNB, settlement.PolicyDenied},       // below the least
			{100_001 * usdt, settlement.BNB, settlement.PolicyDenied}, // above the most
			{5 * usdt, settlement.OG, settlement.PolicyDenied},        // not offered
			{5 * usdt, settlement.USDT, settlement.InvalidAddress},    // no address
		} {
			st := b.open(c.of, c.currency)
			b.work()
			if st = b.load(st.ID); st.State != settlement.Failed || st.Code != c.code || b.books.released[st.ID] != 1 {
				t.Errorf("%+v: %s %s", c, st.State, st.Code)
			}
		}
		if w.puts != 0 {
			t.Errorf("%d orders were sent", w.puts)
		}
	})
}

// An operator approves what is large, or rejects it.
// contract: N-16
func TestApproval(t *testing.T) {
	engines(t, simulatedWallet, func(t *testing.T, b *bundle) {
		b.must(b.s.Write(t.Context(), 0, func(tx *store.Tx) error {
			_, err := setting.Change(tx, setting.ChangeCmd{Spec: b.service.Settings()[0], Value: "100", Actor: actor.OfSystem})
			return err
		}))
		small, large, other := b.open(100*usdt, settlement.BNB), b.open(100*usdt+1, settlement.BNB), b.open(200*usdt, settlement.BNB)
		if small.State != settlement.Approved || large.State != settlement.Requested {
			t.Errorf("%s, %s", small.State, large.State)
		}
		b.work()
		if got := b.load(large.ID); got.State != settlement.Requested {
			t.Errorf("%s without approval", got.State)
		}
		if got, err := b.service.Await(t.Context(), large.ID); err != nil || got.State != settlement.Requested {
			t.Errorf("%s %v", got.State, err)
		}
		b.must(b.decide(b.service.Approve, large.ID))
		if err := b.decide(b.service.Approve, large.ID); !errors.Is(err, settlement.ErrState) {
			t.Errorf("approved twice: %v", err)
		}
		b.must(b.decide(b.service.Reject, other.ID))
		b.work()
		for _, c := range []struct {
			sid   id.ID
			state settlement.State
			code  settlement.Code
		}{{small.ID, settlement.Final, ""}, {large.ID, settlement.Final, ""}, {other.ID, settlement.Failed, settlement.Rejected}} {
			if got := b.load(c.sid); got.State != c.state || got.Code != c.code {
				t.Errorf("%+v", got)
			}
		}
		if err := b.decide(b.service.Reject, small.ID); !errors.Is(err, settlement.ErrState) {
			t.Errorf("a final one was rejected: %v", err)
		}
	})
}

func (b *bundle) decide(fn func(tx *store.Tx, cmd settlement.DecideCmd) (settlement.Settlement, error), sid id.ID) error {
	return b.s.Write(b.t.Context(), sid.Bucket(), func(tx *store.Tx) error {
		_, err := fn(tx, settlement.DecideCmd{Settlement: sid, Reason: "as agreed", Actor: actor.OfSystem})
		return err
	})
}

// What contradicts itself is left to a person, and stays reserved.
// contract: N-16
func TestReview(t *testing.T) {
	for name, spoil := range map[string]func(o *order){
		"final without funds":    func(o *order) { o.Status, o.Moved, o.Tx, o.Got = "final", "no", "0x1", "1" },
		"final without amount":   func(o *order) { o.Status, o.Moved, o.Tx, o.Got = "final", "yes", "0x1", "" },
		"a negative amount":      func(o *order) { o.Status, o.Moved, o.Tx, o.Got = "final", "yes", "0x1", "-1" },
		"failed, perhaps moved":  func(o *order) { o.Status, o.Moved = "failed", "unknown" },
		"another currency":       func(o *order) { o.Status, o.Moved, o.Tx, o.Got, o.Target = "final", "yes", "0x1", "1", "OG" },
		"no such status":         func(o *order) { o.Status = "fine" },
		"a transaction of lines": func(o *order) { o.Status, o.Moved, o.Tx, o.Got = "final", "yes", "0x\n\x00", "1" },
		"under review":           func(o *order) { o.Status, o.Moved = "needs_review", "unknown" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWallet(t, false)
			engines(t, overHTTP(w), func(t *testing.T, b *bundle) {
				st := b.open(500*usdt, settlement.BNB)
				w.edit(st.Client, func(o *order) { spoil(o) })
				b.advance3(st.ID)
				st = b.load(st.ID)
				if c := b.cases(); len(c) != 1 || c[0].Kind == "mismatch" {
					t.Errorf("%+v", c)
				}
				if st.State != settlement.NeedsReview || b.books.paid[st.ID]+b.books.released[st.ID] != 0 || len(b.cases()) != 1 {
					t.Fatalf("%+v, %+v", st, b.cases())
				}
				if _, err := store.Do(t.Context(), b.s, 0, func(tx *store.Tx) (settlement.Settlement, error) {
					return b.service.Open(tx, settlement.OpenCmd{Purpose: "rewards", Member: 1, Amount: usdt, Currency: settlement.BNB})
				}); !errors.Is(err, settlement.ErrPaused) {
					t.Errorf("the currency is not paused: %v", err)
				}
				b.resolve(t, st.ID)
			})
		})
	}
}

func (b *bundle) advance3(sid id.ID) {
	b.t.Helper()
	for range 3 {
		_, err := b.service.Advance(b.t.Context(), sid)
		b.must(err)
	}
}

func (b *bundle) resolve(t *testing.T, sid id.ID) {
	t.Helper()
	resolve := func(o settlement.Outcome) error {
		return b.s.Write(t.Context(), sid.Bucket(), func(tx *store.Tx) error {
			_, err := b.service.Resolve(tx, settlement.DecideCmd{Settlement: sid, Reason: "seen on chain", Actor: actor.OfSystem}, o)
			return err
		})
	}
	for _, bad := range []settlement.Outcome{{}, {State: settlement.Final}, {State: settlement.Final, TxHash: "0x1"}, {State: settlement.Final, TxHash: "\n", Received: 1}, {State: settlement.Broadcast}} {
		if err := resolve(bad); !errors.Is(err, settlement.ErrOutcome) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	b.must(resolve(settlement.Outcome{State: settlement.Final, TxHash: "0x99", Received: 12_500_000}))
	if err := resolve(settlement.Outcome{State: settlement.Failed}); !errors.Is(err, settlement.ErrState) {
		t.Errorf("resolved twice: %v", err)
	}
	if got := b.load(sid); got.State != settlement.Final || got.TxHash != "0x99" || b.books.paid[sid] != 1 {
		t.Errorf("%+v", got)
	}
}

// The service's record is held to ours: a difference opens a case, once, and
// pauses the currency.
// contract: N-16
func TestReconcile(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(w *wallet, st settlement.Settlement)
		kind  string // "" is no case
	}{
		"all agrees":     {func(*wallet, settlement.Settlement) {}, ""},
		"another amount": {func(w *wallet, st settlement.Settlement) { w.edit(st.Client, func(o *order) { o.Got = "0.2" }) }, "difference"},
		"finer than ours": {func(w *wallet, st settlement.Settlement) {
			w.edit(st.Client, func(o *order) { o.Got = "0.12345678999" })
		}, ""},
		"taken back": {func(w *wallet, st settlement.Settlement) {
			w.edit(st.Client, func(o *order) { o.Status, o.Moved = "failed", "no" })
		}, "difference"},
		"a stranger": {func(w *wallet, _ settlement.Settlement) {
			w.edit("gs-7-x\n", func(o *order) { o.Status, o.Target = "final", "BNB" })
		}, "stranger"},
		"somebody else's": {func(w *wallet, _ settlement.Settlement) { w.edit("other", func(o *order) { o.Status = "final" }) }, "stranger"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWallet(t, false)
			engines(t, overHTTP(w), func(t *testing.T, b *bundle) {
				w.mu.Lock()
				clear(w.orders)
				w.mu.Unlock()
				st := b.open(500*usdt, settlement.BNB)
				b.work()
				b.clock.Advance(time.Hour)
				c.spoil(w, b.load(st.ID))
				b.must(b.service.Reconcile(t.Context()))
				b.must(b.service.Reconcile(t.Context()))
				list := b.cases()
				if c.kind == "" && len(list) != 0 || c.kind != "" && (len(list) != 1 || list[0].Kind != c.kind) {
					t.Fatalf("%+v", list)
				}
				if got := b.load(st.ID); got.State != settlement.Final {
					t.Errorf("%+v", got)
				}
				for _, one := range list {
					b.close(one)
				}
			})
		})
	}
}

func (b *bundle) close(c settlement.Case) {
	b.t.Helper()
	cmd := settlement.CloseCaseCmd{Client: c.Client, Kind: c.Kind, Bucket: c.Bucket, Reason: "explained", Actor: actor.OfSystem}
	shut := func() error {
		return b.s.Write(b.t.Context(), c.Bucket, func(tx *store.Tx) error {
			_, err := settlement.CloseCase(tx, cmd)
			return err
		})
	}
	b.must(shut())
	if err := shut(); !errors.Is(err, settlement.ErrCaseClosed) {
		b.t.Errorf("closed twice: %v", err)
	}
	if got, err := settlement.FindCase(b.t.Context(), b.s, c.ID); err != nil || got.State != settlement.CaseClosed {
		b.t.Errorf("%+v %v", got, err)
	}
}

// A settlement whose job has died gets another one.
func TestRevive(t *testing.T) {
	engines(t, simulatedWallet, func(t *testing.T, b *bundle) {
		st := b.open(500*usdt, settlement.BNB)
		jobs, err := store.Select[id.ID](t.Context(), b.s, "SELECT id FROM job WHERE kind = ?", settlement.JobRun)
		b.must(err)
		b.must(b.s.Write(t.Context(), 0, func(tx *store.Tx) error { return job.Cancel(tx, jobs[0]) }))
		b.work()
		if got := b.load(st.ID); got.State != settlement.Approved {
			t.Fatalf("%s without a job", got.State)
		}
		b.clock.Advance(15 * time.Minute)
		b.must(b.service.Revive(t.Context()))
		b.work()
		if got := b.load(st.ID); got.State != settlement.Final {
			t.Errorf("%s", got.State)
		}
	})
}

// Nothing is sent while a currency is paused, and it goes on afterwards.
func TestPause(t *testing.T) {
	engines(t, simulatedWallet, func(t *testing.T, b *bundle) {
		st := b.open(500*usdt, settlement.BNB)
		set := func(to settlement.CurrencyState) {
			b.must(b.s.Write(t.Context(), 0, func(tx *store.Tx) error {
				return settlement.SetCurrency(tx, settlement.SetCurrencyCmd{Currency: settlement.BNB, State: to, Reason: "a test", Actor: actor.OfSystem})
			}))
		}
		set(settlement.CurrencyPaused)
		b.work()
		if got := b.load(st.ID); got.State != settlement.Approved {
			t.Errorf("%s while paused", got.State)
		}
		set(settlement.CurrencyOpen)
		b.work()
		if got := b.load(st.ID); got.State != settlement.Final {
			t.Errorf("%s afterwards", got.State)
		}
	})
}

// The simulated service is not for production.
func TestSimulatedInProduction(t *testing.T) {
	if _, err := simulated.New(nil, nil, true); err == nil {
		t.Error("it was made")
	}
}

// An order of the same name and another body is nobody's to guess about.
func TestMismatch(t *testing.T) {
	w := newWallet(t, false)
	engines(t, overHTTP(w), func(t *testing.T, b *bundle) {
		st := b.open(500*usdt, settlement.BNB)
		w.edit(st.Client, func(o *order) { o.body, o.Status = "another", "accepted" })
		b.advance3(st.ID)
		if got := b.load(st.ID); got.State != settlement.NeedsReview || len(b.cases()) != 1 || b.cases()[0].Kind != "mismatch" {
			t.Errorf("%+v %+v", got, b.cases())
		}
	})
}
