package rewardapi

import (
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// spec is what the tests look at of the description.
type spec struct {
	Paths      map[string]map[string]struct{} `json:"paths"`
	Components struct {
		Schemas map[string]struct {
			Properties map[string]any `json:"properties"`
			Required   []string       `json:"required"`
		} `json:"schemas"`
	} `json:"components"`
}

func described(t *testing.T) spec {
	t.Helper()
	data, err := files.ReadFile("swagger/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var s spec
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// The description names the fields that the answers have, and no others.
// contract: S1-06
func TestDescriptionIsTrue(t *testing.T) {
	s := described(t)
	for name, reply := range map[string]any{
		"Health": healthReply{}, "Summary": summaryReply{}, "Reward": rewardReply{}, "Pagination": pagination{}, "Details": detailsReply{}, "PendingReward": pendingReply{},
		"SettleRequest": settleRequest{}, "Settlement": settleReply{}, "PendingSettlement": pendingSettleReply{}, "Error": errorReply{},
	} {
		schema := s.Components.Schemas[name]
		kind := reflect.TypeOf(reply)
		for i := range kind.NumField() {
			tag := kind.Field(i).Tag.Get("json")
			field, option, _ := strings.Cut(tag, ",")
			if _, ok := schema.Properties[field]; !ok {
				t.Errorf("%s: %s is not described", name, field)
			}
			if required := slices.Contains(schema.Required, field); required == (option == "omitempty") {
				t.Errorf("%s: %s is required: %v", name, field, required)
			}
		}
		if len(schema.Properties) != kind.NumField() {
			t.Errorf("%s: %d fields are described, there are %d", name, len(schema.Properties), kind.NumField())
		}
	}
}

// The description names the paths that are served, and no others.
func TestDescribedPathsAreServed(t *testing.T) {
	mux := New(Deps{}).mux
	found := 0
	for path, methods := range described(t).Paths {
		for method := range methods {
			found++
			r := httptest.NewRequest(strings.ToUpper(method), path, nil)
			if _, pattern := mux.Handler(r); pattern != strings.ToUpper(method)+" "+path {
				t.Errorf("%s %s is served by %q", method, path, pattern)
			}
		}
	}
	if found != 5 {
		t.Errorf("%d operations are described", found)
	}
}

// The page's files come as they are stored, or unpacked, and are the real ones.
func TestAssets(t *testing.T) {
	handler := New(Deps{}).Handler()
	get := func(path, encoding string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", encoding)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	page := get("/api", "")
	if !strings.Contains(page.Header().Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("%v", page.Header())
	}
	for name := range assets {
		if !strings.Contains(page.Body.String(), `"/api/`+name+`"`) {
			t.Errorf("the page does not use %s", name)
		}
		plain, packed := get("/api/"+name, ""), get("/api/"+name, "br, gzip")
		if plain.Code != 200 || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v", name, plain.Code, plain.Header())
		}
		if packed.Header().Get("Content-Encoding") == "" {
			continue // it is not worth it
		}
		unpacked, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		buf := make([]byte, 1<<16)
		for n, err := unpacked.Read(buf); n > 0 || err == nil; n, err = unpacked.Read(buf) {
			text.Write(buf[:n])
		}
		if text.String() != plain.Body.String() || len(text.String()) < 100_000 {
			t.Errorf("%s: %d bytes packed, %d plain", name, text.Len(), plain.Body.Len())
		}
	}
	if !strings.Contains(get("/api/swagger-ui-bundle.js", "").Body.String(), "SwaggerUIBundle") {
		t.Error("the script is another one")
	}
}
