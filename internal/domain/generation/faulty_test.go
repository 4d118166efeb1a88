package generation_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/store"
)

// chaos is a vendor of whom nothing can be relied on, and whose caller may die
// in any call: its context ends, or it hangs there until the end of the test
// and comes back with its answer then.
type chaos struct {
	seller
	mu      sync.Mutex
	rng     *rand.Rand
	begun   map[string]int // by model and number: how often a film was begun
	deaths  int
	died    chan struct{}
	release chan struct{}
}

func newChaos(name string, seed uint64) *chaos {
	return &chaos{seller: seller{name: name}, rng: rand.New(rand.NewPCG(seed, 4)), begun: map[string]int{}, died: make(chan struct{}, 100), release: make(chan struct{})}
}

func (c *chaos) roll(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.IntN(n)
}

type lifeKey struct{}

// die is a chance for the caller to die.
func (c *chaos) die(ctx context.Context) {
	switch n := c.roll(400); {
	case n < 8:
		if end, ok := ctx.Value(lifeKey{}).(context.CancelFunc); ok {
			end()
		}
	case n < 12:
		c.mu.Lock()
		c.deaths++
		hang := c.deaths <= 12
		c.mu.Unlock()
		if hang {
			c.died <- struct{}{}
			<-c.release
		}
	}
}

// hang waits until the caller has had enough.
func hang(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// Generate succeeds half of the time.
func (c *chaos) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	c.die(ctx)
	switch c.roll(20) {
	case 0, 1, 2:
		return generation.Result{}, generation.ErrVendor.With("retry_after_seconds", 1)
	case 3:
		return generation.Result{}, hang(ctx)
	case 4:
		panic("chaos")
	case 5:
		return generation.Result{}, generation.ErrRefused
	case 6, 7:
		out := sold(r)
		out.Text = ""
		out.Write = func(_ context.Context, w io.Writer) error {
			_, _ = io.WriteString(w, "half")
			return io.ErrUnexpectedEOF
		}
		return out, nil
	case 8:
		return generation.Result{Format: "exe", Text: "\xff"}, nil
	case 9:
		return generation.Result{}, errors.New("a connection broke")
	}
	defer c.die(ctx)
	return sold(r), nil
}

// Submit may begin without saying so, and say nothing without having begun.
func (c *chaos) Submit(ctx context.Context, r generation.Request) (string, error) {
	c.die(ctx)
	n := c.roll(20)
	switch n {
	case 0, 1:
		return "", generation.ErrVendor
	case 2:
		return "", generation.ErrRefused
	case 3:
		return "", generation.ErrSubmitUnknown
	case 4:
		return "", errors.New("no connection")
	}
	if ctx.Err() != nil { // as a client of HTTP does
		return "", ctx.Err()
	}
	c.mu.Lock()
	c.begun[r.Model.Base+" "+r.Number]++
	c.mu.Unlock()
	c.die(ctx)
	switch n {
	case 5:
		return "", generation.ErrSubmitUnknown
	case 6:
		panic("chaos")
	case 7:
		return "", hang(ctx)
	case 8:
		return "", nil
	}
	return "ref-" + r.Number, nil
}

// Poll takes its time, and of some films for ever.
func (c *chaos) Poll(ctx context.Context, r generation.Request, ref string) (generation.Result, bool, error) {
	c.die(ctx)
	if ref != "ref-"+r.Number {
		return generation.Result{}, false, generation.ErrRefused
	}
	if r.Number[len(r.Number)-1] == '7' && len(r.Number)%2 == 0 { // a stuck one
		return generation.Result{}, false, nil
	}
	switch c.roll(10) {
	case 0, 1, 2:
		return generation.Result{}, false, nil
	case 3:
		return generation.Result{}, false, generation.ErrVendor
	case 4:
		return generation.Result{}, false, hang(ctx)
	case 5:
		panic("chaos")
	case 6:
		out := sold(r)
		out.Write = func(_ context.Context, w io.Writer) error {
			_, _ = io.WriteString(w, "half")
			return io.ErrUnexpectedEOF
		}
		return out, true, nil
	}
	defer c.die(ctx)
	return sold(r), true, nil
}

// looked is a chaos that can be asked about a submit.
type looked struct{ *chaos }

