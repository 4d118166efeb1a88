package generation_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// held stops a vendor in mid-generation.
type held struct{ begun, wake chan struct{} }

func hold(v *seller) *held {
	h := &held{make(chan struct{}, 10), make(chan struct{})}
	v.generate = func(_ context.Context, r generation.Request) (generation.Result, error) {
		h.begun <- struct{}{}
		<-h.wake
		return sold(r), nil
	}
	return h
}

// during does something while a vendor makes a picture, and has the vendor
// finish after it.
func (s *shop) during(v *seller, act func(g generation.Generation)) generation.Generation {
	s.t.Helper()
	h := hold(v)
	g := s.mustBuy(generation.StartCmd{Kind: generation.Image, Prompt: "海", Model: 1})
	done := make(chan error, 1)
	go func() { _, err := s.runner.Step(s.t.Context()); done <- err }()
	<-h.begun
	act(g)
	close(h.wake)
	if err := <-done; err != nil {
		s.t.Fatal(err)
	}
	v.generate = nil
	s.work()
	return s.look(g)
}

// However a task ends while its vendor still works on it, what the vendor then
// makes is dropped, and charged to nobody.
func TestALateSuccessIsNotCharged(t *testing.T) {
	v := &seller{name: "v"}
	for name, c := range map[string]struct {
		act  func(s *shop, g generation.Generation)
		want error
	}{
		"cancelled": {func(s *shop, g generation.Generation) { s.manage(s.Cancel, g) }, generation.ErrCancelled},
		"overdue":   {func(s *shop, _ generation.Generation) { s.clock.Advance(time.Hour + time.Second) }, generation.ErrTimeout},
		"swept": {func(s *shop, _ generation.Generation) {
			s.clock.Advance(time.Hour + time.Second)
			s.sweep()
		}, generation.ErrTimeout},
		"lapsed and swept": {func(s *shop, _ generation.Generation) {
			s.clock.Advance(48 * time.Hour)
			if _, err := s.ledger.SweepHolds(s.t.Context(), s.store, s.clock.Now(), 10); err != nil {
				s.t.Fatal(err)
			}
			s.sweep()
		}, generation.ErrTimeout},
		"overdue for long": {func(s *shop, _ generation.Generation) { s.clock.Advance(48 * time.Hour) }, generation.ErrTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			shops(t, nil, one(v), func(s *shop) {
				s.offer(1, "v", 8)
				s.grant(s.member, 10)
				g := s.during(v, func(g generation.Generation) { c.act(s, g) })
				if g.State != generation.Failed || !errors.Is(g.Failure(), c.want) || g.Charge != generation.Voided || g.Paid != 0 || g.Creation != 0 {
					s.t.Errorf("ended as %+v", g)
				}
				s.wantCredits(s.member, 10, 0)
				if left := s.stored(); len(left) != 0 {
					s.t.Errorf("left %q", left)
				}
			})
		})
	}
}

func (s *shop) manage(verb func(*store.Tx, generation.ManageCmd) (generation.Generation, error), g generation.Generation) {
	s.t.Helper()
	s.write(func(tx *store.Tx) error {
		_, err := verb(tx, generation.ManageCmd{Generation: g.ID, Reason: "asked to", Actor: actor.OfSystem})
		return err
	})
}

// Operators may end a hold by itself: the task follows, and never charges a
// second time.
func TestAHoldThatAnOperatorEnds(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, nil, one(v), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 20)
		g := s.during(v, func(g generation.Generation) {
			s.write(func(tx *store.Tx) error { _, err := s.ledger.Void(tx, g.Hold); return err })
		})
		if g.State != generation.Completed || g.Charge != generation.Voided || g.Paid != 0 {
			s.t.Errorf("after a void: %+v", g)
		}
		s.wantCredits(s.member, 20, 0)
		g = s.during(v, func(g generation.Generation) {
			s.write(func(tx *store.Tx) error {
				_, _, err := s.ledger.Capture(tx, ledger.CaptureCmd{Hold: g.Hold, To: ledger.Revenue, Kind: ledger.Spend, Actor: actor.OfSystem})
				return err
			})
		})
		if g.State != generation.Completed || g.Charge != generation.Captured || g.Paid != 8 {
			s.t.Errorf("after a capture: %+v", g)
		}
		s.wantCredits(s.member, 12, 0)
	})
}

// A model that is made inactive serves the tasks that it has; one without a
// row fails them.
func TestAModelThatGoesWhileItRuns(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, func(o *generation.Options) { o.AttemptsMax = 1 }, one(v), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 20)
		g := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		s.write(func(tx *store.Tx) error {
			deleted, err := s.models.Remove(tx, 1, actor.OfSystem)
			if deleted {
				s.t.Error("a model that is in use was deleted")
			}
			return err
		})
		s.work()
		if now := s.look(g); now.State != generation.Completed || now.Paid != 8 {
			s.t.Errorf("ended as %+v", now)
		}
		lost := s.look(g)
		lost.State, lost.Model = generation.Processing, 99
		if _, _, err := s.Resolve(s.t.Context(), lost); !errors.Is(err, generation.ErrVendor) {
			s.t.Errorf("of a model that is gone: %v", err)
		}
	})
}

