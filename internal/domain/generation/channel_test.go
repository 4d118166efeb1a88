package generation_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/store"
)

// away is a vendor that can do nothing, and notes what it was asked with.
func away(v *seller, asked *[]string) {
	var mu sync.Mutex
	v.generate = func(_ context.Context, r generation.Request) (generation.Result, error) {
		mu.Lock()
		defer mu.Unlock()
		*asked = append(*asked, r.Model.Base)
		return generation.Result{}, generation.ErrVendor
	}
}

// A task moves on to models of the same or a lower price, in their order, to
// each once, and remembers where it has been.
func TestFailover(t *testing.T) {
	a, b := &seller{name: "a"}, &seller{name: "b"}
	var asked []string
	shops(t, func(o *generation.Options) { o.AttemptsMax = 1 }, func() []generation.Provider { return []generation.Provider{a, b} }, func(s *shop) {
		asked = nil
		away(a, &asked)
		away(b, &asked)
		s.offer(1, "a", 9)
		s.offer(2, "b", 9)
		s.offer(3, "b", 10) // too dear
		s.offer(4, "a", 2)
		s.offer(5, "nobody", 1)
		s.grant(s.member, 100)
		g := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 2})
		s.work()
		g = s.look(g)
		if g.State != generation.Failed || !errors.Is(g.Failure(), generation.ErrVendor) || g.Tried != "model:2\nmodel:1" || g.Model != 4 || g.Price != 9 {
			s.t.Errorf("ended as %+v", g)
		}
		if want := []string{"https://b.example/v1", "https://a.example/v1", "https://a.example/v1"}; !slices.Equal(asked, want) {
			s.t.Errorf("asked %q", asked)
		}
		s.wantCredits(s.member, 100, 0)
		a.generate = nil
		g = s.mustBuy(generation.StartCmd{Prompt: "x", Model: 2})
		s.work()
		if g = s.look(g); g.State != generation.Completed || g.Paid != 9 || g.Provider != "a" || g.Model != 1 {
			s.t.Errorf("ended as %+v", g)
		}
	})
}

// A process that dies after a channel has failed does not go back to it.
func TestACrashDoesNotForgetWhatWasTried(t *testing.T) {
	a, b := &seller{name: "a"}, &seller{name: "b"}
	var asked []string
	shops(t, nil, func() []generation.Provider { return []generation.Provider{a, b} }, func(s *shop) {
		asked = nil
		away(a, &asked)
		s.offer(1, "a", 9)
		s.offer(2, "b", 9)
		s.grant(s.member, 100)
		h := hold(b)
		g := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		ctx, die := context.WithCancel(s.t.Context())
		_, first := s.life()
		stepped := make(chan struct{})
		go func() { defer close(stepped); _, _ = first.Step(ctx) }()
		<-h.begun // at the second vendor
		b.generate = nil
		die()
		s.clock.Advance(2 * time.Minute)
		s.work()
		if now := s.look(g); now.State != generation.Completed || now.Provider != "b" || now.Tried != "model:1" || len(asked) != 1 {
			s.t.Errorf("ended as %+v after %q", now, asked)
		}
		close(h.wake)
		<-stepped
		s.wantCredits(s.member, 91, 0)
	})
}

// What was asked of a real model is not made by a demo.
func TestADemoStandsInForNoModel(t *testing.T) {
	a, demo := &seller{name: "a"}, &seller{name: model.Demo}
	var asked []string
	shops(t, func(o *generation.Options) { o.AttemptsMax = 1 }, func() []generation.Provider { return []generation.Provider{a, demo} }, func(s *shop) {
		away(a, &asked)
		s.offer(1, "a", 9)
		s.grant(s.member, 100)
		s.write(func(tx *store.Tx) error {
			_, err := s.models.Create(tx, model.CreateCmd{ID: 2, Name: "demo", Provider: model.Demo, ModelName: "d", Temperature: model.NoTemperature, Makes: creation.Types()})
			return err
		})
		g := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
		s.work()
		if now := s.look(g); now.State != generation.Failed || now.Tried != "" {
			s.t.Errorf("ended as %+v", now)
		}
	})
}

