package coreapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/httpx/faultmap"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// described reads the description as a client gets it.
func described(t *testing.T, b *bench) map[string]any {
	t.Helper()
	r := b.send("GET", "/v1/openapi.json", nil, as("")).want(200, "")
	if kind := r.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("content type %s", kind)
	}
	tag := r.header.Get("Etag")
	if again := b.send("GET", "/v1/openapi.json", nil, as(""), header("If-None-Match", tag)); again.status != http.StatusNotModified || len(again.body) != 0 {
		t.Errorf("asked again with %s: %d", tag, again.status)
	}
	return r.json()
}

func inMemory(t *testing.T) *bench {
	t.Helper()
	s := storetest.Memory(t, store.Options{})
	b := &bench{TB: t, store: s}
	b.deps.Store = s
	b.api = coreapi.New(b.deps)
	b.handler = b.api.Handler()
	return b
}

// Every call is described, and what is said of it holds together.
func TestTheDescription(t *testing.T) {
	b := inMemory(t)
	api := described(t, b)
	if at(t, api, "openapi") != "3.1.0" {
		t.Errorf("version %v", api["openapi"])
	}
	seen := map[string]bool{}
	for _, op := range b.api.OperationsForTest() {
		d, ok := at(t, api, "paths", op.Path, strings.ToLower(op.Method)).(map[string]any)
		if !ok {
			t.Errorf("%s %s is not described", op.Method, op.Path)
			continue
		}
		name := text(t, d, "operationId")
		if seen[name] || text(t, d, "summary") == "" {
			t.Errorf("%s %s: operationId %q is taken, or there is no summary", op.Method, op.Path, name)
		}
		seen[name] = true
		checkParameters(t, op, d)
		if _, body := d["requestBody"]; body != op.Body {
			t.Errorf("%s: body %v", name, body)
		}
		responses, _ := d["responses"].(map[string]any)
		if responses[fmt.Sprint(op.Success)] == nil || len(responses) < 3 {
			t.Errorf("%s: answers %v", name, responses)
		}
	}
	paths, _ := at(t, api, "paths").(map[string]any)
	for path, item := range paths {
		for method := range item.(map[string]any) {
			if !seen[text(t, item, method, "operationId")] {
				t.Errorf("%s %s is described, but not there", method, path)
			}
		}
	}
	checkReferences(t, api, api)
	schemas, _ := at(t, api, "components", "schemas").(map[string]any)
	for name := range schemas {
		if !schemaName.MatchString(name) {
			t.Errorf("a schema is named %q", name)
		}
	}
}

var schemaName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

func checkParameters(t *testing.T, op coreapi.Operation, d map[string]any) {
	t.Helper()
	names := map[string]string{}
	list, _ := d["parameters"].([]any)
	for _, p := range list {
		names[text(t, p, "name")] = text(t, p, "in")
	}
	for _, segment := range strings.Split(op.Path, "/") {
		if name := strings.Trim(segment, "{}"); name != segment && names[name] != "path" {
			t.Errorf("%s %s: %s is not described", op.Method, op.Path, segment)
		}
	}
	for _, q := range op.Query {
		if names[q] != "query" {
			t.Errorf("%s %s: %s is not described", op.Method, op.Path, q)
		}
	}
	if keyed := names["Idempotency-Key"] == "header"; keyed != (op.Method != http.MethodGet && !op.Once) {
		t.Errorf("%s %s: Idempotency-Key %v", op.Method, op.Path, keyed)
	}
}

// checkReferences holds every $ref to something that is there, and every
// schema to a type.
func checkReferences(t *testing.T, api, at any) {
	t.Helper()
	switch v := at.(type) {
	case []any:
		for _, e := range v {
			checkReferences(t, api, e)
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			found := api
			for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
				m, _ := found.(map[string]any)
				found = m[step]
			}
			if found == nil {
				t.Errorf("%s leads nowhere", ref)
			}
		}
		for _, e := range v {
			checkReferences(t, api, e)
		}
	}
}

