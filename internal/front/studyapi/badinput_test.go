package studyapi_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/study"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// write is an operation that changes something: its fields and a body that
// would be right, but for what the test puts into one field.
type write struct {
	method, path string
	fields       map[string]string
	admin        bool
}

func writes(foreign study.Rule) []write {
	rule := map[string]string{
		"name": `"x"`, "description": `"x"`, "trigger_type": `"study_duration"`, "conditions": `{"daily_minutes_required":30,"points_per_day":5}`,
		"points": "5", "sort_order": "1", "is_active": "true",
	}
	const rules = "/api/points-exchange/admin/points-rules"
	return []write{
		{"POST", "/api/points/exchange", map[string]string{"product_id": "99", "quantity": "1", "notes": `"x"`}, false},
		{"POST", rules, rule, true},
		{"PUT", fmt.Sprintf("%s/%d", rules, foreign.ID), rule, true},
	}
}

// bodies are no objects, or objects that nothing can read.
var bodies = map[string]string{
	"malformed": `{"name":`, "twice": `{"name":"x","name":"y"}`, "null": "null", "list": "[]", "number": "7", "text": `"x"`, "two": "{}{}", "utf8": "{\"name\":\"\xff\"}", "nul": `{"name":"\u0000"}`,
	"deep": strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000), "deep list": `{"a":` + strings.Repeat("[", 100_000) + "}",
}

// values are what no field takes.
var values = []string{
	`""`, "1.5", "-1", "1e3", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999", `"` + strings.Repeat("长", 30_000) + `"`,
	`"\ud800"`, `"\u0000"`, "[]", "[1,2,3]", `{"daily_minutes_required":-1}`, `{"daily_minutes_required":1.5}`, `{"daily_minutes_required":"30"}`,
	`{"daily_minutes_required":99999999999}`, `{"daily_minutes_required":30,"points_per_day":9223372036854775807}`, strings.Repeat("[", 31) + strings.Repeat("]", 31),
}

// Whatever comes in, the answer is a documented error, and nothing changes.
func TestBadBodies(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.grant("student", 1000)
		var foreign study.Rule
		b.write(func(tx *store.Tx) (err error) {
			c := study.Blank(study.ProjectCompletion)
			foreign, err = study.CreateRule(tx, study.CreateRuleCmd{Domain: 14, Name: "theirs", Conditions: c})
			return err
		})
		student, teacher := b.bearer("student", "member", 0), b.bearer("teacher", "domain_admin", 13)
		b.memberOf("teacher")
		before := b.fingerprint()
		for _, w := range writes(foreign) {
			bearer := student
			if w.admin {
				bearer = teacher
			}
			check := func(name, body string, wanted ...int) {
				t.Helper()
				if a := b.call(bearer, w.method, w.path, body); a.refusal() == "" || !slices.Contains(wanted, a.status) {
					t.Errorf("%s %s %s: %d %s, want one of %v", w.method, w.path, name, a.status, a.body, wanted)
				}
			}
			for name, body := range bodies {
				check(name, body, 400)
			}
			check("nothing", "", 400)
			check("no fields", "{}", 400, 404)
			check("huge", `{"a":"`+strings.Repeat("x", 2<<20)+`"}`, 413)
			for field := range w.fields {
				for _, v := range values {
					if v == `""` && (field == "notes" || field == "description") {
						continue // that is right
					}
					check(field+" "+v[:min(len(v), 40)], w.with(field, v), 400, 404)
				}
			}
			if a := b.call(bearer, w.method, w.path, w.with("", ""), "Content-Type", "text/plain"); a.status != 415 || a.refusal() == "" {
				t.Errorf("%s as text: %d %s", w.path, a.status, a.body)
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

// Reads with parameters that make no sense, and ids that name nothing.
func TestBadParameters(t *testing.T) {
	numbers := []string{"", "abc", "-1", "0", "1.5", "1e3", "0x10", "99999999999999999999", "\x00", "\xff", "1 or 1=1", "१"}
	ids := []string{"-1", "0", "1.5", "abc", "99999999999999999999", "\x00", "\xff", "1 or 1=1", "999999", "'"}
	engines(t, func(t *testing.T, b *bench) {
		student, teacher := b.bearer("student", "member", 0), b.bearer("teacher", "domain_admin", 13)
		for _, path := range []string{"/api/points/records", "/api/points/exchange-records"} {
			for _, field := range []string{"page", "limit"} {
				for _, v := range append(numbers, "1000001") {
					a := b.call(student, "GET", path+"?"+url.Values{field: {v}}.Encode(), "")
					if a.status != 400 || a.refusal() != "INVALID_PAGE" {
						t.Errorf("%s %s=%.20q: %d %s", path, field, v, a.status, a.body)
					}
				}
			}
		}
		for _, v := range []string{"\x00", "\xff", strings.Repeat("x", 10_000)} {
			if a := b.call(student, "GET", "/api/points/products?"+url.Values{"category": {v}}.Encode(), ""); a.status != 400 || a.refusal() != "INVALID_QUERY" {
				t.Errorf("category %.20q: %d %s", v, a.status, a.body)
			}
		}
		for _, v := range ids {
			for _, call := range []struct{ bearer, method, path, body string }{
				{student, "POST", "/api/points/exchange/" + v + "/cancel", ""},
				{teacher, "PUT", "/api/points-exchange/admin/points-rules/" + v, `{"name":"x"}`},
				{teacher, "DELETE", "/api/points-exchange/admin/points-rules/" + v, ""},
			} {
				if a := b.call(call.bearer, call.method, call.path, call.body); a.status != 404 || a.refusal() == "" {
					t.Errorf("%s %q: %d %s", call.method, call.path, a.status, a.body)
				}
			}
		}
	})
}

// Tokens that are none, or no longer good.
func TestBadTokens(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		expired := b.bearer("student", "domain_admin", 13)
		b.clock.Advance(2 * time.Hour)
		for _, bearer := range []string{"", "x", "a.b.c", strings.Repeat("A", 8000), expired, expired[:len(expired)-1]} {
			for _, path := range []string{"/api/points/balance", "/api/points-exchange/admin/points-rules"} {
				if a := b.call(bearer, "GET", path, ""); a.status != 401 || a.refusal() != "TOKEN_INVALID" {
					t.Errorf("%.20q: %d %s", bearer, a.status, a.body)
				}
			}
		}
		for _, header := range []string{"Basic x", "Bearer", "bearer"} {
			if a := b.call("", "GET", "/api/points/balance", "", "Authorization", header); a.status != 401 {
				t.Errorf("%q: %d", header, a.status)
			}
		}
	})
}

func TestRatesAreLimited(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.limit = httpx.NewLimiter(httpx.Rate{Limit: 2, Window: time.Minute}, b.clock)
		b.serve()
		for _, bearer := range []string{b.bearer("student", "member", 0), "x"} {
			first := b.call(bearer, "GET", "/api/points/balance", "").status
			b.call(bearer, "GET", "/api/points/balance", "")
			a := b.call(bearer, "GET", "/api/points/balance", "")
			if a.status != 429 || a.refusal() != "RATE_LIMITED" || a.header.Get("Retry-After") != "60" {
				t.Errorf("after %d: %d %s %v", first, a.status, a.body, a.header)
			}
		}
	})
}
