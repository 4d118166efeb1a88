package creatorapi_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/session"
	"guerdon/internal/front/creatorapi"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/token"
	"guerdon/internal/platform/verify"
)

// start is the document's day: 22 January 2026, 10:00 in UTC+8.
var start = instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))

const (
	tokenSecret = "a secret for tests of at least 32 bytes"
	baseURL     = "http://localhost:8000"
)

// bench is the front on a store.
type bench struct {
	t        *testing.T
	store    *store.Store
	clock    *clock.Manual
	book     *ledger.Ledger
	master   secret.Master
	blobs    *blob.Store
	links    *blob.Signer
	queue    *job.Queue
	runner   *job.Runner
	verifier *token.Verifier
	signer   *token.Signer
	deps     creatorapi.Deps
	handler  http.Handler
	checks   []verify.Check
	said     said // the generation's log
	credit   creditBench
	commands map[string]func(r *transcript.Runner, args ...string) error
}

// engines runs the test on both SQL engines, and verifies the books after.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for _, engine := range []struct {
		name string
		open func(testing.TB, store.Options) *store.Store
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			b := &bench{t: t, clock: clock.NewManual(start), commands: map[string]func(*transcript.Runner, ...string) error{}}
			b.store = engine.open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
			b.build()
			test(t, b)
			b.verify()
		})
	}
}

// build makes what every area stands on, then each area, and the front.
func (b *bench) build() {
	b.master = secret.NewMaster()
	b.book = ledger.New(time.FixedZone("UTC+8", 8*60*60))
	b.checks = append(b.checks, b.book.Check())
	var err error
	b.blobs, err = blob.Open(filepath.Join(b.t.TempDir(), "blobs"), b.clock, 1<<30)
	b.must(err)
	b.t.Cleanup(func() { _ = b.blobs.Close() })
	b.links = blob.NewSigner(b.master.Derive("links", 32), b.clock)
	b.queue = job.NewQueue()
	b.runner = job.NewRunner(b.store, b.queue, job.Options{Now: b.clock.Now})
	b.verifier, err = token.NewVerifier(token.Config{Secret: tokenSecret, Clock: b.clock})
	b.must(err)
	b.signer, err = token.NewSigner(tokenSecret)
	b.must(err)
	b.deps = creatorapi.Deps{
		Store: b.store, Clock: b.clock, Ledger: b.book,
		Bearers: session.NewBearers(b.verifier, member.NewDirectory(b.store, b.clock.Now)),
	}
	b.buildAccounts()
	b.buildCampaigns()
	b.buildCredit()
	b.buildGeneration()
	b.buildPublishing()
	b.serve()
}

// serve builds the front anew from b.deps.
func (b *bench) serve() {
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler)}
	b.handler = shared.Wrap(httpx.Front{Name: "creatorapi", Handler: creatorapi.New(b.deps).Handler(), Fail: creatorapi.Fail})
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	b.must(b.store.Write(b.t.Context(), 0, fn))
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) verify() {
	b.t.Helper()
	found, err := verify.All(context.Background(), b.store, nil, b.checks...)
	b.must(err)
	for _, d := range found.First {
		b.t.Error(d)
	}
}

// token is an access token of an outside subject.
func (b *bench) token(subject string, role token.Role) string {
	b.t.Helper()
	text, err := b.signer.Issue(token.Claims{Subject: subject, Type: token.TypeAccess, Role: role, ExpiresAt: instant.Of(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC))})
	b.must(err)
	return text
}

func (b *bench) admin() string           { return b.token("the admin", token.RoleAdmin) }
func (b *bench) user(name string) string { return b.token(name, token.RoleMember) }

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// code is the code of the envelope; 0 of anything else.
func (a answer) code() int {
	var e struct {
		Code    int              `json:"code"`
		Message string           `json:"message"`
		Data    *json.RawMessage `json:"data"`
	}
	if json.Unmarshal([]byte(a.body), &e) != nil || e.Message == "" {
		return 0
	}
	return e.Code
}

// data reads the data of a success into v.
func (b *bench) data(a answer, v any) {
	b.t.Helper()
	envelope := struct {
		Code int `json:"code"`
		Data any `json:"data"`
	}{Data: v}
	if err := json.Unmarshal([]byte(a.body), &envelope); err != nil || envelope.Code != http.StatusOK || a.status != http.StatusOK {
		b.t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
}

// call sends a request with a token; headers are name and value in turn.
func (b *bench) call(bearer, method, path, body string, headers ...string) answer {
	r := httptest.NewRequest(method, baseURL+path, strings.NewReader(body))
	r.RemoteAddr = "10.1.2.3:4000"
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "remote" {
			r.RemoteAddr = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	text, _ := io.ReadAll(w.Result().Body)
	return answer{w.Code, w.Header(), string(text)}
}
