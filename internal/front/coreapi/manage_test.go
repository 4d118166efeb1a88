package coreapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/ledger"
)

// contract: N-01
func TestRules(t *testing.T) {
	onSQL(t, func(b *bench) {
		for body, code := range map[string]string{
			`{"asset":"POINT","amount":"0"}`:                  "rule.invalid",
			`{"asset":"POINT","amount":"-1"}`:                 "rule.invalid",
			`{"asset":"GOLD","amount":"1"}`:                   "ledger.asset_unknown",
			`{"asset":"POINT","amount":"0.5"}`:                "amount.invalid",
			`{"asset":"POINT","amount":"1","daily_max":-1}`:   "rule.invalid",
			`{"asset":"POINT","amount":"1","status":"maybe"}`: "rule.invalid",
			`{"asset":"POINT","amount":"1","version":3}`:      "rule.version_stale",
		} {
			if r := b.send("PUT", "/v1/rules/visit", body); r.json()["code"] != code {
				b.Errorf("%s: %d %s, want %s", body, r.status, r.body, code)
			}
		}
		b.send("PUT", "/v1/rules/Visit%20me", `{"asset":"POINT","amount":"1"}`).want(400, "rule.invalid")
		b.send("GET", "/v1/rules/visit", nil).want(404, "rule.not_found")
		made := b.ok("PUT", "/v1/rules/visit", `{"asset":"USDT","amount":"0.5","total_max":2}`)
		if text(b, made, "version") != "1" || text(b, made, "status") != "active" {
			b.Errorf("made %v", made)
		}
		b.ok("PUT", "/v1/rules/visit", `{"asset":"USDT","amount":"0.25","total_max":2,"version":1,"reason":"cheaper"}`)
		if got := b.ok("GET", "/v1/rules/visit", nil); text(b, got, "amount") != "0.25" {
			b.Errorf("read %v", got)
		}
		if n := len(b.ok("GET", "/v1/rules", nil)["items"].([]any)); n != 2 {
			b.Errorf("%d rules", n)
		}
		acts := b.ok("GET", "/v1/audit?object=rule:visit", nil)
		wantActs(b, acts, "rule.put", "rule.put")
		if text(b, acts, "items", 0, "before", "amount") != "0.5" || text(b, acts, "items", 0, "reason") != "cheaper" || at(b, acts, "items", 1, "before") != nil {
			b.Errorf("the record: %v", acts)
		}
	})
}

// contract: N-18
func TestSettings(t *testing.T) {
	onSQL(t, func(b *bench) {
		root := b.asRoot()
		list := b.ok("GET", "/v1/settings", nil)
		if text(b, list, "items", 0, "value") != "off" || text(b, list, "items", 0, "version") != "0" {
			b.Errorf("settings %v", list)
		}
		b.send("PUT", "/v1/settings/demo.switch", `{"value":"maybe","version":0}`, root).want(400, "setting.value_invalid")
		b.send("PUT", "/v1/settings/demo.other", `{"value":"on","version":0}`, root).want(404, "setting.unknown")
		b.send("PUT", "/v1/settings/demo.switch", `{"value":"on","version":1}`, root).want(409, "setting.version_stale")
		b.ok("PUT", "/v1/settings/demo.switch", `{"value":"on","version":0,"reason":"try"}`, root)
		if list := b.ok("GET", "/v1/settings", nil); text(b, list, "items", 0, "value") != "on" || text(b, list, "items", 0, "changed_by") != "operator:1" {
			b.Errorf("settings %v", list)
		}
		acts := b.ok("GET", "/v1/audit?actor=operator:1", nil)
		if text(b, acts, "items", 0, "before", "value") != "off" || text(b, acts, "items", 0, "after", "value") != "on" {
			b.Errorf("the record: %v", acts)
		}
	})
}

// contract: N-18
func TestAPIKeys(t *testing.T) {
	onSQL(t, func(b *bench) {
		root := b.asRoot()
		for body, code := range map[string]string{
			`{"scopes":["read"]}`:                     "apikey.name_invalid",
			`{"name":"till"}`:                         "apikey.scope_invalid",
			`{"name":"till","scopes":["everything"]}`: "apikey.scope_invalid",
			`{"name":"` + strings.Repeat("钥", 101) + `","scopes":["read"]}`: "apikey.name_invalid",
		} {
			if r := b.send("POST", "/v1/api-keys", body, root); r.json()["code"] != code {
				b.Errorf("%s: %d %s, want %s", body, r.status, r.body, code)
			}
		}
		made := b.ok("POST", "/v1/api-keys", `{"name":"till","scopes":["read"]}`, root)
		secret := text(b, made, "secret")
		b.send("GET", "/v1/members", nil, as(secret)).want(200, "")
		path := "/v1/api-keys/" + text(b, made, "id")
		for range 2 { // repeating it changes nothing
			if gone := b.ok("DELETE", path, nil, root); text(b, gone, "status") != "revoked" {
				b.Errorf("revoked: %v", gone)
			}
		}
		b.send("GET", "/v1/members", nil, as(secret)).want(401, "apikey.unknown")
		b.send("DELETE", "/v1/api-keys/4096", nil, root).want(404, "apikey.not_found")
		if list := b.ok("GET", "/v1/api-keys", nil, root); strings.Contains(fmt.Sprint(list), secret) || len(list["items"].([]any)) != 2 {
			b.Errorf("keys %v", list)
		}
		wantActs(b, b.ok("GET", "/v1/audit?object=api_key:"+text(b, made, "id"), nil), "apikey.revoke", "apikey.create")
	})
}