// Find tells the truth, or nothing.
func (l looked) Find(_ context.Context, r generation.Request) (string, bool, error) {
	if l.roll(3) == 0 {
		return "", false, generation.ErrVendor
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return "ref-" + r.Number, l.begun[r.Model.Base+" "+r.Number] > 0, nil
}

// Five hundred generations by vendors that fail in every way, in processes
// that die anywhere: every hold ends captured or voided, each member is charged
// exactly for what was made, and no vendor begins a film twice.
// contract: S2-12, S2-14, S2-15, S2-17
func TestMoneyUnderFaults(t *testing.T) {
	const members, each, price, purse = 25, 20, 10, 1000
	var blind, asked *chaos
	vendors := func() []generation.Provider {
		blind, asked = newChaos("blind", 1), newChaos("asked", 2)
		return []generation.Provider{blind, looked{asked}}
	}
	change := func(o *generation.Options) { o.AttemptTime, o.Deadline = 20*time.Millisecond, 10*time.Minute }
	shops(t, change, vendors, func(s *shop) {
		s.offer(1, "blind", price)
		s.offer(2, "asked", price)
		s.offer(3, "asked", price-2)
		s.offer(4, "blind", price+5) // never moved on to
		var who []id.ID
		for i := range members {
			m := s.join(fmt.Sprint("member ", i))
			s.grant(m, purse)
			if i%5 == 0 {
				s.enrol(m)
			}
			who = append(who, m)
		}
		var tasks []generation.Generation
		kinds := []generation.Kind{generation.Article, generation.Image, generation.Video, generation.Deck}
		for i := range members * each {
			cmd := generation.StartCmd{Member: who[i%members], Kind: kinds[i/members%4], Model: id.ID(1 + i%2)}
			tasks = append(tasks, s.mustBuy(cmd))
		}
		w := &world{shop: s, chaos: []*chaos{blind, asked}}
		w.run(tasks)
		s.settled(tasks, who, purse)
		for _, c := range w.chaos {
			for what, n := range c.begun {
				if n > 1 {
					t.Errorf("%s was begun %d times", what, n)
				}
			}
		}
		t.Logf("%d lives, %d hung in a call", w.lives.Load(), blind.deaths+asked.deaths)
	})
}

// world is processes that come and go over one database.
type world struct {
	*shop
	chaos []*chaos
	lives atomic.Int64
	over  atomic.Bool
	wg    sync.WaitGroup
}

// run lives until every task has ended, and then lets those come back who
// hung in a call.
func (w *world) run(tasks []generation.Generation) {
	w.t.Helper()
	for range 4 {
		w.wg.Go(w.live)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(2 * time.Minute)
	for n := 1; ; n++ {
		select {
		case <-tick.C:
		case <-w.chaos[0].died:
			w.wg.Go(w.live)
		case <-w.chaos[1].died:
			w.wg.Go(w.live)
		case <-deadline:
			w.t.Error("it never ends")
			w.end()
			return
		}
		w.clock.Advance(time.Second)
		if n%30 == 0 {
			w.meddle(tasks[(n*7+1)%len(tasks)], n)
			left, _, err := store.SelectOne[int64](w.t.Context(), w.store, "SELECT count(*) FROM generation WHERE state = 'processing'")
			if err != nil {
				w.t.Error(err)
			}
			if left == 0 {
				w.end()
				return
			}
		}
	}
}

// end lets the dead answer, and waits for everybody.
func (w *world) end() {
	w.over.Store(true)
	for _, c := range w.chaos {
		close(c.release)
	}
	w.wg.Wait()
}

// meddle is what operators do meanwhile: prices change, tasks are cancelled,
// what is overdue is swept.
func (w *world) meddle(g generation.Generation, n int) {
	w.t.Helper()
	ctx := w.t.Context()
	cost := amount.Amount(n % 30)
	err := w.store.Write(ctx, 0, func(tx *store.Tx) error {
		_, err := w.models.Edit(tx, model.EditCmd{Model: 3, Cost: &cost, Actor: actor.OfSystem})
		return err
	})
	_, err2 := store.Do(ctx, w.store, g.Bucket, func(tx *store.Tx) (generation.Generation, error) {
		return w.Cancel(tx, generation.ManageCmd{Generation: g.ID, Reason: "test", Actor: actor.OfSystem})
	})
	if errors.Is(err2, generation.ErrEnded) {
		err2 = nil
	}
	if err := errors.Join(err, err2, w.Sweep(ctx)); err != nil {
		w.t.Error(err)
	}
}

// live is the life of processes, one after another, until one hangs in a call
// for good: whoever takes over does so elsewhere.
func (w *world) live() {
	for !w.over.Load() {
		w.lives.Add(1)
		ctx, end := context.WithCancel(w.t.Context())
		_, runner := w.life()
		within := context.WithValue(ctx, lifeKey{}, end)
		idle := time.NewTicker(2 * time.Millisecond)
		for ctx.Err() == nil && !w.over.Load() {
			if n, err := runner.Step(within); n == 0 && err == nil {
				<-idle.C
			}
		}
		idle.Stop()
		end()
	}
}

// settled holds every task to its payment, and every member to their tasks.
func (s *shop) settled(tasks []generation.Generation, who []id.ID, purse amount.Amount) {
	s.t.Helper()
	spent, count := map[id.ID]amount.Amount{}, map[string]int{}
	for _, g := range tasks {
		now := s.look(g)
		count[string(now.State)+" "+string(now.Charge)+" "+now.Error]++
		switch {
		case now.State == generation.Processing:
			s.t.Errorf("%d still goes on", g.ID)
		case now.State == generation.Completed && now.Creation == 0, now.State == generation.Failed && (now.Paid != 0 || now.Creation != 0):
			s.t.Errorf("ended as %+v", now)
		case now.Price != g.Price, now.Charge == generation.Captured && now.Paid != g.Price, now.Charge != generation.Captured && now.Paid != 0:
			s.t.Errorf("of %d it was charged %d, as %s", g.Price, now.Paid, now.Charge)
		case now.State == generation.Completed && g.Charge == generation.Held && now.Charge != generation.Captured:
			s.t.Errorf("completed for nothing: %+v", now)
		}
		spent[now.Member] += now.Paid
	}
	for _, m := range who {
		s.wantCredits(m, purse-spent[m], 0)
	}
	pending, _, err := store.SelectOne[int64](s.t.Context(), s.store, "SELECT count(*) FROM hold WHERE state NOT IN ('posted', 'voided')")
	if err != nil || pending != 0 {
		s.t.Errorf("%d holds have not ended by their tasks, %v", pending, err)
	}
	s.t.Log(count)
}
