package coreapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/front/coreapi"
)

// bodies that no call takes.
var badBodies = map[string]string{
	"empty": "", "blank": "  ", "cut": `{"a":`, "null": "null", "text": `"x"`, "number": "7", "true": "true", "two values": `{} {}`,
	"twice the same name": `{"a":1,"A":2}`, "not UTF-8": "{\"a\":\"\xff\"}", "NUL": `{"a":"\u0000"}`, "half a pair": `{"a":"\ud800"}`,
	"deep": strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), "large": `{"a":"` + strings.Repeat("x", 1<<20) + `"}`,
}

// values that some field or other will not take.
var badValues = map[string]string{
	"null": "null", "true": "true", "text": `"x"`, "no text": `""`, "a large text": `"` + strings.Repeat("界", 3000) + `"`, "control": `"a\u0007b"`,
	"negative": "-1", "zero": "0", "fraction": "1.5", "huge": "9223372036854775808", "huger": "1e999", "huge text": `"9223372036854775807"`,
	"largest": "9223372036854775807", "object": `{"a":{}}`, "list": "[]", "list of lists": "[[1],[null]]", "list of null": "[null]", "lone": `"\\ud800"`,
}

var badIDs = []string{"0", "-1", "abc", "1.5", "99999999999999999999", "9007199254740993", "%00", "%ff", strings.Repeat("9", 300), "%2e%2e"}

var badTexts = []string{"", "abc", "-1", "0", "%00", "%ff%fe", "99999999999999999999", strings.Repeat("x", 5000), "2026-13-45", "true", "'; DROP TABLE member; --", "%25", "_", "id:0", "wallet:", "AAAA", "bS4x"}

// Whatever is sent, each call answers as described or as documented for a
// problem, never with a fault of our own; and what is refused changes
// nothing.
func TestBadInput(t *testing.T) {
	onSQL(t, func(b *bench) {
		counts := map[int]int{}
		b.ok("POST", "/v1/events", `{"id":"e-0","type":"checkin","subject":"ann"}`)
		for _, op := range b.api.OperationsForTest() {
			p := probe{b, op, b.asRoot(), b.filled(op.Path), counts}
			p.paths()
			p.queries()
			if op.Body {
				p.bodies()
				p.fields()
			}
		}
		b.Logf("answers: %v", counts)
	})
}

// probe is one call under test.
type probe struct {
	*bench
	op     coreapi.Operation
	root   with
	path   string
	counts map[int]int // answers by status
}

// try sends a request that may be refused, and reports whether it was.
func (p *probe) try(what, path, body string, how ...with) (refused bool) {
	p.Helper()
	before := p.store.Stats().Batches
	r := p.send(p.op.Method, path, body, append([]with{p.root}, how...)...)
	p.counts[r.status]++
	if r.status == p.op.Success {
		return false
	}
	code := text(p, r.json(), "code")
	if !slices.Contains(p.op.Statuses[r.status], code) && !strings.HasPrefix(code, "httpx.no_route") {
		p.Errorf("%s: %s: %d %.300s is not documented: %v", what, r.request, r.status, r.body, p.op.Statuses[r.status])
	}
	if r.status >= 500 {
		p.Errorf("%s: %s: %d %s", what, r.request, r.status, r.body)
	}
	if p.store.Stats().Batches != before && !p.op.Open {
		p.Errorf("%s: %s: it was refused with %s, and changed something", what, r.request, code)
	}
	return true
}

func (p *probe) paths() {
	if !strings.Contains(p.op.Path, "{") {
		return
	}
	good := goodBodies[p.op.Method+" "+p.op.Path]
	for _, bad := range badIDs {
		path := strings.NewReplacer("{id}", bad, "{name}", bad).Replace(p.op.Path)
		if !p.try("path", path, good) && strings.Contains(p.op.Path, "{id}") {
			p.Errorf("%s %s succeeded", p.op.Method, path)
		}
	}
}

func (p *probe) queries() {
	good := goodBodies[p.op.Method+" "+p.op.Path]
	for _, name := range p.op.Query {
		for _, bad := range badTexts {
			p.try("query", p.path+"?"+name+"="+strings.ReplaceAll(bad, " ", "%20"), good)
		}
	}
	if len(p.op.Query) > 0 && !p.try("query", p.path+"?a=%zz", good) {
		p.Errorf("%s took a query that is none", p.path)
	}
}

func (p *probe) bodies() {
	for _, what := range slices.Sorted(maps.Keys(badBodies)) {
		body := badBodies[what]
		if p.op.BodyMaybe && body == "" {
			continue
		}
		if !p.try("body "+what, p.path, body) {
			p.Errorf("%s %s took a body: %s", p.op.Method, p.path, what)
		}
	}
	if good := goodBodies[p.op.Method+" "+p.op.Path]; !p.try("content type", p.path, good, header("Content-Type", "text/plain")) {
		p.Errorf("%s %s took text/plain", p.op.Method, p.path)
	}
	for _, body := range []string{"[]", "[[]]", "[null,7]"} {
		if !p.try("list", p.path, body) && !p.op.Many {
			p.Errorf("%s %s took %s", p.op.Method, p.path, body)
		}
	}
}

// fields puts every bad value into every field of a good body.
func (p *probe) fields() {
	var good map[string]json.RawMessage
	if err := json.Unmarshal([]byte(goodBodies[p.op.Method+" "+p.op.Path]), &good); err != nil {
		p.Fatal(p.op.Path, err)
	}
	for _, more := range []string{"reason", "referrer", "subjects", "username", "add_subject", "status", "version", "price_sol", "stock", "at", "data", "allow_debt", "role", "domain", "ttl_seconds", "description", "category", "state", "sold_out", "prizes", "total_max"} {
		if _, there := good[more]; !there {
			good[more] = nil
		}
	}
	for _, name := range slices.Sorted(maps.Keys(good)) {
		for _, what := range slices.Sorted(maps.Keys(badValues)) {
			body := maps.Clone(good)
			maps.DeleteFunc(body, func(_ string, v json.RawMessage) bool { return v == nil })
			body[name] = json.RawMessage(badValues[what])
			if !p.try(fmt.Sprintf("%s is %s", name, what), p.path, jsonOf(p.bench, body)) {
				p.path = p.filled(p.op.Path) // what it was about may be over
			}
		}
	}
}

func jsonOf(b *bench, v any) string {
	b.Helper()
	// Not json.Marshal: raw values are to go out as they are.
	m, _ := v.(map[string]json.RawMessage)
	parts := make([]string, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%q:%s", name, m[name]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}
