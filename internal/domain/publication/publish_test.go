package publication_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/platform/store"
)

func onEngines(t *testing.T, test func(b *bench)) {
	b := &bench{}
	publicationtest.Engines(t, b.adapters, func(under *publicationtest.Bench) {
		b.Bench = under
		prepare(b)
		test(b)
	})
}

// contract: S2-22
func TestPublish(t *testing.T) {
	onEngines(t, func(b *bench) {
		pub := b.Publish(1, 0, "wechat", "xiaohongshu", "wechat", "kuaishou", "toutiao")
		if pub.Status != publication.StatusPending || !slices.Equal(pub.Where(), []publication.Platform{"wechat", "xiaohongshu", "kuaishou", "toutiao"}) {
			t.Errorf("%+v", pub)
		}
		if r := b.Result(pub.ID, publication.Kuaishou); r.State != publication.Failed || r.Reason != publication.KindRefused {
			t.Errorf("text on kuaishou: %+v", r)
		}
		b.Work(2 * time.Minute)
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Published || r.URL == "" || r.Via != "wechat" || r.Attempts != 1 {
			t.Errorf("%+v", r)
		}
		hand := b.Result(pub.ID, publication.Xiaohongshu)
		if hand.State != publication.NeedsUserAction || hand.Title != "如何提高工作效率" || hand.Body != "**正文**" || hand.URL != "" {
			t.Errorf("%+v", hand)
		}
		if r := b.Result(pub.ID, publication.Toutiao); r.State != publication.Exported || r.File == "" || r.URL != "" {
			t.Errorf("%+v", r)
		}
		if got := b.Load(pub.ID); got.Status != publication.Publishing {
			t.Errorf("with a hand-over open it is %s", got.Status)
		}
		b.confirm(pub.ID, "xiaohongshu", "https://www.xiaohongshu.com/explore/65b0")
		if got := b.Load(pub.ID); got.Status != publication.Partly {
			t.Errorf("it is %s", got.Status)
		}
		if largest, all := b.world.most(); largest != 1 || all != 1 {
			t.Errorf("%d posts", all)
		}
	})
}

func (b *bench) confirm(i id.ID, platform, link string) {
	b.Helper()
	_, err := b.tryConfirm(i, platform, link)
	b.Must(err)
}

func (b *bench) tryConfirm(i id.ID, platform, link string) (publication.Publication, error) {
	return publicationtest.Do(b.Bench, func(tx *store.Tx) (publication.Publication, error) {
		return b.Service.Confirm(tx, publication.ConfirmCmd{Member: publicationtest.Member, Publication: i, Platform: platform, URL: link})
	})
}

func (b *bench) rows(table string) int64 {
	b.Helper()
	n, _, err := store.SelectOne[int64](b.Context(), b.Store, "SELECT count(*) FROM "+table)
	b.Must(err)
	return n
}

