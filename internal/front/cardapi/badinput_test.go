package cardapi_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/platform/store"
)

// change is an operation that changes something: its fields and a body that
// would be right, but for what the test puts into one field.
type change struct {
	method, path string
	fields       map[string]string
	free         []string // fields that take nearly anything, or nothing
}

func changes() []change {
	template := map[string]string{"name": `"x"`, "category": `"song"`, "description": `"x"`, "image": `"https://example.com/x"`, "attributes": `{"a":1}`, "rarity": `"rare"`, "is_active": "true"}
	batch := map[string]string{"name": `"x"`, "template": "1", "total_quantity": "5", "expiry_date": `"2023-12-31"`, "batch_code": `"DANCE_20230909_001"`, "code_style": `"sealed"`, "is_published": "true", "qr_code_base_url": `"https://example.com/"`}
	return []change{
		{"POST", "/api/card/templates/", template, []string{"name", "description", "attributes"}},
		{"POST", "/api/card/batches/", batch, []string{"name"}},
		{"POST", "/api/card/cards/", map[string]string{"batch": "1", "count": "1"}, nil},
		{"PUT", "/api/card/cards/1003/", map[string]string{"expires_at": `"2023-02-01"`}, nil},
		{"POST", "/api/card/cards/use/", map[string]string{"card_code": `"DANCE_20230101_001_9999"`}, nil},
	}
}

// bodies are no objects, or objects that nothing can read.
var bodies = map[string]string{
	"malformed": `{"a":`, "twice": `{"a":1,"a":2}`, "null": "null", "list": "[]", "number": "7", "text": `"x"`, "two": "{}{}", "utf8": "{\"a\":\"\xff\"}", "nul": `{"a":"\u0000"}`,
	"deep": strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000), "deep list": `{"a":` + strings.Repeat("[", 100_000) + "}",
}

// values are what no field takes.
var values = []string{
	`""`, "1.5", "-1", "0", "1e3", "9223372036854775808", "-9223372036854775809", "1e999", `"` + strings.Repeat("长", 30_000) + `"`,
	`"' OR 1=1 --"`, `"javascript:alert(1)"`, `"\ud800"`, `"\u0000"`, "[]", "[1,2,3]", "[null]", `{"a":"` + strings.Repeat("x", 17_000) + `"}`,
	strings.Repeat("[", 31) + strings.Repeat("]", 31),
}

// codesOf are the documented errors of a bad request.
var badRequest = []string{"VALIDATION_ERROR", "CARD_NOT_FOUND", "NOT_FOUND", "RATE_LIMITED", "BATCH_FULL"}

// Whatever comes in, the answer is a documented error, and nothing changes.
func TestBadBodies(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		admin := b.admin()
		before := b.fingerprint()
		for _, c := range changes() {
			check := func(name, body string, wanted ...int) {
				t.Helper()
				a := b.call(admin, c.method, c.path, body)
				if !slices.Contains(badRequest, a.errorCode()) || !slices.Contains(wanted, a.status) {
					t.Errorf("%s %s %s: %d %s, want one of %v", c.method, c.path, name, a.status, a.body, wanted)
				}
			}
			for name, body := range bodies {
				check(name, body, 400)
			}
			check("nothing", "", 400)
			check("no fields", "{}", 400)
			check("huge", `{"a":"`+strings.Repeat("x", 2<<20)+`"}`, 413)
			for field := range c.fields {
				for _, v := range values {
					if !slices.Contains(c.free, field) && (v != `""` || field != "batch_code" && field != "rarity" && field != "image" && field != "qr_code_base_url" && field != "code_style" && field != "expiry_date") {
						check(field+" "+v[:min(len(v), 40)], c.with(field, v), 400, 404, 429)
					}
				}
			}
			if a := b.call(admin, c.method, c.path, "a=1", "Content-Type", "text/plain"); a.status != 415 || a.errorCode() != "VALIDATION_ERROR" {
				t.Errorf("%s %s as text: %d %s", c.method, c.path, a.status, a.body)
			}
		}
		if after := b.fingerprint(); after != before {
			t.Errorf("something changed:\n%s\n%s", before, after)
		}
	})
}