// The same claim of a paid task's job, run by several goroutines at once and
// again after, charges once.
func TestAPaidTaskEndsOnce(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 100)
		g := s.mustBuy(generation.StartCmd{Kind: generation.Image, Prompt: "x", Model: 1})
		twice := job.NewRunner(s.store, s.queue, job.Options{Now: s.clock.Now})
		twice.Register(generation.JobRun, func(ctx context.Context, j job.Job) (job.Outcome, error) {
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if _, err := s.Run(ctx, j); err != nil {
						s.t.Error(err)
					}
				})
			}
			wg.Wait()
			return s.Run(ctx, j)
		}, job.HandlerOptions{})
		if n, err := twice.Step(s.t.Context()); n != 1 || err != nil {
			s.t.Fatal(n, err)
		}
		if now := s.look(g); now.State != generation.Completed || now.Paid != 8 {
			s.t.Errorf("ended as %+v", now)
		}
		s.wantCredits(s.member, 92, 0)
		n, _, err := store.SelectOne[int64](s.t.Context(), s.store, "SELECT count(*) FROM creation")
		if err != nil || n != 1 {
			s.t.Errorf("%d creations, %v", n, err)
		}
	})
}

// An operator ends a task, or has it tried again, while it is under way.
// contract: N-15
func TestManagingTasks(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, func(o *generation.Options) { o.AttemptsMax = 1 }, one(v), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 100)
		act := func(verb func(*store.Tx, generation.ManageCmd) (generation.Generation, error), i id.ID, reason string) error {
			_, err := store.Do(s.t.Context(), s.store, i.Bucket(), func(tx *store.Tx) (generation.Generation, error) {
				return verb(tx, generation.ManageCmd{Generation: i, Reason: reason, Actor: actor.OfSystem})
			})
			return err
		}
		g := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		if err := act(s.Cancel, g.ID, " "); !errors.Is(err, generation.ErrReason) {
			s.t.Error(err)
		}
		if err := act(s.Cancel, 77, "x"); !errors.Is(err, generation.ErrNotFound) {
			s.t.Error(err)
		}
		if err := errors.Join(act(s.Retry, g.ID, ""), act(s.Cancel, g.ID, "x")); err != nil {
			s.t.Fatal(err)
		}
		if err := act(s.Cancel, g.ID, "x"); !errors.Is(err, generation.ErrEnded) {
			s.t.Error(err)
		}
		if err := act(s.Retry, g.ID, ""); !errors.Is(err, generation.ErrEnded) {
			s.t.Error(err)
		}
		s.wantCredits(s.member, 100, 0)
		s.work()

		// A film whose vendor has not answered waits; its job looks at once.
		v.poll = func(context.Context, generation.Request, string) (generation.Result, bool, error) {
			return generation.Result{}, false, nil
		}
		film := s.mustBuy(generation.StartCmd{Kind: generation.Video, Prompt: "x", Model: 1, Input: generation.Input{Seconds: 5}})
		s.work()
		v.poll = nil
		s.work()
		if now := s.look(film); now.State != generation.Processing || now.Submit != generation.Submitted {
			s.t.Errorf("waits as %+v", now)
		}
		if err := act(s.Retry, film.ID, ""); err != nil {
			s.t.Fatal(err)
		}
		s.work()
		if now := s.look(film); now.State != generation.Completed || now.Paid != 8 {
			s.t.Errorf("ended as %+v", now)
		}
		list, err := generation.List(s.t.Context(), s.store, generation.ListCmd{Member: s.member, State: generation.Failed, Limit: 10})
		if err != nil || len(list) != 1 || list[0].ID != g.ID {
			s.t.Errorf("%+v, %v", list, err)
		}
	})
}

// A watch sees each end once, also of tasks that another process ended.
func TestAWatch(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 100)
		w := s.Watch(s.member, s.clock.Now())
		defer w.Close()
		look := func(want int) (list []generation.Generation) {
			s.t.Helper()
			list, err := w.Look(s.t.Context())
			if err != nil || len(list) != want {
				s.t.Errorf("saw %d, want %d; %v", len(list), want, err)
			}
			return list
		}
		look(0)
		first := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		look(0)
		s.work()
		<-w.Rung()
		if got := look(1); len(got) == 1 && got[0].ID != first.ID {
			s.t.Errorf("saw %+v", got)
		}
		look(0)
		_, other := s.life()
		s.clock.Advance(time.Second)
		s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		if _, err := other.Step(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		look(1)
		s.clock.Advance(time.Hour)
		look(0)
		again := s.Watch(s.member, first.CreatedAt)
		defer again.Close()
		if list, err := again.Look(s.t.Context()); err != nil || len(list) != 2 {
			s.t.Errorf("from the start it sees %d, %v", len(list), err)
		}
	})
}
