package coreapi_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/publicationtest"
	"guerdon/internal/domain/publication/sandbox"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// publishing is the publication module on a bench, where everything is
// simulated.
type publishing struct {
	*bench
	creations *publicationtest.Creations
	runner    *job.Runner
}

func withPublications(b *bench) *publishing {
	b.Helper()
	blobs, err := blob.Open(filepath.Join(b.TempDir(), "blobs"), b.clock, 1<<30)
	b.no(err)
	b.Cleanup(func() { _ = blobs.Close() })
	p := &publishing{bench: b, creations: &publicationtest.Creations{}}
	b.deps.Publications = publication.New(publication.Deps{
		Store: b.store, Queue: job.NewQueue(), Ring: secret.NewRing("publication", secret.NewMaster()), Creations: p.creations, Files: blobs, Sandbox: sandbox.Adapter{},
	}, publication.Options{Now: b.clock.Now})
	p.runner = job.NewRunner(b.store, job.NewQueue(), job.Options{Now: b.clock.Now})
	b.deps.Publications.Register(p.runner)
	b.serve()
	return p
}

// publish publishes a creation of a member's on WeChat.
func (p *publishing) publish(subject string, creation id.ID, appID string, at instant.Instant) publication.Publication {
	p.Helper()
	who, err := p.deps.Directory.Admit(p.Context(), subject)
	p.no(err)
	content := publication.Content{Type: publication.Writing, Title: "题", Text: "文"}
	p.creations.Put(who, creation, content)
	pub, err := store.Do(p.Context(), p.store, who.Bucket(), func(tx *store.Tx) (publication.Publication, error) {
		if _, err := p.deps.Publications.Bind(tx, publication.BindCmd{Member: who, Platform: "wechat", Credentials: publication.Credentials{"app_id": appID, "app_secret": "PLANTED-secret"}}); err != nil {
			return publication.Publication{}, err
		}
		return p.deps.Publications.Publish(tx, publication.PublishCmd{Member: who, Creation: creation, Content: content, Platforms: []string{"wechat"}, At: at})
	})
	p.no(err)
	return pub
}

func (p *publishing) work() {
	p.Helper()
	for {
		n, err := p.runner.Step(p.Context())
		p.no(err)
		if n == 0 {
			return
		}
	}
}

func (p *publishing) verifyPublications() {
	p.Helper()
	found, err := verify.All(p.Context(), p.store, nil, publication.Check())
	p.no(err)
	for _, d := range found.First {
		p.Error(d)
	}
}

// contract: N-15
func TestPublications(t *testing.T) {
	onSQL(t, func(b *bench) {
		p := withPublications(b)
		later := p.publish("ann", 1, "sandbox", b.clock.Now().Add(time.Hour))
		failed := p.publish("ann", 2, "wx1", 0)
		other := p.publish("bob", 3, "sandbox", 0)
		p.work()
		path := func(pub publication.Publication) string { return fmt.Sprintf("/v1/publications/%d", pub.ID) }
		got := b.ok("GET", path(failed), nil)
		if text(b, got, "status") != "failed" || text(b, got, "results", 0, "reason") != "not_configured" || text(b, got, "platforms", 0) != "wechat" {
			t.Errorf("%v", got)
		}
		if got := b.ok("GET", path(other), nil); text(b, got, "results", 0, "simulated") != "true" || text(b, got, "results", 0, "state") != "published" {
			t.Errorf("%v", got)
		}
		for query, want := range map[string]int{"": 3, "?subject=ann": 2, "?status=scheduled": 1, "?subject=bob&status=failed": 0} {
			if n := len(at(b, b.ok("GET", "/v1/publications"+query, nil), "items").([]any)); n != want {
				t.Errorf("%s: %d of %d", query, n, want)
			}
		}
		page := b.ok("GET", "/v1/publications?limit=2", nil)
		if rest := b.ok("GET", "/v1/publications?limit=2&cursor="+text(b, page, "next_cursor"), nil); len(at(b, rest, "items").([]any)) != 1 {
			t.Errorf("%v", rest)
		}
		b.send("POST", path(later)+"/cancel", `{"reason":""}`).want(http.StatusBadRequest, "publication.reason_missing")
		for range 2 {
			if got := b.ok("POST", path(later)+"/cancel", `{"reason":"asked to"}`, once("c")); text(b, got, "status") != "cancelled" {
				t.Errorf("%v", got)
			}
		}
		b.send("POST", path(later)+"/cancel", `{"reason":"again"}`).want(http.StatusConflict, "publication.state")
		b.send("POST", path(other)+"/retry", `{"platform":"wechat","reason":"x"}`).want(http.StatusConflict, "publication.state")
		b.send("POST", path(other)+"/retry", `{"platform":"weibo","reason":"x"}`).want(http.StatusBadRequest, "publication.platform_unknown")
		b.send("POST", path(other)+"/retry", `{"platform":"douyin","reason":"x"}`).want(http.StatusNotFound, "publication.not_found")
		p.publish("ann", 9, "sandbox", 0) // with other credentials
		if got := b.ok("POST", path(failed)+"/retry", `{"platform":"wechat","reason":"bound anew"}`); text(b, got, "status") != "pending" {
			t.Errorf("%v", got)
		}
		p.work()
		if got := b.ok("GET", path(failed), nil); text(b, got, "status") != "done" || text(b, got, "results", 0, "attempts") != "2" {
			t.Errorf("%v", got)
		}
		acts, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: fmt.Sprintf("publication:%d", failed.ID), Limit: 10})
		b.no(err)
		if len(acts) != 1 || acts[0].Action != "publication.retry" || acts[0].Reason != "bound anew" || acts[0].Earlier != "wechat failed" {
			t.Errorf("%+v", acts)
		}
		p.verifyPublications()
	})
}

// Whatever is sent, each call answers as described or with a documented
// problem; and what is refused changes nothing.
func TestBadPublicationInput(t *testing.T) {
	good := map[string]string{"/v1/publications/{id}/retry": `{"platform":"wechat","reason":"x"}`, "/v1/publications/{id}/cancel": `{"reason":"x"}`}
	onSQL(t, func(b *bench) {
		p := withPublications(b)
		pub := p.publish("ann", 1, "sandbox", b.clock.Now().Add(time.Hour))
		counts := map[int]int{}
		for _, op := range b.api.OperationsForTest() {
			if !strings.HasPrefix(op.Path, "/v1/publications") {
				continue
			}
			c := cardProbe{probe{b, op, b.asRoot(), strings.Replace(op.Path, "{id}", fmt.Sprint(pub.ID), 1), counts}, good[op.Path]}
			c.paths()
			c.queries()
			if op.Body {
				c.bodies()
				c.fields()
			}
			for _, codes := range op.Statuses {
				for _, code := range codes {
					if strings.HasPrefix(code, "publication.") && coreapi.Chinese[code] == "" {
						t.Errorf("%s %s: %s has no Chinese text", op.Method, op.Path, code)
					}
				}
			}
		}
		b.Logf("answers: %v", counts)
		p.verifyPublications()
	})
}