// with is the body with another value in one field.
func (c change) with(field, value string) string {
	parts := make([]string, 0, len(c.fields))
	for name, right := range c.fields {
		if name == field {
			right = value
		}
		parts = append(parts, fmt.Sprintf("%q:%s", name, right))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// Reads with parameters that make no sense.
func TestBadParameters(t *testing.T) {
	numbers := []string{"", "abc", "-1", "0", "1.5", "1e3", "0x10", "99999999999999999999", "\x00", "\xff", "1 or 1=1", "१"}
	words := []string{"x", "DANCE ", "\x00", "\xff", "'", strings.Repeat("x", 10_000)}
	days := []string{"x", "2023-02-30", "0000-00-00", "99999-01-01", "2023-1-1", "\x00", "\xff", "2023-01-01T00:00:00Z", "'"}
	ids := []string{"-1", "0", "1.5", "abc", "99999999999999999999", "%00", "%ff", "1%20or%201=1", "999999", "'", "9223372036854775807"}
	queries := []struct {
		path, field string
		bad         []string
	}{
		{"templates/", "page", numbers}, {"templates/", "page_size", append(numbers, "101")}, {"templates/", "category", words}, {"templates/", "is_active", append(words, "2", "")},
		{"batches/", "page", numbers}, {"batches/", "page_size", append(numbers, "101")}, {"batches/", "template", numbers}, {"batches/", "is_published", append(words, "2", "")},
		{"cards/", "page", numbers}, {"cards/", "page_size", append(numbers, "101")}, {"cards/", "batch", numbers}, {"cards/", "user", numbers}, {"cards/", "is_used", append(words, "2", "")}, {"cards/", "category", words},
		{"user/cards/", "page", numbers}, {"user/cards/", "page_size", append(numbers, "101")}, {"user/cards/", "category", words}, {"user/cards/", "start_date", days}, {"user/cards/", "end_date", days},
		{"statistics/", "start_date", append(days, "1900-01-01", "1969-12-31")}, {"statistics/", "end_date", append(days, "9999-12-31")}, {"statistics/", "category", words},
	}
	engines(t, func(t *testing.T, b *bench) {
		admin := b.admin()
		for _, q := range queries {
			for _, v := range q.bad {
				a := b.call(admin, "GET", "/api/card/"+q.path+"?"+url.Values{q.field: {v}}.Encode(), "")
				if a.errorCode() != "VALIDATION_ERROR" || a.status != 400 {
					t.Errorf("%s %s=%.20q: %d %.300s", q.path, q.field, v, a.status, a.body)
				}
			}
		}
		for _, i := range ids {
			for _, path := range []string{"GET templates/", "DELETE templates/", "GET batches/", "DELETE batches/", "POST batches/+/generate_qrcodes", "GET cards/", "DELETE cards/"} {
				method, path, _ := strings.Cut(path, " ")
				if !strings.Contains(path, "+") {
					path += "+"
				}
				a := b.call(admin, method, "/api/card/"+strings.Replace(path, "+", i, 1)+"/", "")
				if code := a.errorCode(); a.status != 404 || code != "NOT_FOUND" && code != "CARD_NOT_FOUND" {
					t.Errorf("%s %s %s: %d %s", method, path, i, a.status, a.body)
				}
			}
			if a := b.call(admin, "PUT", "/api/card/batches/"+i+"/", "{}"); a.status != 404 {
				t.Errorf("PUT batches %s: %d %s", i, a.status, a.body)
			}
			if a := b.call(admin, "PUT", "/api/card/cards/"+i+"/", `{"expires_at":"2023-02-01"}`); a.status != 404 {
				t.Errorf("PUT cards %s: %d %s", i, a.status, a.body)
			}
		}
	})
}

// Tokens that nobody issued.
func TestBadTokens(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		good := b.admin()
		for _, header := range []string{"", "Bearer", "Bearer ", "Basic " + good, "Bearer x", "Bearer " + good + "x", "Token " + good[:len(good)-2], good, "Bearer " + strings.Repeat("A", 9000), "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."} {
			a := b.call("", "GET", "/api/card/templates/", "", "Authorization", header)
			if a.status != 401 || a.errorCode() != "UNAUTHENTICATED" {
				t.Errorf("%.40q: %d %s", header, a.status, a.body)
			}
		}
		for _, path := range []string{"GET batches", "POST templates", "PUT templates/1", "DELETE templates/1", "POST batches", "GET batches/1", "PUT batches/1", "DELETE batches/1", "POST cards", "PUT cards/1001", "DELETE cards/1001", "POST batches/1/generate_qrcodes", "GET statistics"} {
			method, path, _ := strings.Cut(path, " ")
			a := b.call(b.user("user123"), method, "/api/card/"+path+"/", "{}")
			if a.status != 403 || a.errorCode() != "INSUFFICIENT_PERMISSION" {
				t.Errorf("a member: %s %s: %d %s", method, path, a.status, a.body)
			}
		}
	})
}

// fingerprint is everything that a refused request must leave alone. Counts of
// wrong codes and the record of who read codes are not of it.
func (b *bench) fingerprint() string {
	b.t.Helper()
	var out strings.Builder
	for _, text := range []string{
		"SELECT count(*) FROM card_template", "SELECT count(*) FROM card_template_version", "SELECT count(*) FROM card_batch", "SELECT CAST(sum(version + issued + used + voided) AS bigint) FROM card_batch",
		"SELECT count(*) FROM card", "SELECT count(*) FROM card_use", "SELECT count(*) FROM transfer", "SELECT count(*) FROM item", "SELECT count(*) FROM job", "SELECT count(*) FROM idempotency", "SELECT count(*) FROM audit",
	} {
		n, _, err := store.SelectOne[int64](b.t.Context(), b.store, text)
		b.must(err)
		fmt.Fprintf(&out, "%s: %d\n", text, n)
	}
	return out.String()
}
