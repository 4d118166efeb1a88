package kuaishou_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/kuaishou"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/platform/store/storetest"
)

const member = publicationtest.Member

// bench is the module, with Kuaishou on loopback.
type bench struct {
	*publicationtest.Bench
	platform *platform
	standIn  *publicationtest.StandIn
}

func setup(t *testing.T) *bench {
	b := &bench{Bench: publicationtest.New(t, storetest.SQLite)}
	b.platform = newPlatform(b.Clock)
	b.standIn = publicationtest.Stand(t, b.platform)
	b.platform.host = strings.TrimPrefix(b.standIn.URL, "http://")
	b.Adapters = map[publication.Platform]publication.Adapter{publication.Kuaishou: kuaishou.New(kuaishou.Config{Base: b.standIn.URL})}
	b.Restart()
	b.Bind(publication.Kuaishou, publication.Credentials{"app_id": "ks1", "app_secret": secret, "access_token": "access-1", "refresh_token": "refresh-1"})
	b.Write("video/a.mp4", 1000)
	b.film(1, "片名")
	return b
}

func (b *bench) film(creation id.ID, title string) {
	b.Creations.Put(member, creation, publication.Content{Type: publication.Video, Title: title, Text: "说明", File: "video/a.mp4", ContentType: "video/mp4"})
}

func (b *bench) published(creation id.ID) publication.Result {
	b.Helper()
	pub := b.Publish(creation, 0, "kuaishou")
	b.Work(2 * time.Minute)
	return b.Result(pub.ID, publication.Kuaishou)
}

// contract: S2-22
func TestFilm(t *testing.T) {
	b := setup(t)
	b.platform.pending = 2
	pub := b.Publish(1, 0, "kuaishou")
	b.Drain(t.Context())
	if r := b.Result(pub.ID, publication.Kuaishou); r.State != publication.Submitted || r.Ref != "photo-1" {
		t.Fatalf("%+v", r)
	}
	b.Work(2 * time.Minute)
	if r := b.Result(pub.ID, publication.Kuaishou); r.State != publication.Published || r.URL != "https://www.kuaishou.com/short-video/photo-1" {
		t.Errorf("%+v", r)
	}
	if got := b.platform.films[0].Caption; got != "片名\n说明" {
		t.Errorf("%q", got)
	}
	b.Verify()
}

// A large film goes piece by piece and arrives whole.
func TestLargeFilm(t *testing.T) {
	b := setup(t)
	const size = 20<<20 + 7
	b.Write("video/a.mp4", size)
	if r := b.published(1); r.State != publication.Published {
		t.Fatalf("%+v", r)
	}
	u := b.platform.uploads["upload-1"]
	if len(u.whole) != size || len(u.pieces) != 3 {
		t.Errorf("%d bytes in %d pieces", len(u.whole), len(u.pieces))
	}
}

// Tokens that have expired are renewed and kept; without any there is a no.
func TestTokens(t *testing.T) {
	b := setup(t)
	b.platform.access = "another"
	if r := b.published(1); r.State != publication.Published || b.platform.renewed != 1 {
		t.Fatalf("%+v", r)
	}
	b.film(2, "二")
	b.platform.access = "another again"
	if r := b.published(2); r.State != publication.Published || b.platform.renewed != 2 {
		t.Errorf("the new refresh token was not kept: %+v", r)
	}
	b.film(3, "三")
	b.platform.access, b.platform.refresh = "x", "y"
	if r := b.published(3); r.State != publication.Failed || r.Reason != publication.Unauthorized || !strings.HasPrefix(r.Detail, "100200108") {
		t.Errorf("%+v", r)
	}
	b.film(4, "四")
	b.Bind(publication.Kuaishou, publication.Credentials{"app_id": "ks1", "app_secret": secret})
	if r := b.published(4); r.State != publication.Failed || r.Reason != publication.Incomplete {
		t.Errorf("%+v", r)
	}
	b.film(5, "五")
	b.Bind(publication.Kuaishou, publication.Credentials{"app_id": "ks2", "app_secret": secret, "access_token": "z"})
	if r := b.published(5); r.State != publication.Failed || r.Reason != publication.Unauthorized {
		t.Errorf("%+v", r)
	}
	if strings.Contains(b.Logged.String(), secret) {
		t.Error(b.Logged.String())
	}
}

// An upload goes to a host and nowhere else.
func TestEndpoints(t *testing.T) {
	for _, host := range []string{"", "evil/path", "u@host", "host:0", "host:99999", "a b", "[::1", "host#x"} {
		b := setup(t)
		b.platform.host = host
		pub := b.Publish(1, 0, "kuaishou")
		b.Drain(t.Context())
		if r := b.Result(pub.ID, publication.Kuaishou); r.State != publication.Preparing || len(b.platform.posts) != 0 {
			t.Errorf("%q: %+v", host, r)
		}
	}
}

// The process is cut off at every call: no film is posted twice, and what was
// posted is found.
// contract: S2-22
func TestCutOffAtEveryCall(t *testing.T) {
	for _, fate := range []publicationtest.Fate{publicationtest.LostAfter, publicationtest.LostFirst} {
		b := setup(t)
		b.platform.pending = 1
		calls := 0
		for at := 1; ; at++ {
			creation, title := id.ID(100+at), fmt.Sprintf("第%d片", at)
			b.film(creation, title)
			lost := ""
			b.standIn.Decide(func(n int, path string) publicationtest.Fate {
				if n != at {
					return publicationtest.Arrives
				}
				lost = path
				return fate
			})
			pub := b.Publish(creation, 0, "kuaishou")
			b.Drain(t.Context())
			b.Restart()
			b.Work(7 * time.Hour)
			r, posts := b.Result(pub.ID, publication.Kuaishou), b.platform.posts[title+"\n说明"]
			switch {
			case r.State == publication.Published && posts == 1:
			case r.State == publication.NeedsReview && posts == 0 && lost == "/openapi/photo/publish":
			default:
				t.Errorf("call %d (%s) lost: %d posts, %+v", at, lost, posts, r)
			}
			if lost == "" {
				calls = at - 1
				break
			}
		}
		if calls < 4 {
			t.Errorf("%d calls", calls)
		}
		b.Verify()
	}
}

// A film of another publication with the same caption is not taken for one
// whose call never arrived.
func TestFoundFilmIsNobodyElses(t *testing.T) {
	b := setup(t)
	b.film(2, "片名")
	if r := b.published(1); r.State != publication.Published {
		t.Fatalf("%+v", r)
	}
	b.standIn.Decide(func(_ int, path string) publicationtest.Fate {
		if path == "/openapi/photo/publish" {
			return publicationtest.LostFirst
		}
		return publicationtest.Arrives
	})
	pub := b.Publish(2, 0, "kuaishou")
	b.Work(7 * time.Hour)
	if r := b.Result(pub.ID, publication.Kuaishou); r.State != publication.NeedsReview {
		t.Errorf("%+v", r)
	}
}
