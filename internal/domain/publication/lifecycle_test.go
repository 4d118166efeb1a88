package publication_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/platform/store"
)

const member = publicationtest.Member

func (b *bench) cancel(i id.ID) (publication.Publication, error) {
	return publicationtest.Do(b.Bench, func(tx *store.Tx) (publication.Publication, error) {
		return b.Service.Cancel(tx, publication.CancelCmd{Member: member, Publication: i})
	})
}

func (b *bench) retry(i id.ID, platform string) (publication.Publication, error) {
	return publicationtest.Do(b.Bench, func(tx *store.Tx) (publication.Publication, error) {
		return b.Service.Retry(tx, publication.RetryCmd{Member: member, Publication: i, Platform: platform})
	})
}

// A scheduled publication waits for its time, also over a restart, and begins
// once however many workers there are.
// contract: S2-22
func TestScheduled(t *testing.T) {
	onEngines(t, func(b *bench) {
		at := b.Clock.Now().Add(24 * time.Hour)
		pub := b.Publish(1, at, "wechat", "xiaohongshu")
		if pub.Status != publication.StatusScheduled || pub.Scheduled() != at {
			t.Errorf("%+v", pub)
		}
		b.Work(time.Minute)
		b.Restart()
		b.Clock.Set(at.Add(-time.Second))
		b.Drain(t.Context())
		if _, all := b.world.most(); all != 0 || b.Load(pub.ID).Status != publication.StatusScheduled {
			t.Errorf("it began early: %+v", b.Load(pub.ID))
		}
		b.Restart()
		other := b.Runner
		b.Restart()
		b.Clock.Set(at)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { _, _ = other.Step(context.Background()) })
			wg.Go(func() { _, _ = b.Runner.Step(context.Background()) })
		}
		wg.Wait()
		b.Work(time.Minute)
		if largest, all := b.world.most(); largest != 1 || all != 1 {
			t.Errorf("%d posts", all)
		}
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Published || r.Attempts != 1 {
			t.Errorf("%+v", r)
		}
	})
}

