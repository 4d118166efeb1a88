package generation_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/store"
)

func required(o *generation.Options) { o.RequireGeneration = true }

func wantClaim(b *bundle, p generation.Product, want generation.Claim) {
	b.t.Helper()
	if got, err := b.claim(p); err != nil || got != want {
		b.t.Errorf("claim of %s: %+v, %v, want %+v", p, got, err, want)
	}
}

// contract: S0-25
func TestClaimsAndTasksShareOneLimit(t *testing.T) {
	every(t, nil, func(b *bundle) {
		b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		b.work()
		wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 1, Balance: 20})
		wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 0, Balance: 30})
		wantClaim(b, generation.ImageProduct, generation.Claim{Points: 0, Remaining: 0, Balance: 30})
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		b.work()
		if g = b.look(g); g.Points != 0 || g.Balance != 30 || g.Reward != generation.Lapsed {
			b.t.Errorf("beyond the limit: %+v", g)
		}
		wantClaim(b, generation.VideoProduct, generation.Claim{Points: 20, Remaining: 1, Balance: 50})
		b.clock.Advance(24 * time.Hour)
		wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 2, Balance: 60})
		b.wantPoints(60)
	})
}

func TestAClaimThatNeedsATask(t *testing.T) {
	every(t, required, func(b *bundle) {
		none := generation.Claim{Points: 0, Remaining: 3, Balance: 0}
		wantClaim(b, generation.ImageProduct, none)
		g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.OnClaim})
		wantClaim(b, generation.ImageProduct, none) // it has not finished
		b.work()
		if now := b.look(g); now.Reward != generation.Open || now.Points != 0 {
			b.t.Errorf("waits as %+v", now)
		}
		wantClaim(b, generation.VideoProduct, generation.Claim{Points: 0, Remaining: 2, Balance: 0}) // it is no film
		wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 2, Balance: 10})
		if now := b.look(g); now.Reward != generation.Granted || now.Points != 10 || now.Balance != 10 {
			b.t.Errorf("claimed as %+v", now)
		}
		wantClaim(b, generation.ImageProduct, generation.Claim{Points: 0, Remaining: 2, Balance: 10}) // once
		b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
		b.work()
		wantClaim(b, generation.ImageProduct, generation.Claim{Points: 0, Remaining: 1, Balance: 20}) // rewarded at once
		b.wantPoints(20)
	})
}

func TestWhichTaskAClaimTakes(t *testing.T) {
	b := inMemory(t, required)
	var list []generation.Generation
	for range 3 {
		list = append(list, b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.OnClaim}))
		b.work()
		b.clock.Advance(11 * time.Hour)
	}
	wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 2, Balance: 10})
	for i, want := range []generation.Reward{generation.Open, generation.Granted, generation.Open} {
		if got := b.look(list[i]).Reward; got != want {
			t.Errorf("task %d is %s, want %s: the first is 33 hours old", i, got, want)
		}
	}
}

func TestBeyondTheLimitATaskStaysOpen(t *testing.T) {
	b := inMemory(t, required)
	var last generation.Generation
	for range 3 {
		last = b.mustStart(generation.StartCmd{Kind: generation.Video, Reward: generation.OnClaim})
		b.work()
		b.clock.Advance(time.Second)
	}
	for range 4 {
		if _, err := b.claim(generation.VideoProduct); err != nil {
			t.Fatal(err)
		}
	}
	b.wantPoints(40)
	if now := b.look(last); now.Reward != generation.Open {
		t.Errorf("the third is %+v", now)
	}
	b.clock.Advance(13 * time.Hour) // the next day
	wantClaim(b, generation.VideoProduct, generation.Claim{Points: 20, Remaining: 1, Balance: 60})
}

func TestTheOldestOpenTaskMakesRoom(t *testing.T) {
	b := inMemory(t, required)
	var list []generation.Generation
	for range 33 {
		list = append(list, b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.OnClaim}))
		b.work()
		b.clock.Advance(time.Second)
	}
	for i, g := range list {
		want := generation.Open
		if i == 0 {
			want = generation.Lapsed
		}
		if now := b.look(g); now.Reward != want {
			t.Errorf("task %d is %s", i, now.Reward)
		}
	}
}

