package lootapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

func operatorID(i int64) id.ID { return id.ID(i) }

// write is an operation that changes something: its fields and a body that
// would be right, but for what the test puts into one field.
type write struct {
	method, path string
	fields       map[string]string
	as           string // "", "member" or "operator"
	empty        bool   // no body is right too
}

func writes(item id.ID) []write {
	w := `"` + walletOf("alice").address.String() + `"`
	admin := fmt.Sprintf("/%d", item)
	return []write{
		{"POST", "/get_nonce", map[string]string{"wallet_address": w}, "", false},
		{"POST", "/verify_signature", map[string]string{"wallet_address": w, "signature": `"` + walletOf("alice").sign("x").String() + `"`, "nonce": `"never"`}, "", false},
		{"POST", "/api/lootbox/draw", map[string]string{"loot_box_id": "99"}, "member", false},
		{"POST", "/api/virtual-item/redeem", map[string]string{"inventory_id": "99"}, "member", false},
		{"POST", "/api/sol-pool/participate", map[string]string{"transaction_hash": `"x"`}, "member", false},
		{"POST", "/admin/login", map[string]string{"username": `"nobody"`, "password": `"wrong_password"`}, "", false},
		{"PUT", "/admin/virtual-items/complete-redemption" + admin, map[string]string{"notes": `"x"`, "transaction_hash": `"x"`}, "operator", true},
		{"PUT", "/admin/virtual-items/cancel-redemption" + admin, nil, "operator", true},
	}
}

// bodies are no objects, or objects that nothing can read.
var bodies = map[string]string{
	"malformed": `{"a":`, "twice": `{"a":1,"a":2}`, "null": "null", "list": "[]", "number": "7", "text": `"x"`, "two": "{}{}", "utf8": "{\"a\":\"\xff\"}", "nul": `{"a":"\u0000"}`,
	"deep": strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000), "deep list": `{"a":` + strings.Repeat("[", 100_000) + "}",
}

// values are what no field takes, by how the answer may refuse them.
var values = []string{
	"null", `""`, "true", "1.5", "-1", "0", "1e3", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999", `"` + strings.Repeat("长", 30_000) + `"`,
	`"' OR 1=1 --"`, `"\ud800"`, `"\u0000"`, "[]", "[1,2,3]", "[null]", `[-1,256]`, "{}", `{"0":1}`, `{"a":1}`, `{"0":300,"1":-2}`, strings.Repeat("[", 31) + strings.Repeat("]", 31),
}

// Whatever comes in, the answer is a documented error, and nothing changes.
func TestBadBodies(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice, bob, admin := b.enter("alice", 1000), b.enter("bob", 0), b.officer(1)
		foreign := b.give(bob.id)
		before := b.fingerprint()
		for _, w := range writes(foreign) {
			cookie := map[string]*http.Cookie{"member": alice.cookie, "operator": admin}[w.as]
			check := func(name, body string, wanted ...int) {
				t.Helper()
				a := b.call(cookie, w.method, w.path, body)
				if a.refusal() == "" || !among(a.status, wanted) {
					t.Errorf("%s %s %s: %d %s, want one of %v", w.method, w.path, name, a.status, a.body, wanted)
				}
			}
			for name, body := range bodies {
				check(name, body, 400)
			}
			if !w.empty {
				check("nothing", "", 400)
				check("no fields", "{}", 400)
			}
			check("huge", `{"a":"`+strings.Repeat("x", 2<<20)+`"}`, 413)
			for field := range w.fields {
				for _, v := range values {
					check(field+" "+v[:min(len(v), 40)], w.with(field, v), 400, 401, 404)
				}
			}
			if w.as == "member" {
				check("a foreign id", w.with(firstOf(w.fields), fmt.Sprint(int64(foreign))), 400, 404)
			}
		}
		if after := b.fingerprint(); after != before {
			t.Errorf("something changed:\n%s\n%s", before, after)
		}
	})
}

