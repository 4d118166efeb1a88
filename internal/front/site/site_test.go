package site

import (
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

type bench struct {
	t       *testing.T
	store   *store.Store
	blobs   *blob.Store
	links   *blob.Signer
	clock   *clock.Manual
	handler http.Handler
	sealed  string // a card's code
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, clock: clock.NewManual(instant.Of(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)))}
	b.store = storetest.SQLite(t, store.Options{Now: b.clock.Now})
	master := secret.NewMaster()
	cards := card.New(card.Options{Ledger: ledger.New(time.UTC), Ring: secret.NewRing("card", master), CardURL: "http://localhost:8000/c/"})
	var err error
	b.blobs, err = blob.Open(filepath.Join(t.TempDir(), "blobs"), b.clock, 1<<20)
	b.must(err)
	t.Cleanup(func() { _ = b.blobs.Close() })
	b.links = blob.NewSigner(master.Derive("links", 32), b.clock)
	printer := card.NewPrinter(card.PrinterOptions{Cards: cards, Store: b.store, Blobs: b.blobs, Clock: b.clock})
	batch, err := store.Do(t.Context(), b.store, 0, func(tx *store.Tx) (card.Batch, error) {
		tpl, err := cards.CreateTemplate(tx, card.CreateTemplateCmd{Name: "x", Category: card.Dance, State: card.Active, Actor: actor.OfSystem})
		if err != nil {
			return card.Batch{}, err
		}
		return cards.CreateBatch(tx, card.CreateBatchCmd{Name: "x", Template: tpl.ID, Total: 3, State: card.Published, Actor: actor.OfSystem})
	})
	b.must(err)
	line, err := cards.LoadCard(t.Context(), b.store, batch.StartID)
	b.must(err)
	b.sealed = line.Code
	site := New(Deps{Printer: printer, Blobs: b.blobs, Links: b.links, UseURL: "http://localhost:8000/api/card/cards/use/", SignInURL: "/sign-in?a=1&b=2"})
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler)}
	b.handler = shared.Wrap(httpx.Front{Name: "site", Handler: site.Handler(), Fail: Fail, Headers: httpx.PageHeaders(false), Long: Long})
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) get(path string, headers ...string) *http.Response {
	r := httptest.NewRequest("GET", "http://localhost:8000"+path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w.Result()
}

func text(r *http.Response) string {
	body, _ := io.ReadAll(r.Body)
	return string(body)
}

func (b *bench) rows() int64 {
	n, _, err := store.SelectOne[int64](b.t.Context(), b.store, "SELECT (SELECT count(*) FROM card) + (SELECT count(*) FROM card_use) + (SELECT count(*) FROM card_guess)")
	b.must(err)
	return n
}

// contract: S4-16
func TestLandingPageNeverUsesACard(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/c/" + b.sealed, "/c/" + b.sealed + "/", "/c/" + strings.ToLower(b.sealed) + "?lang=zh"} {
		r := b.get(path)
		body := text(r)
		if r.StatusCode != 200 || !strings.Contains(body, `value="`+b.sealed+`"`) || !strings.Contains(body, `action="http://localhost:8000/api/card/cards/use/"`) {
			t.Errorf("%s: %d %s", path, r.StatusCode, body)
		}
		if r.Header.Get("Referrer-Policy") != "no-referrer" || r.Header.Get("X-Robots-Tag") != "noindex" || r.Header.Get("Cache-Control") != "no-store" || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%v", r.Header)
		}
	}
	if n := b.rows(); n != 0 {
		t.Errorf("opening the page wrote %d rows", n)
	}
}

