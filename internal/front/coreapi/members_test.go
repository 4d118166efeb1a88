package coreapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// contract: N-02
func TestMembers(t *testing.T) {
	onSQL(t, func(b *bench) {
		ann := b.ok("POST", "/v1/members", `{"subject":"ann","subjects":["wallet:5o5z"],"username":"Ann","domain":13}`)
		if got := text(b, ann, "subjects"); got != "[ext:ann username:ann wallet:5o5z]" || text(b, ann, "domain") != "13" || at(b, ann, "referrer") != nil {
			b.Errorf("ann: %v", ann)
		}
		path := "/v1/members/" + text(b, ann, "id")
		if got := b.ok("GET", path, nil); fmt.Sprint(got) != fmt.Sprint(ann) {
			b.Errorf("read %v, made %v", got, ann)
		}
		taken := b.send("POST", "/v1/members", `{"subjects":["bob","username:ann"]}`).want(409, "member.subject_taken")
		if text(b, taken.json(), "params", "member") != text(b, ann, "id") {
			b.Errorf("whose: %s", taken.body)
		}
		b.send("GET", "/v1/accounts?subject=bob", nil).want(404, "member.not_found")
		bob := b.ok("POST", "/v1/members", `{"subject":"bob","referrer":"wallet:5o5z"}`)
		if text(b, bob, "referrer") != text(b, ann, "id") {
			b.Errorf("bob: %v", bob)
		}
		bobPath := "/v1/members/" + text(b, bob, "id")
		for _, c := range []struct {
			path, body string
			status     int
			code       string
		}{
			{bobPath, `{"referrer":"ann"}`, 200, ""}, // as it is
			{path, `{"referrer":"bob"}`, 422, "member.referrer_cycle"},
			{path, `{"referrer":"ann"}`, 422, "member.referrer_cycle"},
			{path, `{"referrer":"nobody"}`, 404, "member.not_found"},
			{path, `{"add_subject":"bob"}`, 409, "member.subject_taken"},
			{path, `{"add_subject":"id:5"}`, 400, "coreapi.subject_is_id"},
			{path, `{"add_subject":"email:Ann@Example.com"}`, 200, ""},
			{path, `{"status":"gone"}`, 400, "member.status_invalid"},
			{path, `{"domain":-1}`, 400, "member.domain_invalid"},
			{path, `{"domain":-1,"status":"suspended"}`, 400, "member.domain_invalid"}, // nothing of it
			{path, `{"domain":0,"status":"suspended","reason":"fraud"}`, 200, ""},
		} {
			if r := b.send("PATCH", c.path, c.body); r.status != c.status || (c.code != "" && r.json()["code"] != c.code) {
				b.Errorf("%s: %d %s", c.body, r.status, r.body)
			}
		}
		now := b.ok("GET", path, nil)
		if text(b, now, "status") != "suspended" || !strings.Contains(text(b, now, "subjects"), "email:ann@example.com") {
			b.Errorf("ann now: %v", now)
		}
		b.send("POST", "/v1/transfers", `{"subject":"ann","asset":"POINT","amount":"1","kind":"grant"}`).want(403, "member.suspended")
		b.send("POST", "/v1/holds", `{"subject":"ann","asset":"POINT","amount":"1"}`).want(403, "member.suspended")
		b.send("GET", "/v1/accounts?subject=ann", nil).want(200, "") // may be read about
		b.ok("PATCH", path, `{"status":"active"}`)
		b.grant("ann", "1")
		acts := b.ok("GET", "/v1/audit?object=member:"+text(b, ann, "id")+"&limit=2", nil)
		if text(b, acts, "items", 1, "reason") != "fraud" || text(b, acts, "items", 1, "before", "status") != "active" || text(b, acts, "items", 1, "after", "status") != "suspended" {
			b.Errorf("the record: %v", acts)
		}
		if !strings.HasPrefix(text(b, acts, "items", 0, "actor"), "api_key:") {
			b.Errorf("by %v", at(b, acts, "items", 0, "actor"))
		}
	})
}

// contract: N-02
func TestMemberSearch(t *testing.T) {
	onSQL(t, func(b *bench) {
		for i := range 7 {
			b.clock.Advance(time.Second)
			b.ok("POST", "/v1/members", map[string]any{"subject": fmt.Sprintf("m_%d", i), "username": fmt.Sprintf("user%d", i), "subjects": []string{fmt.Sprintf("wallet:W%%%d", i)}})
		}
		for search, want := range map[string]string{
			"": "6 5 4 3 2 1 0", "user": "6 5 4 3 2 1 0", "USER3": "3", "ser": "", "m_2": "2", "m": "", "wallet:W%255": "5", "W%25": "6 5 4 3 2 1 0", "W%252": "2", "%25": "", "_": "", "id:99": "", "%01": "",
		} {
			var got []string
			for _, m := range b.all("/v1/members?limit=3&search=" + search) {
				got = append(got, strings.TrimPrefix(text(b, m, "username"), "user"))
			}
			if strings.Join(got, " ") != want {
				b.Errorf("%q finds %v, want %v", search, got, want)
			}
		}
	})
}

// all follows a list to its end, and holds it to its limit.
func (b *bench) all(path string) (items []any) {
	b.Helper()
	joint := "?"
	if strings.Contains(path, "?") {
		joint = "&"
	}
	for cursor := ""; ; {
		page := b.ok("GET", path+joint+"cursor="+cursor, nil)
		list, _ := page["items"].([]any)
		items = append(items, list...)
		next, more := page["next_cursor"].(string)
		if !more {
			return items
		}
		if len(list) == 0 || next == cursor || len(items) > 10_000 {
			b.Fatalf("%s does not end", path)
		}
		cursor = next
	}
}