func TestTheSettingDecidesWhetherATaskIsNeeded(t *testing.T) {
	b := inMemory(t, nil)
	set := func(value string, version int64) {
		b.write(func(tx *store.Tx) error {
			_, err := setting.Change(tx, setting.ChangeCmd{Spec: b.Settings()[0], Value: value, Version: version, Actor: actor.OfSystem})
			return err
		})
	}
	wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 2, Balance: 10})
	set("true", 0)
	wantClaim(b, generation.ImageProduct, generation.Claim{Points: 0, Remaining: 2, Balance: 10})
	set("false", 1)
	wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 1, Balance: 20})
	if b.Settings()[0].Check("maybe") {
		t.Error("takes any value")
	}
}

func TestClaimsThatCannotBe(t *testing.T) {
	b := inMemory(t, nil)
	for _, p := range []generation.Product{"", "chat", "image", "IMAGE_GENERATION"} {
		if _, err := b.claim(p); !errors.Is(err, generation.ErrProduct) {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func TestWithoutARuleNothingIsEarned(t *testing.T) {
	b := inMemory(t, nil)
	wantClaim(b, generation.ImageProduct, generation.Claim{Points: 10, Remaining: 2, Balance: 10})
	b.write(func(tx *store.Tx) error {
		r := rule.Named(string(generation.ImageProduct))
		r.Asset, r.Amount, r.DailyMax, r.Status, r.Version = "POINT", 10, 3, rule.Inactive, 1
		_, err := rule.Put(tx, r)
		return err
	})
	wantClaim(b, generation.ImageProduct, generation.Claim{Points: 0, Remaining: 0, Balance: 10})
	g := b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
	b.work()
	if g = b.look(g); g.State != generation.Completed || g.Points != 0 || g.Balance != 10 {
		t.Errorf("ended as %+v", g)
	}
}

// contract: S0-25
func TestFiftyCallersAtOnceNeverPassTheLimit(t *testing.T) {
	for name, change := range map[string]func(*generation.Options){"bare": nil, "with tasks": required} {
		t.Run(name, func(t *testing.T) {
			onSQL(t, change, func(b *bundle) {
				for range 5 {
					b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.OnClaim})
				}
				b.work()
				for range 4 {
					b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce})
				}
				var mu sync.Mutex
				var wg sync.WaitGroup
				earned := amount.Amount(0)
				for range 50 {
					wg.Go(func() {
						c, err := b.claim(generation.ImageProduct)
						if err != nil {
							b.t.Error(err)
						}
						mu.Lock()
						earned += c.Points
						mu.Unlock()
					})
				}
				wg.Go(func() {
					for n, err := 1, error(nil); n > 0 || err != nil; {
						if n, err = b.runner.Step(b.t.Context()); err != nil {
							b.t.Error(err)
							return
						}
					}
				})
				wg.Wait()
				if earned > 30 {
					b.t.Errorf("claims earned %d", earned)
				}
				b.wantPoints(30)
			})
		})
	}
}

// Whatever is done in whatever order, a day's awards stay within the limit,
// and a task is rewarded once.
func TestLimitsHoldInAnyOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o, c := options()
		s := store.OpenMemory(o)
		defer s.Close()
		b := setup(t, s, c, required)
		var list []generation.Generation
		days := map[string]amount.Amount{}
		before := amount.Amount(0)
		for range rapid.IntRange(1, 15).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"at once", "on claim", "claim", "hours"}).Draw(r, "step") {
			case "at once":
				list = append(list, b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.AtOnce}))
			case "on claim":
				list = append(list, b.mustStart(generation.StartCmd{Kind: generation.Image, Reward: generation.OnClaim}))
			case "claim":
				if _, err := b.claim(generation.ImageProduct); err != nil {
					r.Fatal(err)
				}
			case "hours":
				c.Advance(time.Duration(rapid.IntRange(1, 9).Draw(r, "hours")) * time.Hour)
			}
			b.work()
			now := b.account().Posted
			day := string(c.Now().DayIn(b.ledger.Zone()))
			if days[day] += now - before; days[day] > 30 {
				r.Fatalf("%d on %s", days[day], day)
			}
			before = now
		}
		sum := amount.Amount(0)
		for _, g := range list {
			g = b.look(g)
			sum += g.Points
			if (g.Points == 10) != (g.Reward == generation.Granted) || g.State != generation.Completed {
				r.Fatalf("ended as %+v", g)
			}
		}
		if sum != before {
			r.Fatalf("tasks earned %d, the member has %d", sum, before)
		}
	})
}
