package solana

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/chain"
	"guerdon/internal/platform/clock"
)

const (
	secretPath = "/rpc/SECRET-KEY"
	idHeader   = "X-Question-Id" // how the node tells its answers the question's id
)

// node is a Solana node whose next answers are set by the test.
type node struct {
	t      *testing.T
	client *Client
	clock  *clock.Manual
	waits  []time.Duration // what the client waited; it never really does

	mu      sync.Mutex
	asked   []question
	answers map[string][]http.HandlerFunc // by method; the last one stays
}

// newNode gives a client of a node that knows its network.
func newNode(t *testing.T, change func(*Config)) *node {
	t.Helper()
	n := &node{t: t, clock: clock.NewManual(paidAt), answers: map[string][]http.HandlerFunc{}}
	server := httptest.NewServer(n)
	t.Cleanup(server.Close)
	config := Config{URL: server.URL + secretPath, Genesis: chain.Hash{7}, Clock: n.clock}
	if change != nil {
		change(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	client.wait = func(ctx context.Context, d time.Duration) error {
		n.waits = append(n.waits, d)
		return ctx.Err()
	}
	n.client = client
	n.on("getGenesisHash", answerResult(quoted(chain.Hash{7}.String())))
	return n
}

func (n *node) on(method string, answers ...http.HandlerFunc) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.answers[method] = answers
}

func (n *node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var q question
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if r.Method != http.MethodPost || r.URL.Path != secretPath || r.Header.Get("Content-Type") != "application/json" || q.Version != "2.0" {
		n.t.Errorf("asked %s %s for %+v", r.Method, r.URL.Path, q)
	}
	r.Header.Set(idHeader, strconv.FormatInt(q.ID, 10))
	n.next(q)(w, r)
}

func (n *node) next(q question) http.HandlerFunc {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, q)
	answers := n.answers[q.Method]
	if len(answers) == 0 {
		n.t.Errorf("asked for %s", q.Method)
		return status(http.StatusNotFound)
	}
	if len(answers) > 1 {
		n.answers[q.Method] = answers[1:]
	}
	return answers[0]
}

// count is how often a method was asked for.
func (n *node) count(method string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	count := 0
	for _, q := range n.asked {
		if q.Method == method {
			count++
		}
	}
	return count
}

// last is the last question for a method.
func (n *node) last(method string) (last question) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, q := range n.asked {
		if q.Method == method {
			last = q
		}
	}
	return last
}

// The answers of a node.

// answerResult answers the question with a result.
func answerResult(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","result":%s,"id":%s}`, raw, r.Header.Get(idHeader))
	}
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func rpcError(code int) http.HandlerFunc {
	return body(fmt.Sprintf(`{"jsonrpc":"2.0","error":{"code":%d,"message":"no"},"id":1}`, code))
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", code) }
}

func limited(retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(http.StatusTooManyRequests)
	}
}

// lost closes the connection where the answer was to come.
func lost(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// hang answers when the client has gone.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// endless sends more than any answer may have.
func endless(w http.ResponseWriter, _ *http.Request) {
	part := make([]byte, 64<<10)
	for range answerMax/len(part) + 1 {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}

func quoted(text string) string { return `"` + text + `"` }
