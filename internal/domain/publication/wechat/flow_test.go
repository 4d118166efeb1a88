package wechat_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/domain/publication/wechat"
	"guerdon/internal/platform/store/storetest"
)

// bench is the module, with WeChat on loopback.
type bench struct {
	*publicationtest.Bench
	platform *platform
	standIn  *publicationtest.StandIn
}

func (b *bench) adapters(under *publicationtest.Bench) map[publication.Platform]publication.Adapter {
	b.platform = newPlatform(under.Clock)
	b.standIn = publicationtest.Stand(under, b.platform)
	return map[publication.Platform]publication.Adapter{publication.WeChat: wechat.New(wechat.Config{Base: b.standIn.URL})}
}

const member = publicationtest.Member

func prepare(b *bench, under *publicationtest.Bench) {
	b.Bench = under
	b.Bind(publication.WeChat, publication.Credentials{"app_id": "wx1", "app_secret": secret, "author": "某人"})
	b.Creations.Put(member, 1, publication.Content{Type: publication.Writing, Title: "如何提高工作效率", Text: "## 一\n\n**要点** ![图](https://evil.example/x.png) [链接](https://a.example/?a=1&b=2)\n\n<script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"})
	b.Creations.Put(member, 2, publication.Content{Type: publication.Image, Title: "猫", Text: "一只猫", File: "image/cat.png", ContentType: "image/png"})
	b.Write("image/cat.png", 500)
}

func onEngines(t *testing.T, test func(b *bench)) {
	b := &bench{}
	publicationtest.Engines(t, b.adapters, func(under *publicationtest.Bench) {
		prepare(b, under)
		test(b)
	})
}

func onSQLite(t *testing.T) *bench {
	b := &bench{}
	under := publicationtest.New(t, storetest.SQLite)
	under.Adapters = b.adapters(under)
	under.Restart()
	prepare(b, under)
	return b
}

// contract: S2-22
func TestArticle(t *testing.T) {
	onEngines(t, func(b *bench) {
		b.platform.patience = 2
		pub := b.Publish(1, 0, "wechat")
		b.Drain(t.Context())
		if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Submitted || r.Ref != "10000001" || r.Reason != publication.Waiting {
			t.Fatalf("%+v", r)
		}
		b.Work(2 * time.Minute)
		r := b.Result(pub.ID, publication.WeChat)
		if r.State != publication.Published || r.URL != "http://mp.weixin.qq.com/s/draft-1" || b.Load(pub.ID).Status != publication.Done {
			t.Errorf("%+v", r)
		}
		d := b.platform.posted[0]
		for _, want := range []string{"<h2>一</h2>", "<strong>要点</strong> 图 链接（https://a.example/?a=1&amp;b=2）", "<td>1</td>"} {
			if !strings.Contains(d.content, want) {
				t.Errorf("%q is not in %s", want, d.content)
			}
		}
		if strings.Contains(d.content, "alert") || strings.Contains(d.content, "evil") {
			t.Error(d.content)
		}
		if b.platform.given != 1 {
			t.Errorf("%d tokens for one article", b.platform.given)
		}
	})
}

func TestPicture(t *testing.T) {
	b := onSQLite(t)
	pub := b.Publish(2, 0, "wechat")
	b.Work(time.Minute)
	if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Published {
		t.Fatalf("%+v", r)
	}
	if got := b.platform.posted[0].content; !strings.HasPrefix(got, `<p><img src="http://mmbiz.qpic.cn/small/1?a=1&amp;b=2"></p>`) {
		t.Error(got)
	}
	b.Write("image/cat.png", 1<<20) // too large for an article's pictures, and not for a cover
	b.Clock.Advance(time.Hour)
	b.Publish(2, 0, "wechat")
	b.Work(time.Minute)
	if got := b.platform.posted[0].content; !strings.HasPrefix(got, `<p><img src="http://mmbiz.qpic.cn/large/cover-2"></p>`) {
		t.Error(got)
	}
}

// A token that is not taken any more is fetched anew, once.
func TestTokens(t *testing.T) {
	b := onSQLite(t)
	again := func(creation id.ID) publication.Result {
		b.Creations.Put(member, creation, publication.Content{Type: publication.Writing, Title: "题", Text: "文"})
		pub := b.Publish(creation, 0, "wechat")
		b.Work(time.Minute)
		return b.Result(pub.ID, publication.WeChat)
	}
	if r := again(10); r.State != publication.Published || b.platform.given != 1 {
		t.Fatalf("%+v", r)
	}
	b.Clock.Advance(116 * time.Minute) // in its last minutes it is not used
	if r := again(11); r.State != publication.Published {
		t.Fatalf("%+v", r)
	}
	b.platform.tokens = append(b.platform.tokens, token{"somebody else's", b.Clock.Now().Time().Add(2 * time.Hour)}) // 40001
	if r := again(12); r.State != publication.Published {
		t.Fatalf("%+v", r)
	}
	b.platform.tokens[len(b.platform.tokens)-1].ends = b.Clock.Now().Time() // 42001
	before := b.platform.given
	if r := again(13); r.State != publication.Published || b.platform.given != before+1 {
		t.Fatalf("%+v, %d tokens", r, b.platform.given-before)
	}
	b.platform.tokens = nil
	b.platform.secret = "changed"
	if r := again(14); r.State != publication.Failed || r.Reason != publication.Unauthorized || r.Detail != "40125 invalid appsecret ***" {
		t.Errorf("%+v", r)
	}
	if strings.Contains(b.Logged.String(), secret) || strings.Contains(b.Logged.String(), "token-") {
		t.Error(b.Logged.String())
	}
}

