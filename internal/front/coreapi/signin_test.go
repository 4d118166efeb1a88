package coreapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/operator"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/httpx"
)

func cookieOf(r *reply) *http.Cookie {
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Name == coreapi.CookieName {
			return c
		}
	}
	return nil
}

// contract: N-18
func TestSignIn(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.newOperator(operator.First, "root", operator.Admin)
		login := func(pass string, how ...with) *reply {
			return b.send("POST", "/v1/operator/login", map[string]any{"username": "root", "password": pass}, append([]with{as("")}, how...)...)
		}
		first := login(goodPassword).want(200, "")
		c := cookieOf(first)
		if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || c.Path != "/v1" || c.MaxAge < 86400 {
			b.Fatalf("cookie %v", c)
		}
		b.send("GET", "/v1/operators", nil, cookie(c)).want(200, "")
		second := cookieOf(login(goodPassword, cookie(c)).want(200, ""))
		if second.Value == c.Value {
			b.Error("a login gave the same session")
		}
		b.send("GET", "/v1/operators", nil, cookie(c)).want(401, "session.none") // the login ended the one before
		out := b.send("POST", "/v1/operator/logout", nil, cookie(second)).want(204, "")
		if gone := cookieOf(out); gone == nil || gone.MaxAge >= 0 {
			b.Errorf("the cookie stays: %v", gone)
		}
		b.send("GET", "/v1/me", nil, cookie(second)).want(401, "session.none")
		b.send("POST", "/v1/operator/logout", nil, as("")).want(204, "")

		b.deps.Secure = true
		b.serve()
		if c := cookieOf(login(goodPassword)); !c.Secure {
			b.Error("the cookie goes over plain HTTP")
		}
	})
}

// A page of another site cannot act with an operator's cookie, nor sign one
// in.
func TestOtherSitesPages(t *testing.T) {
	onSQLite(t, func(b *bench) {
		root := b.asRoot()
		const body = `{"subject":"ann","asset":"POINT","amount":"1","kind":"grant"}`
		for what, how := range map[string]with{
			"another origin":   header("Origin", "https://evil.example"),
			"cross-site":       header("Sec-Fetch-Site", "cross-site"),
			"same-site":        header("Sec-Fetch-Site", "same-site"),
			"the null origin":  header("Origin", "null"),
			"a lookalike host": header("Origin", "http://example.com.evil.example"),
		} {
			if r := b.send("POST", "/v1/transfers", body, root, how); r.status != 403 || r.json()["code"] != "httpx.origin" {
				b.Errorf("%s: %d %s", what, r.status, r.body)
			}
			if r := b.send("POST", "/v1/operator/login", `{"username":"root","password":"x"}`, as(""), how); r.status != 403 {
				b.Errorf("%s signs in: %d %s", what, r.status, r.body)
			}
		}
		b.send("POST", "/v1/transfers", body, root, header("Content-Type", "text/plain")).want(415, "httpx.content_type")
		b.send("POST", "/v1/transfers", body, root, header("Origin", "http://example.com")).want(200, "")
		if got := b.balance("ann"); got != "1" {
			b.Errorf("ann has %s", got)
		}
	})
}

// Passwords cannot be guessed: an operator is locked after five wrong ones,
// and an address may try only so often.
func TestGuessing(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.newOperator(operator.First, "root", operator.Admin)
		try := func(name, pass string) *reply {
			return b.send("POST", "/v1/operator/login", map[string]any{"username": name, "password": pass}, as(""))
		}
		for range 5 {
			try("root", "wrong password").want(401, "operator.credentials_invalid")
			try("nobody", "wrong password").want(401, "operator.credentials_invalid")
		}
		locked := try("root", goodPassword).want(429, "operator.locked")
		if locked.header.Get("Retry-After") == "" {
			b.Error("no Retry-After")
		}
		b.clock.Advance(61 * time.Second)
		try("root", goodPassword).want(200, "")
		b.deps.Logins = httpx.NewLimiter(httpx.Rate{Limit: 2, Window: time.Minute}, b.clock)
		b.serve()
		try("root", "wrong password").want(401, "")
		try("nobody", "wrong password").want(401, "")
		limited := try("root", goodPassword).want(429, "httpx.rate_limited")
		if limited.header.Get("Retry-After") == "" || limited.header.Get("RateLimit-Limit") != "2" {
			b.Errorf("headers %v", limited.header)
		}
	})
}

