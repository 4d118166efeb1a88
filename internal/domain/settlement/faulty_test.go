package settlement_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
)

// mortal is a provider whose caller may die after any call, before it has
// made use of the answer: its context ends.
type mortal struct {
	settlement.Provider
	wallet *wallet
}

type dying struct{}

func (m mortal) die(ctx context.Context) {
	if end, ok := ctx.Value(dying{}).(context.CancelFunc); ok && m.wallet.roll(8) {
		end()
	}
}

// Submit submits, and may be the last thing that its caller does.
func (m mortal) Submit(ctx context.Context, o settlement.Order) (settlement.Report, error) {
	m.die(ctx) // between the commit and the call
	r, err := m.Provider.Submit(ctx, o)
	m.die(ctx)
	return r, err
}

// Lookup looks up, and may be the last thing that its caller does.
func (m mortal) Lookup(ctx context.Context, client string) (settlement.Report, error) {
	r, err := m.Provider.Lookup(ctx, client)
	m.die(ctx)
	return r, err
}

// Three hundred settlements over a service that answers late, twice, wrongly
// or not at all, before or after paying, by a process that dies between any
// two steps and works on the same settlement several times at once: each is
// paid once, or has failed and is not paid at all.
// contract: S1-05
func TestFaultyWalletPaysOnce(t *testing.T) {
	const members, workers = 300, 6
	var w *wallet
	provider := func(t *testing.T, _ *store.Store, c *clock.Manual) settlement.Provider {
		w = newWallet(t, true)
		return mortal{client(t, w, c), w}
	}
	enginesWithin(t, 100*time.Millisecond, provider, func(t *testing.T, b *bundle) {
		ids := make([]id.ID, members)
		for i := range ids {
			ids[i] = b.openFor(id.ID(2048+i), 100*usdt, settlement.BNB).ID
		}
		var wg sync.WaitGroup
		deaths := make([]int, workers)
		for n := range workers {
			wg.Go(func() {
				for todo := ids; len(todo) > 0; {
					var left []id.ID
					for i := range todo {
						sid := todo[(i+n*len(todo)/workers)%len(todo)] // each begins elsewhere
						st, died, err := b.advance(w, sid)
						if died {
							deaths[n]++
						}
						if err != nil && !died {
							t.Error(err)
						}
						if err != nil || !st.State.Ended() {
							left = append(left, sid)
						}
					}
					todo = left
				}
			})
		}
		wg.Wait()
		final, failed, died := 0, 0, 0
		for _, n := range deaths {
			died += n
		}
		for _, sid := range ids {
			st := b.load(sid)
			want := 0
			if st.State == settlement.Final {
				want = 1
				final++
			} else {
				failed++
			}
			if w.payouts[st.Client] != want || b.books.paid[sid] != want || b.books.released[sid] != 1-want {
				t.Errorf("%s: %d payouts, paid %d times, released %d times", st.State, w.payouts[st.Client], b.books.paid[sid], b.books.released[sid])
			}
		}
		if len(w.orders) > members || final == 0 || failed == 0 || died == 0 || w.puts <= members {
			t.Errorf("%d orders, %d final, %d failed, %d deaths, %d puts", len(w.orders), final, failed, died, w.puts)
		}
		if c := b.cases(); len(c) != 0 {
			t.Errorf("%+v", c)
		}
		w.faulty = false
		b.must(b.service.Reconcile(t.Context()))
		if c := b.cases(); len(c) != 0 {
			t.Errorf("after comparing: %+v", c)
		}
		t.Logf("%d paid, %d failed, %d times our side died, %d PUTs", final, failed, died, w.puts)
	})
}

// advance is one life of the process.
func (b *bundle) advance(w *wallet, sid id.ID) (settlement.Settlement, bool, error) {
	ctx, cancel := context.WithCancel(b.t.Context())
	defer cancel()
	ctx = context.WithValue(ctx, dying{}, cancel)
	w.mu.Lock()
	w.lose = cancel // whoever waits last dies
	w.mu.Unlock()
	st, err := b.service.Advance(ctx, sid)
	return st, ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)), err
}