// contract: S2-22
func TestCancel(t *testing.T) {
	onEngines(t, func(b *bench) {
		at := b.Clock.Now().Add(time.Hour)
		pub := b.Publish(1, at, "wechat", "toutiao")
		if _, err := b.cancel(99 * 1024); !errors.Is(err, publication.ErrNotFound) {
			t.Errorf("another's: %v", err)
		}
		got, err := b.cancel(pub.ID)
		if err != nil || got.Status != publication.StatusCancelled {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := b.cancel(pub.ID); !errors.Is(err, publication.ErrState) {
			t.Errorf("again: %v", err)
		}
		b.Clock.Set(at)
		b.Work(time.Minute)
		if _, all := b.world.most(); all != 0 {
			t.Errorf("it posted after all")
		}
		if next := b.Publish(1, 0, "wechat", "toutiao"); next.ID == pub.ID {
			t.Error("what was cancelled is not repeated")
		} else {
			b.Work(time.Minute)
			if _, err := b.cancel(next.ID); !errors.Is(err, publication.ErrState) {
				t.Errorf("what is done: %v", err)
			}
		}
		// what waits for the member can be given up, and what is under way not
		b.world.pending = 1000
		both := b.Publish(1, 0, "xiaohongshu")
		b.Work(time.Second)
		if got, err := b.cancel(both.ID); err != nil || got.Status != publication.StatusCancelled {
			t.Errorf("a hand-over: %+v, %v", got, err)
		}
		film := b.Publish(2, 0, "kuaishou", "xiaohongshu")
		b.Work(time.Second)
		if _, err := b.cancel(film.ID); !errors.Is(err, publication.ErrStarted) {
			t.Errorf("what is under way: %v", err)
		}
	})
}

// Cancelling races with the hour of publication: it is one or the other.
func TestCancelRacesWithItsHour(t *testing.T) {
	onEngines(t, func(b *bench) {
		const n = 12
		at := b.Clock.Now().Add(time.Hour)
		var pubs []publication.Publication
		for i := range id.ID(n) {
			b.Creations.Put(member, 100+i, publication.Content{Type: publication.Writing, Title: "题", Text: "文"})
			pubs = append(pubs, b.Publish(100+i, at, "wechat"))
		}
		b.Clock.Set(at)
		cancelled := make([]bool, n)
		var wg sync.WaitGroup
		for i, pub := range pubs {
			wg.Go(func() { _, err := b.cancel(pub.ID); cancelled[i] = err == nil })
		}
		wg.Go(func() { b.Drain(context.Background()) })
		wg.Wait()
		b.Work(time.Minute)
		posted := 0
		for i, pub := range pubs {
			r := b.Result(pub.ID, publication.WeChat)
			if (r.State == publication.Cancelled) != cancelled[i] || (r.State == publication.Published) == cancelled[i] {
				t.Errorf("cancelled: %v, and %s", cancelled[i], r.State)
			}
			if r.State == publication.Published {
				posted++
			}
		}
		if largest, all := b.world.most(); all != posted || largest > 1 {
			t.Errorf("%d posts, %d published", all, posted)
		}
	})
}

// contract: S2-22, N-15
func TestRetry(t *testing.T) {
	onEngines(t, func(b *bench) {
		no := publication.Fail(publication.IPNotListed, "40164 for "+plantedSecret)
		b.world.answer = &no
		pub := b.Publish(1, 0, "wechat", "toutiao")
		b.Work(time.Second)
		r := b.Result(pub.ID, publication.WeChat)
		if r.State != publication.Failed || r.Detail != "40164 for ***" || b.Load(pub.ID).Status != publication.Partly {
			t.Errorf("%+v", r)
		}
		b.world.answer = nil
		if _, err := b.retry(pub.ID, "douyin"); !errors.Is(err, publication.ErrNotFound) {
			t.Errorf("where it was never asked for: %v", err)
		}
		if got, err := b.retry(pub.ID, "wechat"); err != nil || got.Status != publication.Publishing {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := b.retry(pub.ID, "wechat"); !errors.Is(err, publication.ErrState) {
			t.Errorf("what is under way: %v", err)
		}
		b.Work(time.Minute)
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Published || r.Attempts != 2 {
			t.Errorf("%+v", r)
		}
		if _, err := b.retry(pub.ID, "wechat"); !errors.Is(err, publication.ErrState) {
			t.Errorf("what is published: %v", err)
		}
		if _, err := b.retry(pub.ID, "toutiao"); err != nil {
			t.Errorf("a new package: %v", err)
		}
		b.Work(time.Minute)
		if largest, all := b.world.most(); largest != 1 || all != 1 || b.Load(pub.ID).Status != publication.Done {
			t.Errorf("%d posts, %s", all, b.Load(pub.ID).Status)
		}
	})
}

// An old failure cannot be begun anew while a later publication of the same
// creation is under way.
func TestRetryOfWhatWasAskedForAgain(t *testing.T) {
	onEngines(t, func(b *bench) {
		no := publication.Fail(publication.VendorRefused, "")
		b.world.answer = &no
		first := b.Publish(1, 0, "wechat")
		b.Work(time.Second)
		b.world.answer = nil
		second := b.Publish(1, b.Clock.Now().Add(time.Hour), "wechat")
		if _, err := b.retry(first.ID, "wechat"); !errors.Is(err, publication.ErrUnderWay) {
			t.Errorf("%v", err)
		}
		_, err := b.cancel(second.ID)
		b.Must(err)
		if _, err := b.retry(first.ID, "wechat"); err != nil {
			t.Error(err)
		}
		if _, err := b.Try(1, 0, "wechat", "toutiao"); !errors.Is(err, publication.ErrUnderWay) {
			t.Errorf("the first one is under way again: %v", err)
		}
		b.Work(time.Minute)
	})
}

// contract: N-15
func TestOperators(t *testing.T) {
	onEngines(t, func(b *bench) {
		op := actor.Actor{Kind: actor.Operator, ID: 1}
		act := func(verb func(*store.Tx, publication.ActCmd) (publication.Publication, error), cmd publication.ActCmd) error {
			cmd.Actor = op
			_, err := publicationtest.Do(b.Bench, func(tx *store.Tx) (publication.Publication, error) { return verb(tx, cmd) })
			return err
		}
		pub := b.Publish(1, b.Clock.Now().Add(time.Hour), "wechat")
		if err := act(b.Service.CancelByOperator, publication.ActCmd{Publication: pub.ID}); !errors.Is(err, publication.ErrReason) {
			t.Errorf("%v", err)
		}
		b.Must(act(b.Service.CancelByOperator, publication.ActCmd{Publication: pub.ID, Reason: "asked to"}))
		b.world.lose = func() fate { return lostSoon }
		lost := b.Publish(1, 0, "wechat")
		b.Work(7 * time.Hour)
		if r := b.Result(lost.ID, publication.WeChat); r.State != publication.NeedsReview || r.Reason != publication.LostAnswer || len(b.Alarms()) != 1 {
			t.Fatalf("%+v, %v", r, b.Alarms())
		}
		if _, err := b.retry(lost.ID, "wechat"); !errors.Is(err, publication.ErrReview) {
			t.Errorf("a member may not try again blindly: %v", err)
		}
		if _, err := b.cancel(lost.ID); !errors.Is(err, publication.ErrStarted) {
			t.Errorf("nor give it up: %v", err)
		}
		b.world.lose = nil
		b.Must(act(b.Service.RetryByOperator, publication.ActCmd{Publication: lost.ID, Platform: "wechat", Reason: "not there"}))
		b.Work(time.Minute)
		if r := b.Result(lost.ID, publication.WeChat); r.State != publication.Published || r.Attempts != 2 {
			t.Errorf("%+v", r)
		}
		acts, err := audit.List(t.Context(), b.Store, audit.ListCmd{Actor: op.String(), Limit: 10})
		b.Must(err)
		if len(acts) != 2 || acts[0].Action != "publication.retry" || acts[0].Earlier != "wechat needs_review" || acts[1].Reason != "asked to" {
			t.Errorf("%+v", acts)
		}
	})
}

// contract: S2-22
func TestConfirm(t *testing.T) {
	onEngines(t, func(b *bench) {
		pub := b.Publish(1, 0, "xiaohongshu")
		if _, err := b.tryConfirm(pub.ID, "xiaohongshu", "https://www.xiaohongshu.com/explore/1"); !errors.Is(err, publication.ErrState) {
			t.Errorf("before it was handed over: %v", err)
		}
		b.Work(time.Second)
		for _, bad := range []string{
			"", "x", "http://www.xiaohongshu.com/explore/1", "https://xiaohongshu.com", "https://xiaohongshu.com/", "https://evil.com/xiaohongshu.com",
			"https://xiaohongshu.com.evil.com/a", "https://notxiaohongshu.com/a", "https://u:p@xiaohongshu.com/a", "https://xiaohongshu.com:8443/a",
			"javascript:alert(1)", "https://xhslink.com/" + strings.Repeat("a", 500), "https://xhslink.com/a\x00",
		} {
			if _, err := b.tryConfirm(pub.ID, "xiaohongshu", bad); !errors.Is(err, publication.ErrLink) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		link := "https://xhslink.com/a/b?c=d"
		for range 2 {
			b.confirm(pub.ID, "xiaohongshu", link)
		}
		if r := b.Result(pub.ID, publication.Xiaohongshu); r.State != publication.Published || r.URL != link || r.Reason != publication.ConfirmedByOne {
			t.Errorf("%+v", r)
		}
		if _, err := b.tryConfirm(pub.ID, "xiaohongshu", link+"2"); !errors.Is(err, publication.ErrState) {
			t.Errorf("another address: %v", err)
		}
	})
}

// contract: S2-22
func TestHeard(t *testing.T) {
	onEngines(t, func(b *bench) {
		hand := publication.Report{State: publication.NeedsUserAction, Ref: "share-1", Reason: publication.OpenApp, HandOver: publication.HandOver{Link: "x://y"}}
		b.world.answer = &hand
		pub := b.Publish(1, 0, "wechat")
		b.Work(time.Second)
		cmd := publication.HeardCmd{Platform: publication.WeChat, Ref: "share-1", URL: "https://example.com/1", Proves: func(c publication.Credentials) bool { return false }}
		if ok, err := b.Service.Heard(t.Context(), cmd); ok || err != nil {
			t.Errorf("unproved: %v, %v", ok, err)
		}
		cmd.Proves = func(c publication.Credentials) bool { return c["app_secret"] == plantedSecret }
		for _, ref := range []string{"", "share-2"} {
			other := cmd
			other.Ref = ref
			if ok, err := b.Service.Heard(t.Context(), other); ok || err != nil {
				t.Errorf("about nothing: %v, %v", ok, err)
			}
		}
		for range 2 {
			if ok, err := b.Service.Heard(t.Context(), cmd); !ok || err != nil {
				t.Errorf("%v, %v", ok, err)
			}
		}
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Published || r.URL != cmd.URL || r.Link != "" {
			t.Errorf("%+v", r)
		}
	})
}