// A new password, a disabled operator, a lower role: each takes effect on
// sessions that there are.
// contract: N-18
func TestOperators(t *testing.T) {
	onSQL(t, func(b *bench) {
		root := b.asRoot()
		for body, code := range map[string]string{
			`{"username":"ro","password":"long enough","role":"auditor"}`:                 "operator.name_invalid",
			`{"username":"Ann","password":"long enough","role":"auditor"}`:                "operator.name_invalid",
			`{"username":"root","password":"long enough","role":"auditor"}`:               "operator.name_taken",
			`{"username":"ann","password":"short","role":"auditor"}`:                      "password.policy",
			`{"username":"ann","password":"long enough","role":"king"}`:                   "operator.role_invalid",
			`{"username":"ann","password":"long enough","role":"domain_admin"}`:           "operator.role_invalid",
			`{"username":"ann","password":"long enough","role":"auditor","domain":13}`:    "operator.role_invalid",
			`{"username":"ann","password":"` + strings.Repeat("x", 201) + `","role":"x"}`: "password.policy",
		} {
			if r := b.send("POST", "/v1/operators", body, root); r.json()["code"] != code {
				b.Errorf("%s: %d %s, want %s", body, r.status, r.body, code)
			}
		}
		made := b.send("POST", "/v1/operators", `{"username":"ann","password":"`+goodPassword+`","role":"manager","reason":"new"}`, root).want(201, "")
		if strings.Contains(string(made.body), "argon") || strings.Contains(string(made.body), "assword\"") {
			b.Errorf("the answer shows too much: %s", made.body)
		}
		path := "/v1/operators/" + text(b, made.json(), "id")
		ann := cookie(b.signIn("ann"))
		b.send("POST", "/v1/items", `{"name":"cup","rarity":"rare"}`, ann).want(201, "")
		b.send("GET", "/v1/operators", nil, ann).want(403, "coreapi.scope_missing")
		b.ok("PATCH", path, `{"role":"auditor"}`, root)
		b.send("POST", "/v1/items", `{"name":"cup","rarity":"rare"}`, ann).want(403, "coreapi.scope_missing")
		b.clock.Advance(time.Second)
		b.ok("PATCH", path, `{"password":"another one"}`, root)
		b.send("GET", "/v1/me", nil, ann).want(401, "session.none")
		b.send("POST", "/v1/operator/login", `{"username":"ann","password":"`+goodPassword+`"}`, as("")).want(401, "operator.credentials_invalid")
		again := cookie(cookieOf(b.send("POST", "/v1/operator/login", `{"username":"ann","password":"another one"}`, as("")).want(200, "")))
		b.ok("PATCH", path, `{"status":"disabled"}`, root)
		b.send("GET", "/v1/me", nil, again).want(401, "session.none")
		b.send("POST", "/v1/operator/login", `{"username":"ann","password":"another one"}`, as("")).want(401, "operator.credentials_invalid")
		for body, code := range map[string]string{`{"status":"disabled"}`: "operator.last_admin", `{"role":"manager"}`: "operator.last_admin", `{"status":"asleep"}`: "operator.status_invalid"} {
			if r := b.send("PATCH", "/v1/operators/1", body, root); r.json()["code"] != code {
				b.Errorf("%s: %d %s", body, r.status, r.body)
			}
		}
		b.send("PATCH", "/v1/operators/7", `{"role":"manager"}`, root).want(404, "operator.not_found")
		b.send("GET", "/v1/operators/7", nil, root).want(404, "operator.not_found")
		if n := len(at(b, b.ok("GET", "/v1/operators", nil, root), "items").([]any)); n != 2 {
			b.Errorf("%d operators", n)
		}
		acts := b.ok("GET", "/v1/audit?object=operator:"+strings.TrimPrefix(path, "/v1/operators/"), nil, root)
		wantActs(b, acts, "operator.change", "operator.change", "operator.change", "operator.create")
		if before, after := text(b, acts, "items", 2, "before", "role"), text(b, acts, "items", 2, "after", "role"); before != "manager" || after != "auditor" {
			b.Errorf("the record says %s → %s", before, after)
		}
	})
}

func wantActs(b *bench, list map[string]any, actions ...string) {
	b.Helper()
	items, _ := list["items"].([]any)
	var got []string
	for _, item := range items {
		got = append(got, text(b, item, "action"))
	}
	if strings.Join(got, " ") != strings.Join(actions, " ") {
		b.Errorf("acts %v, want %v", got, actions)
	}
}
