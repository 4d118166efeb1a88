package coreapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// anEvent is a case of what becomes of one event.
type anEvent struct {
	id, kind, subject, at, data string
	want                        string // status, or the code of a rejection
	effect                      string // kind, amount and asset of the first effect
}

func (e anEvent) body() map[string]any {
	out := map[string]any{"id": e.id, "type": e.kind, "subject": e.subject}
	if e.at != "" {
		out["at"] = e.at
	}
	if e.data != "" {
		out["data"] = rawJSON(e.data)
	}
	return out
}

type rawJSON string

func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// contract: N-01
func TestEvents(t *testing.T) {
	const visit, twice = `{"rule":"visit"}`, `{"rule":"twice","note":{"free":[1,2]},"n":1.5}`
	cases := []anEvent{
		// Check-ins: once for each local day, in whatever order they come.
		{"c1", "checkin", "ann", "2026-01-16T02:00:00Z", "", "accepted", "granted 5 STUDY"},
		{"c1", "checkin", "ann", "2026-01-16T02:00:00Z", "", "duplicate", "granted 5 STUDY"},
		{"c1", "checkin", "bob", "2026-01-14T02:00:00Z", "", "duplicate", "granted 5 STUDY"},
		{"c2", "checkin", "ann", "2026-01-15T16:00:00Z", "", "accepted", "given_before  "}, // midnight in the project's zone
		{"c3", "checkin", "ann", "2026-01-15T15:59:59.999999Z", "", "accepted", "granted 5 STUDY"},
		{"c4", "checkin", "ann", "2026-01-10T10:00:00+08:00", "", "accepted", "granted 5 STUDY"},
		{"c5", "checkin", "ann", "2026-01-12T10:00:00+08:00", "", "accepted", "granted 5 STUDY"},
		{"c6", "checkin", "ann", "2026-01-10T23:00:00+08:00", "", "accepted", "given_before  "},
		{"c7", "checkin", "bob", "", "", "accepted", "granted 5 STUDY"},
		// Rules of the operator's own: limits by the day of the event.
		{"g1", "generic", "ann", "2026-01-15T01:00:00Z", twice, "accepted", "granted 2 POINT"},
		{"g2", "generic", "ann", "2026-01-16T01:00:00Z", twice, "accepted", "granted 2 POINT"},
		{"g3", "generic", "ann", "2026-01-15T02:00:00Z", twice, "accepted", "granted 2 POINT"},
		{"g4", "generic", "ann", "2026-01-15T03:00:00Z", twice, "accepted", "limit_reached  "},
		{"g5", "generic", "ann", "2026-01-16T02:00:00Z", twice, "accepted", "limit_reached  "}, // three at all
		{"g5", "checkin", "cid", "", "", "accepted", "granted 5 STUDY"},                        // ids are unique for a type
		{"g6", "generic", "ann", "", visit, "accepted", "granted 0.1 USDT"},
		{"g7", "generic", "id:99999999", "", visit, "member.not_found", ""},
		// What is refused leaves nothing behind.
		{"r1", "generic", "ann", "", `{"rule":"later"}`, "rule.not_found", ""},
		{"r2", "generic", "ann", "", `{"rule":"off"}`, "rule.inactive", ""},
		{"r3", "generic", "ann", "", `{}`, "event.data_invalid", ""},
		{"r3", "generic", "ann", "", `{"rule":7}`, "event.data_invalid", ""},
		{"r3", "generic", "ann", "", `["rule"]`, "event.data_invalid", ""},
		{"r3", "generic", "ann", "", `{"rule":"visit","x":"` + strings.Repeat("x", 9000) + `"}`, "event.data_invalid", ""},
		{"r3", "generic", "ann", "", visit, "accepted", "granted 0.1 USDT"},
		{"r4", "sunrise", "ann", "", "", "event.type_unknown", ""},
		{"", "checkin", "ann", "", "", "event.id_invalid", ""},
		{strings.Repeat("x", 201), "checkin", "ann", "", "", "event.id_invalid", ""},
		{"r\x01", "checkin", "ann", "", "", "event.id_invalid", ""},
		{"r5", "checkin", "", "", "", "member.subject_invalid", ""},
		{"r6", "checkin", "ann", "yesterday", "", "coreapi.time_invalid", ""},
		{"r7", "checkin", "ann", "2026-01-16T02:40:01Z", "", "event.in_future", ""},
		{"r8", "checkin", "ann", "2026-01-16T02:40:00Z", "", "accepted", "given_before  "},
		{"r9", "checkin", "ann", "2024-12-12T02:29:59Z", "", "event.too_old", ""},
		{"ra", "checkin", "ann", "1970-01-01T00:00:00Z", "", "event.too_old", ""},
		{"rb", "checkin", "ann", "2024-12-12T02:30:00Z", "", "accepted", "granted 5 STUDY"},
	}
	onSQL(t, func(b *bench) {
		b.ok("PUT", "/v1/rules/visit", `{"asset":"USDT","amount":"0.1"}`)
		b.ok("PUT", "/v1/rules/twice", `{"asset":"POINT","amount":"2","daily_max":2,"total_max":3}`)
		b.ok("PUT", "/v1/rules/off", `{"asset":"POINT","amount":"2","status":"inactive"}`)
		for i, c := range cases {
			r := b.send("POST", "/v1/events", c.body()).want(200, "")
			checkEvent(b, fmt.Sprintf("case %d (%.10s)", i, c.id), at(b, r.json(), "results", 0), c)
		}
		want := map[string]string{"ann STUDY": "25", "ann POINT": "6", "ann USDT": "0.2", "bob STUDY": "5", "cid STUDY": "5"}
		for whose, amount := range want {
			subject, asset, _ := strings.Cut(whose, " ")
			if got := b.balanceOf(subject, asset); got != amount {
				b.Errorf("%s has %s, want %s", whose, got, amount)
			}
		}
		b.send("GET", "/v1/members?search=sunrise", nil).want(200, "")
		if r := b.ok("GET", "/v1/transfers?subject=ann&asset=USDT&source=event:g6", nil); text(b, r, "items", 0, "reason") != "rule.visit" {
			b.Errorf("the award's line: %v", r)
		}
	})
}

