package creatorapi_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/platform/store"
)

// accountBodies are no objects, or objects that nothing can read.
var accountBodies = map[string]string{
	"malformed": `{"a":`, "twice": `{"a":1,"a":2}`, "other case": `{"password":"a","PASSWORD":"b"}`, "null": "null", "list": "[]", "number": "7", "text": `"x"`, "two": "{}{}", "utf8": "{\"a\":\"\xff\"}", "nul": `{"a":"\u0000"}`,
	"deep": strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000),
}

// accountValues are what no field takes.
var accountValues = []string{
	"null", `""`, "true", "1.5", "-1", "0", "1e999", "[]", "[null]", `{"a":1}`, `"` + strings.Repeat("长", 30_000) + `"`, `"\ud800"`, `"\u0000"`, `"\u202e"`, `"' OR 1"`, `"<a>"`, `" "`, `"a@b"`,
}

// Whatever comes in, the answer is a documented error and nothing changes.
func TestBadAccountBodies(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		access, refresh := b.signUp("testuser")
		before := b.accountRows()
		for path, good := range map[string]map[string]string{
			"register": {"username": `"other"`, "email": `"other@example.com"`, "password": `"password123"`},
			"login":    {"username": `"testuser"`, "password": `"password123"`},
			"password": {"old_password": `"password123"`, "new_password": `"another one"`},
		} {
			send := func(what, body string, wanted ...int) {
				t.Helper()
				bearer := ""
				if path == "password" {
					bearer = access
				}
				a := b.call(bearer, "POST", "/api/v1/auth/"+path, body)
				if !slices.Contains(wanted, a.status) || a.code() != a.status {
					t.Errorf("%s %s: %d %.300s, want one of %v", path, what, a.status, a.body, wanted)
				}
			}
			for what, body := range accountBodies {
				send(what, body, 400)
			}
			send("nothing", "", 400)
			send("no fields", "{}", 400)
			send("huge", `{"a":"`+strings.Repeat("x", 2<<20)+`"}`, 413)
			for field := range good {
				for _, v := range accountValues {
					body := []string{}
					for name, right := range good {
						if name == field {
							right = v
						}
						body = append(body, fmt.Sprintf("%q:%s", name, right))
					}
					send(field+" "+v[:min(len(v), 40)], "{"+strings.Join(body, ",")+"}", 400, 401, 429)
				}
			}
			if a := b.call("", "POST", "/api/v1/auth/login", "a=1", "Content-Type", "text/plain"); a.status != 415 || a.code() != 415 {
				t.Errorf("%s as text: %d %s", path, a.status, a.body)
			}
		}
		for _, body := range []string{`{"rotate":"yes"}`, `{"rotate":1}`, "[]", "null", `{"rotate":`} {
			if a := b.call(refresh, "POST", "/api/v1/auth/refresh", body); a.status != 400 || a.code() != 400 {
				t.Errorf("refresh %s: %d %s", body, a.status, a.body)
			}
		}
		for _, code := range []string{"true", "7", "[]", `"' OR 1=1"`, `"` + strings.Repeat("A", 100_000) + `"`, `"推荐码推荐码"`} {
			a := b.call("", "POST", "/api/v1/auth/register", `{"username":"other","email":"other@example.com","password":"password123","referral_code":`+code+`}`)
			if a.status != 400 || a.code() != 400 {
				t.Errorf("code %.20s: %d %s", code, a.status, a.body)
			}
		}
		if after := b.accountRows(); after != before {
			t.Errorf("something changed:\n%s\n%s", before, after)
		}
	})
}

// Reads with parameters that make no sense.
func TestBadReferralParameters(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, name := range []string{"page", "page_size"} {
			for _, v := range []string{"", "abc", "-1", "0", "1.5", "1e3", "99999999999999999999", "\x00", "\xff", "1 or 1=1", "१"} {
				a := b.call(b.user("x"), "GET", "/api/v1/operation/referral/records?"+url.Values{name: {v}}.Encode(), "")
				if a.status != 400 || a.code() != 400 {
					t.Errorf("%s=%q: %d %s", name, v, a.status, a.body)
				}
			}
		}
	})
}

// accountRows counts what a refused request must leave alone. Counts of
// guesses are not of it.
func (b *bench) accountRows() string {
	b.t.Helper()
	var out strings.Builder
	for _, table := range []string{"member", "identity", "credential", "refresh_family", "referral", "referrer", "referral_code", "idempotency", "transfer"} {
		n, _, err := store.SelectOne[int64](b.t.Context(), b.store, "SELECT count(*) FROM "+table)
		b.must(err)
		fmt.Fprintf(&out, "%s: %d\n", table, n)
	}
	return out.String()
}