// with is the body with another value in one field.
func (w write) with(field, value string) string {
	parts := make([]string, 0, len(w.fields))
	for name, right := range w.fields {
		if name == field {
			right = value
		}
		parts = append(parts, fmt.Sprintf("%q:%s", name, right))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func firstOf(m map[string]string) string {
	for k := range m {
		return k
	}
	return ""
}

func among(n int, list []int) bool {
	for _, m := range list {
		if n == m {
			return true
		}
	}
	return false
}

// Reads with parameters that make no sense.
func TestBadParameters(t *testing.T) {
	numbers := []string{"", "abc", "-1", "0", "1.5", "1e3", "0x10", "99999999999999999999", "\x00", "\xff", "1 or 1=1", "१"}
	words := []string{"", "x", "TOTAL ", "\x00", "\xff", "'", strings.Repeat("x", 10_000)}
	paths := []string{"-1", "0", "1.5", "abc", "99999999999999999999", "%00", "%ff", "1%20or%201=1", "999999", "'"}
	queries := []struct {
		path, field string
		bad         []string
	}{
		{"/api/points/history", "page", numbers}, {"/api/points/history", "per_page", append(numbers, "101")},
		{"/api/points/leaderboard", "limit", append(numbers, "101")}, {"/api/points/leaderboard", "sort_by", words},
		{"/api/lootbox/history", "page", numbers}, {"/api/lootbox/history", "per_page", append(numbers, "101")},
		{"/api/inventory", "type", words}, {"/api/inventory", "include_redeemed", append(words, "2", "yes")},
		{"/api/inventory", "page", numbers}, {"/api/inventory", "per_page", append(numbers, "101")},
		{"/api/sol-pool/daily-stats", "days", append(numbers, "367")},
		{"/admin/virtual-items/pending-redemptions", "page", numbers}, {"/admin/users", "page", numbers}, {"/admin/users", "per_page", append(numbers, "101")},
		{"/admin/physical-items", "category", []string{"\x00", "\xff", strings.Repeat("x", 10_000)}},
	}
	engines(t, func(t *testing.T, b *bench) {
		alice, admin := b.enter("alice", 0), b.officer(1)
		cookieFor := func(path string) *http.Cookie {
			if strings.HasPrefix(path, "/admin") {
				return admin
			}
			return alice.cookie
		}
		for _, q := range queries {
			for _, v := range q.bad {
				a := b.call(cookieFor(q.path), "GET", q.path+"?"+url.Values{q.field: {v}}.Encode(), "")
				if a.refusal() == "" || a.status != 400 {
					t.Errorf("%s %s=%.20q: %d %s", q.path, q.field, v, a.status, a.body)
				}
			}
		}
		for _, p := range paths {
			for _, path := range []string{"GET /api/lootbox/rewards/", "GET /api/inventory/", "PUT /admin/virtual-items/complete-redemption/", "PUT /admin/virtual-items/cancel-redemption/"} {
				method, prefix, _ := strings.Cut(path, " ")
				if a := b.call(cookieFor(prefix), method, prefix+p, ""); a.refusal() == "" || a.status != 404 {
					t.Errorf("%s%s: %d %s", path, p, a.status, a.body)
				}
			}
		}
	})
}

// Tokens that no session has.
func TestBadCookies(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, v := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("é", 30), strings.Repeat("A", 8000), `"quoted"`} {
			for _, path := range []string{"/api/points/balance", "/admin/users"} {
				a := b.call(nil, "GET", path, "", "Cookie", "session="+v+"; admin_session="+v)
				if a.refusal() == "" || a.status != 401 {
					t.Errorf("%.20q: %d %s", v, a.status, a.body)
				}
			}
		}
	})
}

// fingerprint is everything that a refused request must leave alone.
func (b *bench) fingerprint() string {
	b.t.Helper()
	var out strings.Builder
	for _, text := range []string{
		"SELECT count(*) FROM transfer", "SELECT CAST(coalesce(sum(posted), 0) AS bigint) FROM account", "SELECT count(*) FROM draw",
		"SELECT count(*) FROM item", "SELECT count(*) FROM item WHERE status <> 'not_redeemed'", "SELECT count(*) FROM redemption",
		"SELECT count(*) FROM pool_claim", "SELECT count(*) FROM pool_deposit", "SELECT count(*) FROM session", "SELECT count(*) FROM member",
		"SELECT CAST(sum(remaining) AS bigint) FROM prize_stock", "SELECT count(*) FROM job", "SELECT count(*) FROM idempotency",
	} {
		n, _, err := store.SelectOne[int64](b.t.Context(), b.store, text)
		b.must(err)
		fmt.Fprintf(&out, "%s: %d\n", text, n)
	}
	return out.String()
}
