package publication_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/publication"
)

// A call whose answer is lost is never made again: what arrived is found, what
// did not waits for a person.
// contract: S2-22
func TestLostAnswers(t *testing.T) {
	onEngines(t, func(b *bench) {
		for i, c := range []struct {
			fate fate
			want publication.State
		}{{lostThen, publication.Published}, {lostSoon, publication.NeedsReview}} {
			b.world.lose = func() fate { return c.fate }
			creation := id.ID(20 + i)
			b.Creations.Put(member, creation, publication.Content{Type: publication.Writing, Title: "题", Text: "文"})
			pub := b.Publish(creation, 0, "wechat")
			b.Drain(t.Context())
			if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Unknown {
				t.Errorf("at first it is %s", r.State)
			}
			b.Restart()
			b.Work(7 * time.Hour)
			if r := b.Result(pub.ID, publication.WeChat); r.State != c.want {
				t.Errorf("%+v", r)
			}
		}
		if largest, all := b.world.most(); largest != 1 || all != 1 || b.world.loses != 2 {
			t.Errorf("%d posts", all)
		}
		if strings.Contains(b.Logged.String(), plantedSecret) || !strings.Contains(b.Logged.String(), "no answer with ***") {
			t.Errorf("the log: %s", b.Logged)
		}
	})
}

// What fails before it is committed is tried again, and given up in the end.
func TestAwayBeforeTheCommitment(t *testing.T) {
	onEngines(t, func(b *bench) {
		b.world.before = func(context.Context) error { return errLost }
		pub := b.Publish(1, 0, "wechat")
		b.Work(30 * time.Minute)
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Preparing || r.Tries < 5 {
			t.Errorf("%+v", r)
		}
		b.Work(6 * time.Hour)
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Failed || r.Reason != publication.VendorAway {
			t.Errorf("%+v", r)
		}
	})
}

// A platform that takes for ever is left to a person.
func TestPendingForEver(t *testing.T) {
	onEngines(t, func(b *bench) {
		b.world.pending = 1 << 30
		pub := b.Publish(1, 0, "wechat")
		b.Drain(t.Context())
		for range 60 {
			b.Clock.Advance(time.Hour)
			b.Drain(t.Context())
		}
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.NeedsReview || r.Reason != publication.StillPending {
			t.Errorf("%+v", r)
		}
		b.confirm(pub.ID, "wechat", "https://mp.weixin.qq.com/s/abc")
	})
}

// A panic in an adapter is no answer, and an alarm.
func TestPanic(t *testing.T) {
	onEngines(t, func(b *bench) {
		b.world.before = func(context.Context) error { panic("impossible: " + plantedSecret) }
		pub := b.Publish(1, 0, "wechat")
		b.Drain(t.Context())
		b.world.before = nil
		b.Work(time.Minute)
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Published {
			t.Errorf("%+v", r)
		}
		if all := b.Alarms(); len(all) != 1 || strings.Contains(all[0].Error(), plantedSecret) {
			t.Errorf("%v", all)
		}
	})
}

// A job that was lost is replaced.
func TestRevive(t *testing.T) {
	onEngines(t, func(b *bench) {
		b.world.pending = 1
		pub := b.Publish(1, 0, "wechat")
		ctx, cancel := context.WithCancel(t.Context())
		b.world.before = func(context.Context) error { cancel(); return ctx.Err() }
		_, _ = b.Runner.Step(ctx)
		b.world.before = nil
		b.Restart()
		b.Clock.Advance(time.Hour)
		b.Must(b.Service.Revive(t.Context()))
		b.Work(10 * time.Minute)
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Published {
			t.Errorf("%+v", r)
		}
	})
}

// Sixty publications on a platform that loses calls and answers, by workers
// that die at any call and overtake each other: none is posted twice, and
// what was posted is found.
// contract: S2-22
func TestFaultyPlatform(t *testing.T) {
	onEngines(t, func(b *bench) {
		dice := rand.New(rand.NewPCG(1, 2))
		var mu sync.Mutex
		roll := func(n int) int {
			mu.Lock()
			defer mu.Unlock()
			return dice.IntN(n)
		}
		deaths := 0
		b.world.lose = func() fate { return []fate{arrives, arrives, lostThen, lostSoon}[roll(4)] }
		const n = 60
		var pubs []id.ID
		for i := range id.ID(n) {
			b.Creations.Put(member, 100+i, publication.Content{Type: publication.Writing, Title: "题", Text: fmt.Sprint("文", i)})
			pubs = append(pubs, b.Publish(100+i, 0, "wechat").ID)
		}
		for range 80 { // lives
			ctx, die := context.WithCancel(t.Context())
			b.world.before = func(context.Context) error {
				if roll(6) == 0 {
					mu.Lock()
					deaths++
					mu.Unlock()
					die()
					return context.Canceled
				}
				return nil
			}
			_, _ = b.Runner.Step(ctx)
			die()
			b.Restart()
			b.Clock.Advance(40 * time.Second)
		}
		b.world.before = nil
		b.Work(8 * time.Hour)
		published, review := 0, 0
		for _, i := range pubs {
			r := b.Result(i, publication.WeChat)
			posts := b.world.posts[fmt.Sprintf("publication-%d-wechat-%d", i, r.Attempts)]
			switch {
			case r.State == publication.Published && posts == 1:
				published++
			case r.State == publication.NeedsReview && posts == 0:
				review++
			default:
				t.Errorf("%s with %d posts: %+v", r.State, posts, r)
			}
		}
		if largest, all := b.world.most(); largest != 1 || all != published || published == 0 || review == 0 || deaths == 0 {
			t.Errorf("%d posts, %d published, %d to review, %d deaths", all, published, review, deaths)
		}
		t.Logf("%d published, %d to review, %d deaths, %d lost answers", published, review, deaths, b.world.loses)
	})
}

// Twenty callers ask for the same at once: there is one publication.
func TestParallelRequests(t *testing.T) {
	onEngines(t, func(b *bench) {
		ids := make([]id.ID, 20)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				pub, err := b.Try(1, 0, "wechat", "toutiao")
				if err != nil {
					t.Error(err)
				}
				ids[i] = pub.ID
			})
		}
		wg.Wait()
		for _, i := range ids {
			if i != ids[0] {
				t.Errorf("%v", ids)
			}
		}
		b.Work(time.Minute)
		if largest, all := b.world.most(); largest != 1 || all != 1 || b.rows("publication") != 1 {
			t.Errorf("%d posts", all)
		}
	})
}