// What providers are asked with: their model, its key, and the address of the
// language that they speak.
func TestWhatAModelIsCalledWith(t *testing.T) {
	openai := &seller{name: "openai"}
	shops(t, nil, one(openai), func(s *shop) {
		s.grant(s.member, 100)
		s.write(func(tx *store.Tx) error {
			_, err := s.models.Create(tx, model.CreateCmd{ID: 1, Name: "q", Provider: "qwen", ModelName: "qwen-plus", Key: "sk", Temperature: 700, TokensMax: 9, Makes: creation.Types()})
			return err
		})
		g := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1, Input: generation.Input{Keywords: []string{"a", "b"}}})
		p, r, err := s.Resolve(s.t.Context(), g)
		want := generation.Model{Provider: "qwen", Name: "qwen-plus", Base: "https://dashscope.aliyuncs.com/compatible-mode/v1", Key: "sk", Temperature: 0.7, TokensMax: 9}
		if err != nil || p.Name() != "openai" || r.Model != want || len(r.Input.Keywords) != 2 {
			s.t.Errorf("%+v, %v", r, err)
		}
		s.vendors = append(s.vendors, &seller{name: "qwen"})
		own, _ := s.life()
		want.Base = "https://dashscope.aliyuncs.com/api/v1"
		if p, r, err = own.Resolve(s.t.Context(), g); err != nil || p.Name() != "qwen" || r.Model != want {
			s.t.Errorf("%+v, %v", r, err)
		}
		s.work()
	})
}

// film buys a film.
func (s *shop) film() generation.Generation {
	s.t.Helper()
	return s.mustBuy(generation.StartCmd{Kind: generation.Video, Prompt: "x", Model: 1, Input: generation.Input{Seconds: 5}})
}

// contract: S2-15, S2-16
func TestAFilmIsSubmittedOnceAndPolledFor(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, nil, one(v), func(s *shop) {
		s.offer(1, "v", 50)
		s.grant(s.member, 100)
		submits, polls := 0, 0
		v.submit = func(_ context.Context, r generation.Request) (string, error) {
			submits++
			return "ref-" + r.Number, nil
		}
		v.poll = func(_ context.Context, r generation.Request, ref string) (generation.Result, bool, error) {
			if polls++; polls < 5 {
				return generation.Result{}, false, nil
			}
			if polls == 5 {
				return generation.Result{}, false, errors.New("the network")
			}
			return sold(r), ref == "ref-"+r.Number, nil
		}
		g := s.film()
		s.work()
		if now := s.look(g); now.Submit != generation.Submitted || now.VendorRef == "" || polls != 0 {
			s.t.Errorf("submitted as %+v", now)
		}
		waited := time.Duration(0)
		for s.look(g).State == generation.Processing && waited < time.Hour {
			s.clock.Advance(time.Second)
			waited += time.Second
			s.work()
		}
		g = s.look(g)
		if g.State != generation.Completed || g.Paid != 50 || submits != 1 || polls != 6 {
			s.t.Errorf("after %d submits and %d polls: %+v", submits, polls, g)
		}
		if waited < 12*time.Second || waited > 30*time.Second {
			s.t.Errorf("polled for %s", waited)
		}
		s.wantCredits(s.member, 50, 0)
	})
}

// An answer that was lost keeps the hold until the task's time is over, and is
// never repeated.
func TestALostSubmit(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, nil, one(v), func(s *shop) {
		s.offer(1, "v", 50)
		s.grant(s.member, 100)
		submits := 0
		v.submit = func(context.Context, generation.Request) (string, error) {
			submits++
			return "", generation.ErrSubmitUnknown
		}
		g := s.film()
		for range 59 {
			s.work()
			s.clock.Advance(time.Minute)
		}
		if now := s.look(g); now.State != generation.Processing || now.Submit != generation.SubmitUnknown {
			s.t.Errorf("waits as %+v", now)
		}
		s.wantCredits(s.member, 100, 50)
		s.clock.Advance(time.Minute)
		s.work()
		if now := s.look(g); now.State != generation.Failed || !errors.Is(now.Failure(), generation.ErrSubmitUnknown) || submits != 1 {
			s.t.Errorf("after %d submits: %+v", submits, now)
		}
		s.wantCredits(s.member, 100, 0)
	})
}

// finding is a vendor that can be asked about a submit.
type finding struct {
	*seller
	find func(r generation.Request) (string, bool, error)
}

func (f finding) Find(_ context.Context, r generation.Request) (string, bool, error) {
	return f.find(r)
}

func TestALostSubmitThatIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		begun   bool
		submits int
	}{"begun": {true, 1}, "not begun": {false, 2}} {
		t.Run(name, func(t *testing.T) {
			submits, asked := 0, 0
			v := finding{seller: &seller{name: "v"}}
			v.submit = func(_ context.Context, r generation.Request) (string, error) {
				if submits++; submits == 1 {
					return "", generation.ErrSubmitUnknown
				}
				return "ref-" + r.Number, nil
			}
			v.find = func(r generation.Request) (string, bool, error) {
				if asked++; asked == 1 {
					return "", false, errors.New("the network")
				}
				return "ref-" + r.Number, c.begun, nil
			}
			shops(t, nil, func() []generation.Provider { return []generation.Provider{v} }, func(s *shop) {
				submits, asked = 0, 0
				s.offer(1, "v", 50)
				s.grant(s.member, 100)
				g := s.film()
				s.work()
				s.clock.Advance(time.Minute)
				s.work()
				if asked != 0 {
					s.t.Error("asked before the submit can be known to be over")
				}
				for range 10 {
					s.clock.Advance(time.Minute)
					s.work()
				}
				if now := s.look(g); now.State != generation.Completed || now.Paid != 50 || submits != c.submits {
					s.t.Errorf("after %d submits: %+v", submits, now)
				}
			})
		})
	}
}

// A process that dies while it submits leaves it unknown; when it turns out to
// be alive, its answer is still good.
func TestASubmitterThatComesBack(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, nil, one(v), func(s *shop) {
		s.offer(1, "v", 50)
		s.grant(s.member, 100)
		begun, wake := make(chan struct{}), make(chan struct{})
		v.submit = func(_ context.Context, r generation.Request) (string, error) {
			close(begun)
			<-wake
			return "ref-" + r.Number, nil
		}
		g := s.film()
		_, first := s.life()
		stepped := make(chan struct{})
		go func() { defer close(stepped); _, _ = first.Step(s.t.Context()) }()
		<-begun
		s.clock.Advance(2 * time.Minute) // its lease runs out
		s.work()
		if now := s.look(g); now.Submit != generation.SubmitUnknown || now.State != generation.Processing {
			s.t.Errorf("another process makes of it %+v", now)
		}
		close(wake)
		<-stepped
		if now := s.look(g); now.Submit != generation.Submitted {
			s.t.Errorf("the first says %+v", now)
		}
		s.manage(s.Retry, g)
		s.work()
		if now := s.look(g); now.State != generation.Completed || now.Paid != 50 {
			s.t.Errorf("ended as %+v", now)
		}
		s.wantCredits(s.member, 50, 0)
	})
}

// A vendor that begins nothing is left for another.
func TestASubmitThatBeganNothing(t *testing.T) {
	a, b := &seller{name: "a"}, &seller{name: "b"}
	shops(t, nil, func() []generation.Provider { return []generation.Provider{a, b} }, func(s *shop) {
		a.submit = func(context.Context, generation.Request) (string, error) { return "", generation.ErrVendor }
		s.offer(1, "a", 50)
		s.offer(2, "b", 50)
		s.grant(s.member, 100)
		g := s.film()
		s.work()
		s.clock.Advance(time.Minute)
		s.work()
		if now := s.look(g); now.State != generation.Completed || now.Model != id.ID(2) || now.Tried != "model:1" {
			s.t.Errorf("ended as %+v", now)
		}
		a.submit = func(context.Context, generation.Request) (string, error) { return "", generation.ErrRefused }
		g = s.film()
		s.work()
		if now := s.look(g); now.State != generation.Failed || !errors.Is(now.Failure(), generation.ErrRefused) || now.Tried != "" {
			s.t.Errorf("ended as %+v", now)
		}
		s.wantCredits(s.member, 50, 0)
	})
}

// A film that its vendor never finishes ends when its time is over.
func TestAStuckFilm(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, nil, one(v), func(s *shop) {
		v.poll = func(context.Context, generation.Request, string) (generation.Result, bool, error) {
			return generation.Result{}, false, nil
		}
		s.offer(1, "v", 50)
		s.grant(s.member, 50)
		g := s.film()
		for range 61 {
			s.work()
			s.clock.Advance(time.Minute)
		}
		s.work()
		if now := s.look(g); now.State != generation.Failed || !errors.Is(now.Failure(), generation.ErrTimeout) {
			s.t.Errorf("ended as %+v", now)
		}
		s.wantCredits(s.member, 50, 0)
	})
}