// What the platform says no to, by its codes.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		is     func(p *platform)
		state  publication.State
		reason publication.Reason
		detail string
	}{
		"personal":   {func(p *platform) { p.personal = true }, publication.DraftCreated, publication.DraftOnly, "48001"},
		"unlisted":   {func(p *platform) { p.unlisted = true }, publication.Failed, publication.IPNotListed, "198.51.100.7"},
		"no app":     {func(p *platform) { p.app = "wx2" }, publication.Failed, publication.Unauthorized, "40013"},
		"moderated":  {func(p *platform) { p.verdict = 4 }, publication.Failed, publication.NotApproved, "publish_status 4"},
		"removed":    {func(p *platform) { p.verdict = 5 }, publication.Failed, publication.Removed, "publish_status 5"},
		"busy twice": {func(p *platform) { p.busy = 2 }, publication.Published, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := onSQLite(t)
			c.is(b.platform)
			pub := b.Publish(1, 0, "wechat")
			b.Work(2 * time.Minute)
			r := b.Result(pub.ID, publication.WeChat)
			if r.State != c.state || r.Reason != c.reason || !strings.Contains(r.Detail, c.detail) {
				t.Errorf("%+v", r)
			}
			if c.state == publication.DraftCreated && (len(b.platform.drafts) != 1 || len(b.platform.posts) != 0) {
				t.Error("no draft, or a post")
			}
			b.Verify()
		})
	}
}

// An article that became too long as HTML is not sent.
func TestLongArticle(t *testing.T) {
	b := onSQLite(t)
	b.Creations.Put(member, 3, publication.Content{Type: publication.Writing, Title: "题", Text: strings.Repeat("*a* ", 4000)})
	pub := b.Publish(3, 0, "wechat")
	b.Work(time.Second)
	if r := b.Result(pub.ID, publication.WeChat); r.State != publication.Failed || r.Reason != publication.TextLong || len(b.platform.drafts) != 0 {
		t.Errorf("%+v", r)
	}
}

// The process is cut off at every call, before it arrives and after it was
// carried out: no article is ever posted twice, and what was posted is found.
// contract: S2-22
func TestCutOffAtEveryCall(t *testing.T) {
	for _, fate := range []publicationtest.Fate{publicationtest.LostAfter, publicationtest.LostFirst} {
		b := onSQLite(t)
		b.platform.patience = 1
		calls := 0
		for at := 1; ; at++ {
			creation := id.ID(100 + at)
			title := fmt.Sprintf("第%d篇", at)
			b.Creations.Put(member, creation, publication.Content{Type: publication.Image, Title: title, Text: "文", File: "image/cat.png", ContentType: "image/png"})
			lost := ""
			b.standIn.Decide(func(n int, path string) publicationtest.Fate {
				if n != at {
					return publicationtest.Arrives
				}
				lost = path
				return fate
			})
			b.Adapters = map[publication.Platform]publication.Adapter{publication.WeChat: wechat.New(wechat.Config{Base: b.standIn.URL})} // no tokens are known
			b.Restart()
			pub := b.Publish(creation, 0, "wechat")
			b.Drain(t.Context())
			b.Restart()
			if r := b.Result(pub.ID, publication.WeChat); lost == "/cgi-bin/freepublish/submit" && fate == publicationtest.LostAfter && r.State == publication.Unknown {
				b.platform.mu.Lock()
				for _, d := range b.platform.jobs {
					b.platform.finish(*d) // nobody asks about it
				}
				b.platform.mu.Unlock()
			}
			b.Work(7 * time.Hour)
			r := b.Result(pub.ID, publication.WeChat)
			posts := b.platform.posts[title]
			switch {
			case r.State == publication.Published && posts == 1 && r.URL != "":
			case r.State == publication.NeedsReview && posts == 0 && lost == "/cgi-bin/freepublish/submit" && fate == publicationtest.LostFirst:
			default:
				t.Errorf("call %d (%s) lost: %d posts, %+v", at, lost, posts, r)
			}
			if lost == "" {
				calls = at - 1
				break
			}
		}
		if drafts := len(b.platform.drafts) + len(b.platform.posted); calls < 7 || drafts > calls+1 {
			t.Errorf("%d calls, %d drafts", calls, drafts)
		}
		b.Verify()
	}
}