func checkEvent(b *bench, name string, result any, c anEvent) {
	b.Helper()
	status := text(b, result, "status")
	if status == "rejected" {
		status = text(b, result, "code")
	}
	effect := ""
	if list, _ := at(b, result, "effects").([]any); len(list) > 0 {
		e, _ := list[0].(map[string]any)
		effect = strings.ReplaceAll(fmt.Sprintf("%v %v %v", e["kind"], e["amount"], e["asset"]), "<nil>", "")
	}
	if status != c.want || effect != c.effect {
		b.Errorf("%s: %s, %q, want %s, %q", name, status, effect, c.want, c.effect)
	}
}

// A thousand events at once, for members who are not there yet, some twice,
// some wrong: each on its own, and in one go.
// contract: N-01
func TestAThousandEvents(t *testing.T) {
	onSQL(t, func(b *bench) {
		var list []map[string]any
		for i := range 1000 {
			e := anEvent{id: fmt.Sprint("e", i), kind: "checkin", subject: fmt.Sprint("m", i%400)}
			switch {
			case i >= 900 && i < 950:
				e.id = fmt.Sprint("e", i-900) // a repeat
			case i >= 950:
				e.kind = "sunrise"
			}
			list = append(list, e.body())
		}
		began := time.Now()
		r := b.send("POST", "/v1/events", list).want(200, "")
		b.Logf("%s: 1000 events in %s", b.store.Engine(), time.Since(began))
		counts := map[string]int{}
		results, _ := r.json()["results"].([]any)
		for i, result := range results {
			if text(b, result, "id") != list[i]["id"] {
				b.Fatalf("result %d is of %v", i, at(b, result, "id"))
			}
			key := text(b, result, "status")
			if list, _ := at(b, result, "effects").([]any); len(list) > 0 {
				key += " " + text(b, list, 0, "kind")
			}
			counts[key]++
		}
		if got := fmt.Sprint(counts); got != "map[accepted given_before:500 accepted granted:400 duplicate granted:50 rejected:50]" {
			b.Error(got)
		}
		again := b.send("POST", "/v1/events", list).want(200, "")
		if strings.Contains(string(again.body), "accepted") {
			b.Error("a repeated batch was accepted again")
		}
		system := b.send("GET", "/v1/accounts?owner=system", nil).list()
		if got := text(b, system, 0, "posted"); got != "-2000" {
			b.Errorf("%s was issued", got)
		}
	})
}
