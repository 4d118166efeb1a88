package coreapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/setting"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// began is the instant at which every test's clock stands at first: the
// morning of 16 January in the project's zone.
var began = instant.Of(time.Date(2026, 1, 16, 2, 30, 0, 0, time.UTC))

var zone = time.FixedZone("CST", 8*3600)

// bench is a front on a store of the test's own.
type bench struct {
	testing.TB
	store     *store.Store
	clock     *clock.Manual
	deps      coreapi.Deps
	api       *coreapi.API
	handler   http.Handler
	key       string // with every scope
	passwords *password.Hasher
	root      with // once asRoot has signed them in
	made      int  // operators
}

// onSQL runs a test on both engines with SQL, and holds what it left behind
// to every check.
func onSQL(t *testing.T, test func(b *bench)) {
	t.Helper()
	c := clock.NewManual(began)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		c.Set(began)
		b := newBench(t, s, c)
		test(b)
		b.verify()
	})
}

// onSQLite runs a test on the embedded engine alone.
func onSQLite(t *testing.T, test func(b *bench)) {
	t.Helper()
	c := clock.NewManual(began)
	b := newBench(t, storetest.SQLite(t, store.Options{Now: c.Now}), c)
	test(b)
	b.verify()
}

// aSetting is one that takes on and off.
var aSetting = setting.Spec{Name: "demo.switch", Default: "off", Check: func(v string) bool { return v == "on" || v == "off" }}

func newBench(t testing.TB, s *store.Store, c *clock.Manual) *bench {
	t.Helper()
	hasher, err := password.NewHasher(password.Params{MemoryKiB: 64, Passes: 1, Parallelism: 1}, 4)
	if err != nil {
		t.Fatal(err)
	}
	l := ledger.New(zone)
	events := event.NewRegistry()
	event.RegisterRules(events, rule.New(l), zone)
	b := &bench{TB: t, store: s, clock: c, passwords: hasher, deps: coreapi.Deps{
		Store: s, Clock: c, Ledger: l, Directory: member.NewDirectory(s, c.Now), Sessions: session.NewKeeper(s, c.Now),
		Operators: operator.New(s, hasher, c.Now), APIKeys: apikey.NewChecker(s, c.Now), Events: events,
		Lootboxes: lootbox.New(l), Redemptions: redemption.New(l), Settings: []setting.Spec{aSetting},
		Logins: httpx.NewLimiter(httpx.Rate{Limit: 100, Window: time.Minute}, c),
	}}
	b.serve()
	b.key = b.newKey("all", apikey.Read, apikey.Write, apikey.Events)
	checkin := rule.Named("checkin")
	checkin.Asset, checkin.Amount, checkin.Status = ledger.Study, 5, rule.Active
	b.write(func(tx *store.Tx) error { _, err := rule.Put(tx, checkin); return err })
	return b
}

// serve builds the front anew, with the headers and the origin check that cmd
// puts around it.
func (b *bench) serve() {
	b.api = coreapi.New(b.deps)
	shared := &httpx.Shared{Clock: b.clock}
	b.handler = shared.Wrap(httpx.Front{Name: "coreapi", Handler: b.api.Handler(), Fail: coreapi.Fail, Cookies: true, Origins: httpx.NewOrigins("http://example.com")})
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.Helper()
	if err := b.store.Write(b.Context(), 0, fn); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) newKey(name string, scopes ...apikey.Scope) (secret string) {
	b.Helper()
	b.write(func(tx *store.Tx) (err error) {
		secret, _, err = apikey.Issue(tx, name, scopes)
		return err
	})
	return secret
}

const goodPassword = "correct horse"

// newOperator makes an operator; the first one of a bench has the first id.
func (b *bench) newOperator(i id.ID, name string, role operator.Role) {
	b.Helper()
	hash, err := b.passwords.Hash(b.Context(), goodPassword)
	if err != nil {
		b.Fatal(err)
	}
	cmd := operator.CreateCmd{ID: i, Username: name, Role: role}
	if role == operator.DomainAdmin {
		cmd.Domain = 13
	}
	b.write(func(tx *store.Tx) error { _, err := operator.Create(tx, cmd, hash); return err })
}

// signIn gives a new operator's cookie.
func (b *bench) signIn(name string) *http.Cookie {
	b.Helper()
	r := b.send("POST", "/v1/operator/login", map[string]any{"username": name, "password": goodPassword}, as(""))
	r.want(http.StatusOK, "")
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Name == coreapi.CookieName {
			return c
		}
	}
	b.Fatal("no cookie")
	return nil
}

