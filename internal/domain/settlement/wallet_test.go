package settlement_test

import (
	"bytes"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/settlement/httpwallet"
)

const secret = "a secret of the wallet service"

// wallet is a wallet service that keeps its promises about client ids and
// nothing else: it answers late, twice, with rubbish, or not at all, before
// or after it has paid.
type wallet struct {
	t      *testing.T
	server *httptest.Server

	mu      sync.Mutex
	dice    *rand.Rand
	faulty  bool
	orders  map[string]*order
	payouts map[string]int // by client id: what must never pass one
	puts    int
	lose    func() // called at random points: our process dies there
}

// order is one settlement at the service.
type order struct {
	body    string
	steps   int    // looks until it ends
	Client  string `json:"client_id"`
	Status  string `json:"status"`
	Moved   string `json:"funds_moved"`
	Tx      string `json:"tx_hash,omitempty"`
	Target  string `json:"target"`
	Got     string `json:"received_amount,omitempty"`
	Error   any    `json:"error,omitempty"`
	Updated string `json:"updated_at"`
}

func newWallet(t *testing.T, faulty bool) *wallet {
	w := &wallet{t: t, dice: rand.New(rand.NewPCG(7, 11)), faulty: faulty, orders: map[string]*order{}, payouts: map[string]int{}, lose: func() {}}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	return w
}

// roll is true once in n times, where the service is faulty.
func (w *wallet) roll(n int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.faulty && w.dice.IntN(n) == 0
}

// ServeHTTP checks the signature, and injures the exchange before and after
// what it does.
func (w *wallet) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	want := httpwallet.Sign([]byte(secret), r.Method, r.URL.RequestURI(), r.Header.Get(httpwallet.HeaderTimestamp), body)
	if !hmac.Equal([]byte(want), []byte(r.Header.Get(httpwallet.HeaderSignature))) || r.Header.Get(httpwallet.HeaderKey) != "k1" {
		w.t.Errorf("%s %s: a bad signature", r.Method, r.URL)
	}
	if w.injure(out, r) {
		return
	}
	answer := httptest.NewRecorder()
	w.serve(answer, r, body)
	if w.roll(12) { // delivered twice on the way
		w.serve(httptest.NewRecorder(), r, body)
	}
	if w.injure(out, r) {
		return
	}
	for name, values := range answer.Header() {
		out.Header()[name] = values
	}
	out.WriteHeader(answer.Code)
	_, _ = io.Copy(out, answer.Body)
}

// injure may leave a request without a proper answer.
func (w *wallet) injure(out http.ResponseWriter, r *http.Request) bool {
	switch {
	case w.roll(15):
		out.WriteHeader(http.StatusInternalServerError)
	case w.roll(16): // much too late
		<-r.Context().Done()
	case w.roll(17): // cut off
		if conn, _, err := out.(http.Hijacker).Hijack(); err == nil {
			_ = conn.Close()
		}
	case w.roll(18):
		_, _ = io.WriteString(out, `{"status": "fin`)
	case w.roll(10): // our own process dies while it waits
		w.mu.Lock()
		lose := w.lose
		w.mu.Unlock()
		lose()
		return false
	default:
		return false
	}
	return true
}

func (w *wallet) serve(out http.ResponseWriter, r *http.Request, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	client := strings.TrimPrefix(r.URL.Path, "/v1/settlements/")
	switch {
	case r.URL.Path == "/v1/capabilities":
		reply(out, 200, map[string]any{"assets": []map[string]any{{"asset": "BNB", "decimals": 18, "min": "1", "max": "100000"}, {"asset": "USDT", "decimals": 6, "needs_address": true}, {"asset": "DOGE"}}, "finality": "1 block"})
	case r.URL.Path == "/v1/quotes":
		w.quote(out, body)
	case r.URL.Path == "/v1/balances":
		reply(out, 200, map[string]any{"balances": []map[string]string{{"asset": "BNB", "available": "12.5", "reserved": "0.25"}, {"asset": "DOGE", "available": "1"}}})
	case r.URL.Path == "/v1/addresses/validate":
		reply(out, 200, map[string]any{"valid": strings.Contains(string(body), `"0x`)})
	case r.URL.Path == "/v1/settlements":
		w.feed(out)
	case r.Method == http.MethodPut:
		w.put(out, client, string(body))
	default:
		w.get(out, client)
	}
}

func reply(out http.ResponseWriter, status int, v any) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(v)
}

func (w *wallet) quote(out http.ResponseWriter, body []byte) {
	if bytes.Contains(body, []byte(`"13"`)) {
		reply(out, 409, map[string]any{"error": map[string]any{"code": "INSUFFICIENT_LIQUIDITY", "retryable": true, "message": "the pool is dry"}})
		return
	}
	reply(out, 200, map[string]any{"quote_id": fmt.Sprintf("q%d", w.dice.Uint64()), "out": "0.1234567890123", "min_out": "0.12", "rate": "0.0005", "expires_at": time.Unix(0, 0).UTC()})
}

// put accepts an order once, and pays it at once or some looks later.
func (w *wallet) put(out http.ResponseWriter, client, body string) {
	w.puts++
	o, known := w.orders[client]
	if known && o.body != "" && o.body != body {
		reply(out, 422, map[string]any{"error": map[string]any{"code": "POLICY_DENIED"}})
		return
	}
	if known {
		reply(out, 200, o)
		return
	}
	o = &order{body: body, Client: client, Status: "accepted", Moved: "unknown", Target: "BNB", steps: w.dice.IntN(3), Updated: "2024-12-01T00:00:00Z"}
	w.orders[client] = o
	w.step(o)
	reply(out, 202, o)
}

func (w *wallet) get(out http.ResponseWriter, client string) {
	o, known := w.orders[client]
	if !known {
		reply(out, 404, map[string]any{"error": map[string]any{"code": "NOT_FOUND"}})
		return
	}
	w.step(o)
	reply(out, 200, o)
}

// step takes an order on: every seventh fails, all others are paid.
func (w *wallet) step(o *order) {
	if o.Status != "accepted" && o.Status != "broadcast" {
		return
	}
	if o.steps--; o.steps >= 0 {
		o.Status, o.Tx = "broadcast", "0xsent"
		return
	}
	if w.faulty && w.dice.IntN(7) == 0 {
		o.Status, o.Moved, o.Tx = "failed", "no", ""
		o.Error = map[string]any{"code": "SLIPPAGE", "retryable": false, "message": "too far"}
		return
	}
	w.payouts[o.Client]++
	o.Status, o.Moved, o.Tx, o.Got = "final", "yes", fmt.Sprintf("0x%x", w.dice.Uint64()), "0.1234567890123"
}

func (w *wallet) feed(out http.ResponseWriter) {
	list := make([]*order, 0, len(w.orders))
	for _, o := range w.orders {
		list = append(list, o)
	}
	reply(out, 200, map[string]any{"items": list})
}

// edit changes an order behind everybody's back.
func (w *wallet) edit(client string, fn func(o *order)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.orders[client]
	if o == nil {
		o = &order{Client: client, Updated: "2024-12-01T00:00:00Z"}
		w.orders[client] = o
	}
	fn(o)
}