// contract: N-18
func TestTheAuditRecord(t *testing.T) {
	onSQL(t, func(b *bench) {
		root := b.asRoot()
		for i := range 7 {
			if i%2 == 0 {
				b.clock.Advance(time.Second)
			}
			b.ok("POST", "/v1/items", map[string]any{"name": fmt.Sprint(i), "rarity": "rare"}, root)
		}
		all := b.all("/v1/audit?limit=2&action=item.create")
		seen := map[string]bool{}
		for _, act := range all {
			seen[text(b, act, "after", "name")] = true
		}
		if len(all) != 7 || len(seen) != 7 {
			b.Errorf("%d acts: %v", len(all), all)
		}
		if n := len(b.all("/v1/audit?object=nothing:1")); n != 0 {
			b.Errorf("%d acts on nothing", n)
		}
		long := strings.Repeat("界", 5000) // a record is cut, and not within a character
		b.ok("POST", "/v1/items", map[string]any{"name": "x", "rarity": "rare", "reason": long}, root)
		if got := text(b, b.ok("GET", "/v1/audit?limit=1", nil), "items", 0, "reason"); !strings.HasPrefix(long, got) || len(got) < 8000 {
			b.Errorf("the reason is %d bytes", len(got))
		}
	})
}

// System accounts are sums over everything, whether it was rolled up or not,
// and the days add up to them.
// contract: N-04, N-17
func TestSystemAccountsAndDays(t *testing.T) {
	onSQL(t, func(b *bench) {
		post := func(amount, kind, asset string) string {
			return text(b, b.ok("POST", "/v1/transfers", map[string]any{"subject": "ann", "asset": asset, "amount": amount, "kind": kind, "reason": "x"}), "id")
		}
		b.clock.Set(began.Add(13*time.Hour + 20*time.Minute)) // 23:50 in the project's zone
		post("100", "grant", "POINT")
		first := post("30", "spend", "POINT")
		b.clock.Advance(15 * time.Minute) // the next day
		post("-5", "adjust", "POINT")
		b.ok("POST", "/v1/transfers/"+first+"/reverse", nil)
		post("1152921504606.846975", "grant", "USDT")
		want := func(when string) {
			b.Helper()
			system := map[string]string{}
			for _, a := range b.send("GET", "/v1/accounts?owner=system", nil).want(200, "").list() {
				system[text(b, a, "account")+" "+text(b, a, "asset")] = text(b, a, "posted")
			}
			if got := fmt.Sprint(system); got != "map[issuance POINT:-95 issuance USDT:-1152921504606.846975 revenue POINT:0]" {
				b.Errorf("%s: system %s", when, got)
			}
			var days []string
			for _, d := range b.ok("GET", "/v1/stats/issuance", nil)["items"].([]any) {
				days = append(days, strings.Join([]string{
					text(b, d, "day"), text(b, d, "asset"), text(b, d, "issued"), text(b, d, "spent"), text(b, d, "adjusted"), text(b, d, "reversed"), text(b, d, "net"),
				}, " "))
			}
			if got := strings.Join(days, "; "); got != "2026-01-17 POINT 0 0 -5 30 25; 2026-01-17 USDT 1152921504606.846975 0 0 0 1152921504606.846975; 2026-01-16 POINT 100 30 0 0 70" {
				b.Errorf("%s: days %s", when, got)
			}
		}
		want("live")
		for _, later := range []time.Duration{time.Minute, 6 * time.Minute, time.Hour} {
			if err := ledger.Roll(b.Context(), b.store, b.clock.Advance(later)); err != nil {
				b.Fatal(err)
			}
			b.verify()
			want("rolled up after " + later.String())
		}
		if got := b.ok("GET", "/v1/stats/issuance?asset=USDT&from=2026-01-17&to=2026-01-17", nil)["items"].([]any); len(got) != 1 {
			b.Errorf("one day: %v", got)
		}
		for _, query := range []string{"from=2026-01-18&to=2026-01-17", "from=2024-01-01", "to=17", "asset=GOLD"} {
			if r := b.send("GET", "/v1/stats/issuance?"+query, nil); r.status != 400 {
				b.Errorf("%s: %d %s", query, r.status, r.body)
			}
		}
		b.send("GET", "/v1/accounts", nil).want(400, "httpx.query")
		b.send("GET", "/v1/accounts?subject=ann&owner=system", nil).want(400, "httpx.query")
		b.send("GET", "/v1/accounts?owner=ann", nil).want(400, "httpx.query")
	})
}