// reply is an answer.
type reply struct {
	testing.TB
	request string
	status  int
	header  http.Header
	body    []byte
}

// with changes a request before it is sent.
type with func(*http.Request)

func as(key string) with {
	return func(r *http.Request) {
		r.Header.Del("Authorization")
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
	}
}

func cookie(c *http.Cookie) with {
	return func(r *http.Request) { r.Header.Del("Authorization"); r.AddCookie(c) }
}

func header(name, value string) with { return func(r *http.Request) { r.Header.Set(name, value) } }

func once(key string) with { return header("Idempotency-Key", key) }

// send sends a request with the bench's key. body is nil, a string (sent as
// it is) or a value (sent as JSON).
func (b *bench) send(method, path string, body any, how ...with) *reply {
	b.Helper()
	var text []byte
	switch v := body.(type) {
	case nil:
	case string:
		text = []byte(v)
	default:
		var err error
		if text, err = json.Marshal(v); err != nil {
			b.Fatal(err)
		}
	}
	r := httptest.NewRequestWithContext(b.Context(), method, path, bytes.NewReader(text))
	r.Header.Set("Authorization", "Bearer "+b.key)
	if len(text) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, w := range how {
		w(r)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return &reply{b.TB, fmt.Sprintf("%s %s %.200s", method, path, text), w.Code, w.Header(), w.Body.Bytes()}
}

// ok sends a request that must succeed, and reads its answer.
func (b *bench) ok(method, path string, body any, how ...with) map[string]any {
	b.Helper()
	r := b.send(method, path, body, how...)
	if r.status/100 != 2 {
		b.Fatalf("%s: %d %s", r.request, r.status, r.body)
	}
	return r.json()
}

// want holds an answer to its status, and a problem to its code.
func (r *reply) want(status int, code string) *reply {
	r.Helper()
	if r.status != status || (code != "" && r.json()["code"] != code) {
		r.Fatalf("%s: %d %s, want %d %s", r.request, r.status, r.body, status, code)
	}
	return r
}

func (r *reply) json() map[string]any {
	r.Helper()
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		r.Fatalf("%s: %v in %s", r.request, err, r.body)
	}
	return out
}

func (r *reply) list() []any {
	r.Helper()
	var out []any
	if err := json.Unmarshal(r.body, &out); err != nil {
		r.Fatalf("%s: %v in %s", r.request, err, r.body)
	}
	return out
}

// at digs out a value by names and positions: at(v, "items", 0, "id").
func at(t testing.TB, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("no %v in %v", path, v)
			}
			v = m[s]
		case int:
			l, ok := v.([]any)
			if !ok || s >= len(l) {
				t.Fatalf("no %v in %v", path, v)
			}
			v = l[s]
		}
	}
	return v
}

// text is at, as text.
func text(t testing.TB, v any, path ...any) string {
	t.Helper()
	return fmt.Sprint(at(t, v, path...))
}

// grant gives a subject points.
func (b *bench) grant(subject, amount string) map[string]any {
	b.Helper()
	return b.ok("POST", "/v1/transfers", map[string]any{"subject": subject, "asset": "POINT", "amount": amount, "kind": "grant"})
}

// balance is a subject's posted points.
func (b *bench) balance(subject string) string { return b.balanceOf(subject, "POINT") }

func (b *bench) balanceOf(subject, asset string) string {
	b.Helper()
	for _, a := range b.send("GET", "/v1/accounts?subject="+subject, nil).want(200, "").list() {
		if at(b, a, "asset") == asset {
			return text(b, a, "posted")
		}
	}
	return "0"
}

// checks are every check that this front's modules have.
func checks(l *ledger.Ledger) []verify.Check {
	return []verify.Check{l.Check(), ledger.CheckRollup(), rule.Check(), event.Check(), lootbox.Check(), redemption.Check(), report.CheckDraws()}
}

func (b *bench) verify() {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, checks(b.deps.Ledger)...)
	if err != nil || found.Count > 0 {
		var lines strings.Builder
		for _, d := range found.First {
			lines.WriteString("\n" + d.String())
		}
		b.Fatalf("verify: %v, %d differences%s", err, found.Count, lines.String())
	}
}
