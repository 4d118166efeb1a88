package rewardapi_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// refusal reports whether an answer is the documented error form.
func (a answer) refusal() bool {
	var form struct {
		StatusCode int             `json:"statusCode"`
		Message    json.RawMessage `json:"message"`
		Error      string          `json:"error"`
	}
	d := json.NewDecoder(strings.NewReader(a.body))
	d.DisallowUnknownFields()
	if d.Decode(&form) != nil || form.StatusCode != a.status || form.Error == "" {
		return false
	}
	var one string
	var many []string
	return json.Unmarshal(form.Message, &one) == nil && one != "" || json.Unmarshal(form.Message, &many) == nil && len(many) > 0
}

// Whatever comes in, the answer is a documented error, and nothing changes.
func TestBadBodies(t *testing.T) {
	bodies := map[string]string{
		"malformed": `{"settleCurrency":`, "twice": `{"settleCurrency":"BNB","settleCurrency":"OG"}`, "null": "null", "list": "[]", "number": "7", "text": `"BNB"`, "two": "{}{}",
		"utf8": "{\"settleCurrency\":\"\xff\"}", "nul": `{"settleCurrency":"\u0000"}`, "nothing": "", "no field": "{}",
		"deep": strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000), "deep list": `{"settleCurrency":` + strings.Repeat("[", 100_000) + "}",
	}
	for _, v := range []string{
		"null", `""`, "true", "1.5", "-1", "0", "1e999", `"` + strings.Repeat("长", 30_000) + `"`, `"' OR 1=1 --"`, `"\ud800"`, "[]", `["BNB"]`, "{}", `{"BNB":1}`, `"BNB "`, `"bnb"`, `"POINT"`,
	} {
		bodies["value "+v[:min(len(v), 30)]] = `{"settleCurrency":` + v + `}`
	}
	engines(t, func(t *testing.T, b *bench) {
		b.give("alice")
		bearer, before := b.bearer("alice"), b.fingerprint()
		for name, body := range bodies {
			if a := b.call(bearer, "POST", "/rewards/settle", body); !a.refusal() || a.status != 400 {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		if a := b.call(bearer, "POST", "/rewards/settle", `{"a":"`+strings.Repeat("x", 2<<20)+`"}`); !a.refusal() || a.status != 413 {
			t.Errorf("huge: %d %s", a.status, a.body)
		}
		for _, key := range []string{" ", "two words", strings.Repeat("k", 256), "ключ"} {
			if a := b.call(bearer, "POST", "/rewards/settle", `{"settleCurrency":"BNB"}`, "Idempotency-Key", key); !a.refusal() || a.status != 400 {
				t.Errorf("key %.20q: %d %s", key, a.status, a.body)
			}
		}
		if after := b.fingerprint(); after != before {
			t.Errorf("something changed:\n%s\n%s", before, after)
		}
	})
}

// Reads with parameters that make no sense.
func TestBadParameters(t *testing.T) {
	numbers := []string{"", "abc", "-1", "0", "1.5", "1e3", "0x10", "+1", " 1", "99999999999999999999", "9223372036854775807", "\x00", "\xff", "1 or 1=1", "१"}
	words := []string{"", "x", "pending", "PENDING ", "SETTLING", "\x00", "\xff", "'", strings.Repeat("x", 10_000)}
	engines(t, func(t *testing.T, b *bench) {
		bearer := b.bearer("alice")
		for field, bad := range map[string][]string{"page": append(numbers, "1000001"), "pageSize": append(numbers, "101"), "status": words, "rightType": words} {
			for _, v := range bad {
				a := b.call(bearer, "GET", "/rewards/details?"+url.Values{field: {v}}.Encode(), "")
				if !a.refusal() || a.status != 400 || !strings.Contains(a.body, `"message":["`+field) {
					t.Errorf("%s=%.20q: %d %.200s", field, v, a.status, a.body)
				}
			}
		}
		for _, path := range []string{"/rewards", "/rewards/", "/rewards/summary/", "/rewards/1", "/api/", "/api/index.html", "/api/swagger-ui-bundle.js.gz", "/api/../rewards/summary", "/api//x", "/api-json/", "/%00", "/rewards/%ff"} {
			if a := b.call(bearer, "GET", path, ""); !a.refusal() || a.status != 404 {
				t.Errorf("%s: %d %.200s", path, a.status, a.body)
			}
		}
	})
}

// Tokens that are not good.
func TestBadTokens(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		good := b.bearer("alice")
		parts := strings.Split(good, ".")
		none := "eyJhbGciOiJub25lIn0." + parts[1] + "."
		for _, bearer := range []string{"x", "...", none, good + "x", parts[0] + "." + parts[1] + ".", strings.Repeat("A", 8000)} {
			for _, call := range []string{"GET /rewards/summary", "GET /rewards/details", "GET /rewards/pending", "POST /rewards/settle"} {
				method, path, _ := strings.Cut(call, " ")
				if a := b.call(bearer, method, path, ""); !a.refusal() || a.status != 401 {
					t.Errorf("%s %.20q: %d %s", call, bearer, a.status, a.body)
				}
			}
		}
		b.clock.Advance(366 * 24 * 3600e9)
		if a := b.call(good, "GET", "/rewards/summary", ""); a.status != 401 {
			t.Errorf("an old token: %d", a.status)
		}
	})
}

// give makes somebody's area of Guangzhou worth 35 USDT.
func (b *bench) give(name string) {
	b.t.Helper()
	who := b.member(name)
	b.write(func(tx *store.Tx) error {
		_, err := member.SetRoles(tx, who, []member.Role{{Name: member.CityArea, Region: "4401"}})
		return err
	})
	b.adopt("for "+name, b.member("somebody"), 1)
}

// fingerprint is everything that a refused request must leave alone.
func (b *bench) fingerprint() string {
	b.t.Helper()
	var out strings.Builder
	for _, text := range []string{
		"SELECT count(*) FROM transfer", "SELECT count(*) FROM settlement", "SELECT count(*) FROM reward_settlement", "SELECT count(*) FROM job",
		"SELECT CAST(sum(settleable_usdt) AS bigint) FROM reward_book", "SELECT count(*) FROM reward", "SELECT count(*) FROM idempotency",
	} {
		fmt.Fprintf(&out, "%s: %d\n", text, b.count(text))
	}
	return out.String()
}

func (b *bench) count(text string, args ...any) int64 {
	b.t.Helper()
	n, _, err := store.SelectOne[int64](b.t.Context(), b.store, text, args...)
	b.must(err)
	return n
}
