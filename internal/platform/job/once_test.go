package job_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// contest is a hundred jobs whose effect is another job each. One in ten
// loses its lease in the middle and goes on only when it runs a second time
// somewhere, so that both try to take effect.
type contest struct {
	clk   *clock.Manual
	twice [100]chan struct{}

	mu    sync.Mutex
	lost  int
	wins  int
	ended chan struct{}
}

func (c *contest) handler(s *store.Store) job.Handler {
	return func(ctx context.Context, j job.Job) (job.Outcome, error) {
		n, err := strconv.Atoi(string(j.Payload))
		if err != nil {
			return job.Discard("payload"), nil
		}
		if n%10 == 0 {
			c.race(n, j.Attempt)
		}
		err = s.Write(ctx, j.Bucket, func(tx *store.Tx) error {
			if _, err := job.Enqueue(tx, job.EnqueueCmd{Kind: "effect", Route: j.Bucket, Payload: j.Payload}); err != nil {
				return err
			}
			return job.Complete(tx, j.Lease())
		})
		c.count(err)
		return job.Done(), err
	}
}

func (c *contest) race(n int, attempt int32) {
	switch attempt {
	case 1:
		c.clk.Advance(time.Minute) // all present leases end
		<-c.twice[n]
	case 2:
		close(c.twice[n])
	}
}

func (c *contest) count(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case errors.Is(err, job.ErrLeaseLost):
		c.lost++
	case err == nil:
		if c.wins++; c.wins == 100 {
			close(c.ended)
		}
	}
}

func TestEachOfAHundredJobsTakesEffectOnce(t *testing.T) {
	processes(t, func(t *testing.T, a, b *store.Store, clk *clock.Manual) {
		c := &contest{clk: clk, ended: make(chan struct{})}
		for n := range c.twice {
			c.twice[n] = make(chan struct{})
			enqueue(t, a, job.EnqueueCmd{Kind: "work", Route: id.Bucket(n * 7), Payload: []byte(strconv.Itoa(n)), AttemptsMax: 1000})
		}
		var runners []*job.Runner
		for _, s := range []*store.Store{a, b} {
			r := job.NewRunner(s, job.NewQueue(), job.Options{Now: clk.Now, PollEvery: 5 * time.Millisecond})
			r.Register("work", c.handler(s), job.HandlerOptions{Concurrency: 12})
			r.Start()
			runners = append(runners, r)
		}
		receive(t, c.ended)
		for _, r := range runners {
			must(t, r.Stop(t.Context()))
		}
		type effect struct {
			Payload []byte `db:"payload"`
			N       int64  `db:"n"`
		}
		effects, err := store.Select[effect](t.Context(), b, "SELECT payload, count(*) AS n FROM job WHERE kind = 'effect' GROUP BY payload")
		must(t, err)
		for _, e := range effects {
			if e.N != 1 {
				t.Errorf("job %s took effect %d times", e.Payload, e.N)
			}
		}
		if len(effects) != 100 || c.wins != 100 || c.lost < 10 {
			t.Fatalf("%d effects, %d completed, %d lost their leases", len(effects), c.wins, c.lost)
		}
	})
}
