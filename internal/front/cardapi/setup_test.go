package cardapi_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/session"
	"guerdon/internal/front/cardapi"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/token"
	"guerdon/internal/platform/verify"
)

// start is a day of the document.
var start = instant.Of(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC))

const tokenSecret = "a secret for tests of at least 32 bytes"

// bench is the front on a store with the document's sample data.
type bench struct {
	t       *testing.T
	store   *store.Store
	clock   *clock.Manual
	book    *ledger.Ledger
	cards   *card.Service
	printer *card.Printer
	blobs   *blob.Store
	links   *blob.Signer
	runner  *job.Runner
	deps    cardapi.Deps
	handler http.Handler
	signer  *token.Signer
}

// engines runs the test on both SQL engines, and verifies the books after.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for _, engine := range []struct {
		name string
		open func(testing.TB, store.Options) *store.Store
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			b := &bench{t: t, clock: clock.NewManual(start)}
			b.store = engine.open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
			b.build()
			b.samples()
			test(t, b)
			b.verify()
		})
	}
}

func (b *bench) build() {
	master := secret.NewMaster()
	b.book = ledger.New(time.UTC)
	b.cards = card.New(card.Options{
		Ledger: b.book, Ring: secret.NewRing("card", master), CardURL: "https://example.com/cards/", PictureURL: "https://example.com/qr/",
	})
	var err error
	b.blobs, err = blob.Open(filepath.Join(b.t.TempDir(), "blobs"), b.clock, 1<<30)
	b.must(err)
	b.t.Cleanup(func() { _ = b.blobs.Close() })
	b.links = blob.NewSigner(master.Derive("links", 32), b.clock)
	font, err := os.ReadFile("../../domain/generation/localdemo/typeset/font/NotoSansSC-Medium-subset.ttf")
	b.must(err)
	queue := job.NewQueue()
	b.printer = card.NewPrinter(card.PrinterOptions{Cards: b.cards, Store: b.store, Blobs: b.blobs, Queue: queue, Clock: b.clock, Font: font, Links: b.links, DownloadURL: "http://localhost:8000/downloads/"})
	b.runner = job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})
	b.runner.Register(card.JobArchive, b.printer.Run, job.HandlerOptions{})
	verifier, err := token.NewVerifier(token.Config{Secret: tokenSecret, Clock: b.clock})
	b.must(err)
	b.signer, err = token.NewSigner(tokenSecret)
	b.must(err)
	b.deps = cardapi.Deps{
		Store: b.store, Clock: b.clock, Bearers: session.NewBearers(verifier, member.NewDirectory(b.store, b.clock.Now)),
		Cards: b.cards, Printer: b.printer, Answers: secret.NewRing("answer", secret.NewMaster()), BaseURL: "http://localhost:8000",
	}
	b.serve()
}

func (b *bench) serve() {
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler), Proxies: httpx.Proxies{netip.MustParsePrefix("192.0.2.0/24")}}
	b.handler = shared.Wrap(httpx.Front{Name: "cardapi", Handler: cardapi.New(b.deps).Handler(), Fail: cardapi.Fail})
}

// samples loads what the document shows: two templates, batch 1 with the
// plain codes of cards 1001 to 2000, members 1 and 2.
func (b *bench) samples() {
	for i, name := range []string{"user123", "other"} {
		b.write(func(tx *store.Tx) error {
			_, err := member.CreateWithID(tx, id.ID(i+1), member.External(name))
			return err
		})
	}
	b.write(func(tx *store.Tx) error {
		_, err := b.cards.CreateTemplate(tx, card.CreateTemplateCmd{
			ID: 1, Name: "舞蹈卡片模板", Category: card.Dance, Description: "用于舞蹈技能学习的卡片", Image: "https://example.com/card_templates/dance_template.jpg",
			Attributes: `{"difficulty":"初级","duration":"30分钟","style":"现代舞"}`, State: card.Active, Actor: actor.OfSystem,
		})
		return err
	})
	b.write(func(tx *store.Tx) error {
		_, err := b.cards.CreateBatch(tx, card.CreateBatchCmd{
			ID: 1, StartID: 1001, Name: "2023年第一批舞蹈卡片", Template: 1, Total: 1000, ExpiryDay: "2023-12-31", Code: "DANCE_20230101_001",
			Style: card.Plain, State: card.Published, Actor: actor.OfSystem,
		})
		return err
	})
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
	found, err := verify.All(context.Background(), b.store, nil, b.cards.Check(), b.book.Check())
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

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// errorCode is the error_code of a documented error, "" of anything else.
func (a answer) errorCode() string {
	var e struct {
		Status    string          `json:"status"`
		Code      int             `json:"code"`
		Message   string          `json:"message"`
		ErrorCode string          `json:"error_code"`
		Details   *map[string]any `json:"details"`
	}
	if json.Unmarshal([]byte(a.body), &e) != nil || e.Status != "error" || e.Code != a.status || e.Message == "" || e.Details == nil {
		return ""
	}
	return e.ErrorCode
}

// data reads the data of a success into v.
func (b *bench) data(a answer, v any) {
	b.t.Helper()
	envelope := struct {
		Status string `json:"status"`
		Data   any    `json:"data"`
	}{Data: v}
	if err := json.Unmarshal([]byte(a.body), &envelope); err != nil || envelope.Status != "success" {
		b.t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
}

// call sends a request with a token; headers are name and value in turn.
func (b *bench) call(bearer, method, path, body string, headers ...string) answer {
	r := httptest.NewRequest(method, "http://localhost:8000"+path, strings.NewReader(body))
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

func (b *bench) admin() string           { return b.token("the admin", token.RoleAdmin) }
func (b *bench) user(name string) string { return b.token(name, token.RoleMember) }

// item puts an item into the catalogue.
func (b *bench) item() (out catalog.Item) {
	b.write(func(tx *store.Tx) (err error) {
		out, err = catalog.Put(tx, catalog.PutCmd{ID: 7, Name: "舞鞋", Rarity: catalog.Rare, Status: catalog.Active})
		return err
	})
	return out
}