// The page is the same for every code, whether or not there is such a card.
func TestLandingPageIsNoOracle(t *testing.T) {
	b := newBench(t)
	known, other := b.get("/c/"+b.sealed), b.get("/c/GAME_20230101_009_5")
	if strings.ReplaceAll(text(known), b.sealed, "X") != strings.ReplaceAll(text(other), "GAME_20230101_009_5", "X") || known.StatusCode != other.StatusCode {
		t.Error("the page tells whether there is such a card")
	}
	for _, path := range []string{"/c/hello", "/c/", "/c/%3Cscript%3E", "/c/" + strings.Repeat("A", 600), "/c/%00", "/c/%ff"} {
		if r := b.get(path); r.StatusCode != 404 || strings.Contains(text(r), "<script>") {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestLandingPageLanguages(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct{ query, header, want string }{
		{"", "zh-CN,zh;q=0.9", "立即使用"}, {"", "en-US", "Use the card"}, {"", "", "Use the card"}, {"?lang=zh", "en", "立即使用"}, {"?lang=en", "zh", "Use the card"},
	} {
		if body := text(b.get("/c/"+b.sealed+c.query, "Accept-Language", c.header)); !strings.Contains(body, c.want) {
			t.Errorf("%+v: %s", c, body)
		}
	}
	for _, name := range []string{"card.js", "card.css"} {
		if r := b.get("/c/assets/" + name); r.StatusCode != 200 || text(r) == "" {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
	}
	if r := b.get("/c/assets/card.html"); r.StatusCode != 404 {
		t.Errorf("the template is served: %d", r.StatusCode)
	}
}

// contract: S4-11
func TestPicture(t *testing.T) {
	b := newBench(t)
	r := b.get("/qr/" + b.sealed + ".png")
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "image/png" {
		t.Fatalf("%d %s", r.StatusCode, text(r))
	}
	if _, err := png.Decode(r.Body); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"/qr/" + b.sealed, "/qr/GAME_20230101_009_5.png", "/qr/hello.png", "/qr/.png", "/qr/" + strings.ToLower(b.sealed) + ".png", "/qr/%00.png"} {
		if r := b.get(path); r.StatusCode != 404 {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

// contract: S4-17
func TestDownload(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"cards/1-1/batch_1_qrcodes.zip", "other/1/secret.zip"} {
		_, err := b.blobs.Put(t.Context(), name, strings.NewReader("zip content"))
		b.must(err)
	}
	link := "/downloads/cards/1-1/batch_1_qrcodes.zip?" + b.links.Sign("cards/1-1/batch_1_qrcodes.zip", time.Hour).Encode()
	r := b.get(link)
	if body := text(r); r.StatusCode != 200 || body != "zip content" || r.Header.Get("Content-Disposition") != `attachment; filename="batch_1_qrcodes.zip"` {
		t.Errorf("%d %s %v", r.StatusCode, body, r.Header)
	}
	if r := b.get(link, "Range", "bytes=4-6"); r.StatusCode != 206 || text(r) != "con" {
		t.Errorf("a range: %d", r.StatusCode)
	}
	for path, want := range map[string]int{
		"/downloads/cards/1-1/batch_1_qrcodes.zip":                                                403,
		strings.Replace(link, "batch_1", "batch_2", 1):                                            403,
		"/downloads/other/1/secret.zip?" + b.links.Sign("other/1/secret.zip", time.Hour).Encode(): 404,
		"/downloads/cards/9-1/late.zip?" + b.links.Sign("cards/9-1/late.zip", time.Hour).Encode(): 404,
		"/downloads/../guerdon.db?" + b.links.Sign("../guerdon.db", time.Hour).Encode():           404,
		"/downloads/cards/%2e%2e/x?" + b.links.Sign("cards/../x", time.Hour).Encode():             404,
		"/downloads/": 404,
	} {
		if r := b.get(path); r.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, r.StatusCode, want)
		}
	}
	b.clock.Advance(time.Hour)
	if r := b.get(link); r.StatusCode != 403 || r.Header.Get("Content-Disposition") != "" {
		t.Errorf("after its time: %d", r.StatusCode)
	}
}

func TestRefusalsAreText(t *testing.T) {
	w := httptest.NewRecorder()
	Fail(w, httptest.NewRequest("GET", "/", nil), fault.ErrInternal)
	if w.Code != 500 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