// contract: S2-22
func TestPublishRefusals(t *testing.T) {
	onEngines(t, func(b *bench) {
		now := b.Clock.Now()
		b.Creations.Put(publicationtest.Member, 3, publication.Content{Type: publication.PPT, Title: "会"})
		for name, c := range map[string]struct {
			creation  id.ID
			at        instant.Instant
			platforms []string
			want      error
		}{
			"none":           {1, 0, nil, publication.ErrPlatforms},
			"too many":       {1, 0, slices.Repeat([]string{"wechat"}, 21), publication.ErrPlatforms},
			"unknown":        {1, 0, []string{"wechat", "weibo"}, publication.ErrPlatform},
			"unbound":        {1, 0, []string{"wechat", "douyin"}, publication.ErrUnbound},
			"past":           {1, now.Add(-61 * time.Second), []string{"wechat"}, publication.ErrPast},
			"too far":        {1, now.Add(367 * 24 * time.Hour), []string{"wechat"}, publication.ErrTooFar},
			"no creation":    {9, 0, []string{"wechat"}, publication.ErrNoCreation},
			"text on video":  {1, 0, []string{"kuaishou"}, publication.ErrRefused},
			"slides":         {3, 0, []string{"wechat", "kuaishou", "xiaohongshu"}, publication.ErrRefused},
			"not yet parsed": {1, 0, []string{""}, publication.ErrPlatform},
		} {
			if _, err := b.Try(c.creation, c.at, c.platforms...); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if n := b.rows("publication") + b.rows("publication_result") + b.rows("job"); n != 0 {
			t.Errorf("%d rows were written", n)
		}
		if pub := b.Publish(1, now.Add(-30*time.Second), "wechat"); pub.Scheduled() != 0 {
			t.Errorf("half a minute late is not at once: %+v", pub)
		}
	})
}

// The same request again is the first one; another one about the same
// creation waits for its end.
// contract: S2-22
func TestRepeatedRequest(t *testing.T) {
	onEngines(t, func(b *bench) {
		first := b.Publish(1, 0, "wechat", "toutiao")
		if again := b.Publish(1, 0, "toutiao", "wechat"); again.ID != first.ID {
			t.Error("a second publication while the first is under way")
		}
		if _, err := b.Try(1, 0, "wechat"); !errors.Is(err, publication.ErrUnderWay) {
			t.Errorf("a part of it: %v", err)
		}
		if _, err := b.Try(1, b.Clock.Now().Add(time.Hour), "wechat", "toutiao"); !errors.Is(err, publication.ErrUnderWay) {
			t.Errorf("at another time: %v", err)
		}
		b.Work(time.Minute)
		if again := b.Publish(1, 0, "wechat", "toutiao"); again.ID != first.ID || again.Status != publication.Done {
			t.Errorf("a minute later: %+v", again)
		}
		if other := b.Publish(1, 0, "xiaohongshu"); other.ID == first.ID {
			t.Error("another platform is another publication")
		}
		b.Clock.Advance(10 * time.Minute)
		if later := b.Publish(1, 0, "wechat", "toutiao"); later.ID == first.ID {
			t.Error("ten minutes later it is still the first")
		}
		b.Work(time.Minute)
		if largest, all := b.world.most(); largest != 1 || all != 2 {
			t.Errorf("%d posts, %d of one attempt", all, largest)
		}
	})
}

// What fits each platform, and what does not.
func TestLimits(t *testing.T) {
	long := strings.Repeat("字", 2000)
	onEngines(t, func(b *bench) {
		b.Write("image/big.png", 10<<20+1)
		for name, c := range map[string]struct {
			content publication.Content
			on      string
			want    publication.Reason
			later   bool // seen when the file is opened
		}{
			"long title":     {publication.Content{Type: publication.Writing, Title: long[:99], Text: "x"}, "wechat", publication.TitleLong, false},
			"no title":       {publication.Content{Type: publication.Writing, Text: "x"}, "wechat", publication.TitleShort, false},
			"no text":        {publication.Content{Type: publication.Writing, Title: "x", Text: " \n"}, "wechat", publication.TextMissing, false},
			"long text":      {publication.Content{Type: publication.Writing, Title: "x", Text: long}, "xiaohongshu", publication.TextLong, false},
			"one character":  {publication.Content{Type: publication.Writing, Title: "字", Text: "x"}, "toutiao", publication.TitleShort, false},
			"no file":        {publication.Content{Type: publication.Video, Title: "x"}, "kuaishou", publication.FileMissing, false},
			"another format": {publication.Content{Type: publication.Video, Title: "x", File: "video/a.mp4", ContentType: "video/ogg"}, "kuaishou", publication.FileType, false},
			"lost file":      {publication.Content{Type: publication.Video, Title: "x", File: "video/b.mp4", ContentType: "video/mp4"}, "kuaishou", publication.FileMissing, true},
			"large file":     {publication.Content{Type: publication.Image, Title: "x", File: "image/big.png", ContentType: "image/png"}, "wechat", publication.FileLarge, true},
		} {
			b.Creations.Put(publicationtest.Member, 7, c.content)
			pub, err := b.Try(7, 0, c.on)
			got := ""
			if c.later {
				b.Must(err)
				b.Work(time.Second)
				r := b.Result(pub.ID, publication.Platform(c.on))
				got = string(r.Reason)
				if r.State != publication.Failed || b.Load(pub.ID).Status != publication.StatusFailed {
					t.Errorf("%s: %+v", name, r)
				}
			} else if f := fault.Of(err); f != nil {
				got, _ = f.Params["reason"].(string)
			}
			if got != string(c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		// what goes with a picture or a film is cut
		b.Creations.Put(publicationtest.Member, 8, publication.Content{Type: publication.Video, Text: long, File: "video/a.mp4", ContentType: "video/mp4"})
		pub := b.Publish(8, 0, "xiaohongshu")
		b.Work(time.Second)
		if r := b.Result(pub.ID, publication.Xiaohongshu); len([]rune(r.Title)) != 20 || len([]rune(r.Body)) != 1000 {
			t.Errorf("%d and %d characters", len([]rune(r.Title)), len([]rune(r.Body)))
		}
	})
}