// Amounts are text and times are times wherever they stand.
func TestSchemasSayWhatIsSent(t *testing.T) {
	api := described(t, inMemory(t))
	for path, want := range map[string]string{
		"TransferRequest.amount": "string", "TransferReply.balance": "string", "LineReply.amount": "string", "HoldReply.expires_at": "string null", "MemberReply.referrer": "integer null",
		"MemberReply.subjects": "array", "PrizeRequest.stock": "integer", "RuleRequest.amount": "string", "SettingRequest.version": "integer", "ListLineReply.items": "array",
	} {
		schema, field, _ := strings.Cut(path, ".")
		kind := at(t, api, "components", "schemas", schema, "properties", field, "type")
		if list, ok := kind.([]any); ok {
			kind = strings.Trim(fmt.Sprint(list), "[]")
		}
		if kind != want {
			t.Errorf("%s is %v, want %s", path, kind, want)
		}
	}
}

// The page about the description loads nothing from elsewhere.
func TestTheDocumentationPage(t *testing.T) {
	b := inMemory(t)
	page := b.send("GET", "/v1/docs", nil, as("")).want(200, "")
	policy := page.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'; script-src 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %s", policy)
	}
	for _, foreign := range []string{"http:", "https:", "src=\"//", "<script>", "style=\"", "onclick"} {
		if strings.Contains(string(page.body), foreign) {
			t.Errorf("the page holds %s", foreign)
		}
	}
	for path, kind := range map[string]string{"/v1/docs/docs.js": "text/javascript; charset=utf-8", "/v1/docs/docs.css": "text/css; charset=utf-8"} {
		if !strings.Contains(string(page.body), path) {
			t.Errorf("the page does not load %s", path)
		}
		if r := b.send("GET", path, nil, as("")).want(200, ""); r.header.Get("Content-Type") != kind {
			t.Errorf("%s is %s", path, r.header.Get("Content-Type"))
		}
	}
	b.send("GET", "/v1/docs/other.js", nil, as("")).want(404, "httpx.no_route")
	b.send("POST", "/v1/docs", nil, as("")).want(405, "httpx.method")
}

// Every fault that this front can meet has a Chinese text, and every text and
// status is of a fault that there is.
func TestTheCatalogue(t *testing.T) {
	declared, err := faultmap.Scan("../../..", "guerdon/internal/front/coreapi")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, d := range declared {
		codes[d.Code] = true
		if coreapi.Chinese[d.Code] == "" {
			t.Errorf("%s (%s %s) has no Chinese text", d.Code, d.Package, d.At)
		}
	}
	for code := range coreapi.Chinese {
		if !codes[code] {
			t.Errorf("the text of %q is of no fault", code)
		}
	}
	for code := range coreapi.Wires.Codes {
		if !codes[code] {
			t.Errorf("the status of %q is of no fault", code)
		}
	}
}

func TestLanguages(t *testing.T) {
	b := inMemory(t)
	for accept, want := range map[string]string{
		"": "There is nothing at this address.", "en": "There is nothing at this address.", "zh-CN": "地址不存在", "zh": "地址不存在", "ZH-hans, en;q=0.9": "地址不存在",
		"en;q=0.5, zh;q=0.8": "地址不存在", "fr": "There is nothing at this address.", "fr, zh;q=0.1": "地址不存在", "zh;q=0, en": "There is nothing at this address.",
		"de;q=x": "There is nothing at this address.", ",;,": "There is nothing at this address.",
	} {
		r := b.send("GET", "/v1/nothing", nil, header("Accept-Language", accept)).want(404, "httpx.no_route")
		var p struct{ Type, Title string }
		if err := json.Unmarshal(r.body, &p); err != nil || p.Title != want || p.Type != "about:blank" {
			t.Errorf("%q: %s", accept, r.body)
		}
		if kind := r.header.Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("content type %s", kind)
		}
	}
}
