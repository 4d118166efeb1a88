package bench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// parsed reads a rendered request as a server would.
func parsed(t *testing.T, request []byte, out any) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(request)))
	if err != nil {
		t.Fatal(err)
	}
	if out != nil {
		if err := json.NewDecoder(r.Body).Decode(out); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

var memberForm = regexp.MustCompile(`^ext:bench-0*\d{1,2}$`)

func TestSpendsAreRequestsOfMembersAtRandom(t *testing.T) {
	next := membersAtRandom(newTemplate("POST", "/v1/transfers", "host:1", []string{"Authorization: Bearer key"}, transferBody("spend")), 100)(3)
	seen := map[string]bool{}
	for range 50 {
		var body transfer
		r := parsed(t, next(), &body)
		if r.Method != "POST" || r.URL.Path != "/v1/transfers" || r.Host != "host:1" || r.Header.Get("Authorization") != "Bearer key" || r.Header.Get("Content-Type") != "application/json" {
			t.Fatalf("%+v", r)
		}
		if !memberForm.MatchString(body.Subject) || body.Kind != "spend" || body.Amount != "1" || body.Asset != "POINT" || body.Reason != "bench" {
			t.Fatalf("%+v", body)
		}
		seen[body.Subject] = true
	}
	if len(seen) < 20 {
		t.Errorf("only %d members in 50 spends", len(seen))
	}
}

func TestEveryNameOfAFeedIsFunded(t *testing.T) {
	known := subjects(30)
	next := membersAtRandom(newTemplate("POST", "/v1/transfers", "host", nil, transferArray("spend", 100)), 30)(0)
	var list []transfer
	parsed(t, next(), &list)
	if len(list) != 100 {
		t.Fatalf("%d entries", len(list))
	}
	for _, one := range list {
		if !slices.Contains(known, one.Subject) {
			t.Fatalf("%q is no member", one.Subject)
		}
	}
}

func TestKeysAreNeverUsedTwice(t *testing.T) {
	seen := map[string]bool{}
	request := newTemplate("POST", "/v1/transfers", "host", []string{keyHeader()}, transferBody("spend"))
	for series := range 3 {
		for connection := range 4 {
			next := keyedAtRandom(request, 100, series)(connection)
			for range 5 {
				key := parsed(t, next(), &transfer{}).Header.Get("Idempotency-Key")
				if len(key) != keyDigits || seen[key] {
					t.Fatalf("key %q", key)
				}
				seen[key] = true
			}
		}
	}
}

func TestConnectionsShareNoBytes(t *testing.T) {
	request := newTemplate("POST", "/", "host", nil, transferBody("spend"))
	feeds := membersAtRandom(request, MembersMax)
	first := feeds(0)()
	text := string(first)
	if feeds(1)(); string(first) != text {
		t.Error("one connection wrote into another's request")
	}
	if strings.ContainsRune(text, blank) || !strings.ContainsRune(string(request.text), blank) {
		t.Errorf("%q of %q", text, request.text)
	}
}

func TestMakingARequestAllocatesNothing(t *testing.T) {
	next := keyedAtRandom(newTemplate("POST", "/", "host", []string{keyHeader()}, transferBody("spend")), 10, 1)(1)
	if n := testing.AllocsPerRun(100, func() { next() }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
