package httpwallet_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/httpwallet"
	"guerdon/internal/platform/clock"
)

var began = instant.Of(time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC))

// answer is what the service says to everything.
type answer struct {
	status int
	body   string
	cut    bool // the connection ends instead
}

// asked is the last request.
type asked struct{ method, path, body, signature, stamp string }

func service(t *testing.T, a answer) (*httpwallet.Provider, *asked) {
	t.Helper()
	last := &asked{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*last = asked{r.Method, r.URL.RequestURI(), string(body), r.Header.Get(httpwallet.HeaderSignature), r.Header.Get(httpwallet.HeaderTimestamp)}
		if a.cut {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	}))
	t.Cleanup(server.Close)
	p, err := httpwallet.New(httpwallet.Config{URL: server.URL + "/base/", KeyID: "k1", Secret: []byte("0123456789abcdef"), Client: server.Client(), Now: clock.NewManual(began).Now})
	if err != nil {
		t.Fatal(err)
	}
	return p, last
}

var order = settlement.Order{Client: "gs-7-ab", Member: 100, Amount: 500_000_000, Currency: settlement.BNB, Quote: "q1", Least: 24_000_000}

// What is sent, to the byte, and its signature.
func TestWhatIsSent(t *testing.T) {
	p, last := service(t, answer{status: 202})
	r, err := p.Submit(t.Context(), order)
	if err != nil || r.Status != settlement.Accepted {
		t.Fatal(r, err)
	}
	want := asked{
		method: "PUT", path: "/base/v1/settlements/gs-7-ab", stamp: "1733011200",
		body: `{"source":"USDT","amount":"500","target":"BNB","beneficiary":"100","quote_id":"q1","min_out":"0.24"}`,
	}
	want.signature = httpwallet.Sign([]byte("0123456789abcdef"), want.method, want.path, want.stamp, []byte(want.body))
	if *last != want {
		t.Errorf("%+v, want %+v", *last, want)
	}
	if got := httpwallet.Sign([]byte("key"), "GET", "/v1/balances", "1", nil); got != "404f1cbb1046befbc018e264609edb587258fa674eaea8fa16ec4c346b2aa026" {
		t.Errorf("%s", got)
	}
	_, _ = p.List(t.Context(), began, "c/1")
	if last.path != "/base/v1/settlements?cursor=c%2F1&updated_after=2024-12-01T00%3A00%3A00Z" {
		t.Errorf("%s", last.path)
	}
}

// What counts as an answer to a Submit, and what as none.
func TestAnswersToSubmit(t *testing.T) {
	for name, c := range map[string]struct {
		answer
		status settlement.Status
		is     error // "any" where it is no answer
	}{
		"accepted":             {answer{status: 202, body: `{"client_id":"gs-7-ab","status":"accepted","funds_moved":"unknown"}`}, settlement.Accepted, nil},
		"accepted, no body":    {answer{status: 202}, settlement.Accepted, nil},
		"final":                {answer{status: 200, body: `{"status":"final","funds_moved":"yes","tx_hash":"0x1","received_amount":"0.25"}`}, settlement.Done, nil},
		"failed":               {answer{status: 200, body: `{"status":"failed","funds_moved":"no","error":{"code":"SLIPPAGE"}}`}, settlement.GivenUp, nil},
		"in flight":            {answer{status: 409}, settlement.Accepted, nil},
		"another body":         {answer{status: 422, body: `{}`}, "", settlement.ErrMismatch},
		"500":                  {answer{status: 500, body: `{"status":"failed","funds_moved":"no"}`}, "", errAny},
		"502":                  {answer{status: 502}, "", errAny},
		"rubbish":              {answer{status: 200, body: `{"status":"fin`}, "", errAny},
		"nothing":              {answer{status: 200}, "", errAny},
		"no status":            {answer{status: 200, body: `{}`}, "", errAny},
		"too much":             {answer{status: 200, body: `{"status":"final","x":"` + strings.Repeat("x", 2<<20) + `"}`}, "", errAny},
		"another order":        {answer{status: 200, body: `{"client_id":"gs-8-ab","status":"final"}`}, "", errAny},
		"cut off":              {answer{cut: true}, "", errAny},
		"unauthorized":         {answer{status: 401, body: `{"status":"failed","funds_moved":"no"}`}, "", errAny},
		"redirected elsewhere": {answer{status: 302}, "", errAny},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := service(t, c.answer)
			r, err := p.Submit(t.Context(), order)
			none := errors.Is(c.is, errAny)
			switch {
			case none && (err == nil || errors.Is(err, settlement.ErrMismatch) || errors.Is(err, settlement.ErrNeverSeen)):
				t.Errorf("%+v %v", r, err)
			case !none && (!errors.Is(err, c.is) || r.Status != c.status):
				t.Errorf("%+v %v", r, err)
			}
		})
	}
}

var errAny = errors.New("any")

// A 404 is an answer to a look-up alone.
func TestLookup(t *testing.T) {
	p, last := service(t, answer{status: 404, body: "not found"})
	if _, err := p.Lookup(t.Context(), "gs-7-a/b"); !errors.Is(err, settlement.ErrNeverSeen) || last.path != "/base/v1/settlements/gs-7-a%2Fb" {
		t.Errorf("%v %s", err, last.path)
	}
	if _, err := p.Submit(t.Context(), order); err == nil || errors.Is(err, settlement.ErrNeverSeen) {
		t.Errorf("%v", err)
	}
	p, _ = service(t, answer{status: 200, body: `{"client_id":"gs-7-ab","status":"final","funds_moved":"yes","tx_hash":"0x1","target":"BNB","received_amount":"0.1","updated_at":"2024-12-01T00:00:01Z"}`})
	want := settlement.Report{Client: "gs-7-ab", Status: settlement.Done, Moved: settlement.MovedYes, TxHash: "0x1", Currency: settlement.BNB, Received: "0.1", UpdatedAt: began.Add(time.Second)}
	if r, err := p.Lookup(t.Context(), "gs-7-ab"); err != nil || r != want {
		t.Errorf("%+v %v", r, err)
	}
}

// Quotes are cut off toward zero, and refused by code.
func TestQuote(t *testing.T) {
	q := settlement.QuoteCmd{Amount: 500_500_000, Currency: settlement.BNB}
	p, last := service(t, answer{status: 200, body: `{"quote_id":"q1","out":"0.250000009999","min_out":"0.249999999","rate":"0.0005","expires_at":"2024-12-01T00:01:00Z"}`})
	got, err := p.Quote(t.Context(), q)
	want := settlement.Quote{ID: "q1", Out: 25_000_000, Least: 24_999_999, Ends: began.Add(time.Minute)}
	if err != nil || got != want || last.body != `{"source":"USDT","target":"BNB","amount":"500.5"}` {
		t.Errorf("%+v %v %s", got, err, last.body)
	}
	for body, code := range map[string]settlement.Code{
		`{"error":{"code":"INSUFFICIENT_LIQUIDITY","message":"dry"}}`: settlement.InsufficientLiquidity,
		`{"error":{"code":"WHATEVER"}}`:                               settlement.Rejected,
	} {
		p, _ := service(t, answer{status: 409, body: body})
		_, err := p.Quote(t.Context(), q)
		if no := (settlement.Refusal{}); !errors.As(err, &no) || no.Code != code {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, body := range []string{`{}`, `{"quote_id":"q","out":"-1","min_out":"0"}`, `{"quote_id":"q","out":"1e9","min_out":"0"}`, `{"quote_id":"q","out":"1"}`, `{"quote_id":"` + strings.Repeat("q", 300) + `","out":"1","min_out":"1"}`} {
		p, _ := service(t, answer{status: 200, body: body})
		if got, err := p.Quote(t.Context(), q); err == nil {
			t.Errorf("%s: %+v", body, got)
		}
	}
}

// What the service says of itself.
func TestCapabilitiesAndBalances(t *testing.T) {
	p, _ := service(t, answer{status: 200, body: `{"assets":[{"asset":"BNB","decimals":18,"min":"1.5","max":"","needs_address":true},{"asset":"DOGE"}],"simulated":true,"balances":[{"asset":"BNB","available":"1.123456789","reserved":"0.5"},{"asset":"DOGE","available":"x"}]}`})
	able, err := p.Capabilities(t.Context())
	c, ok := able.Of(settlement.BNB)
	if err != nil || !ok || !able.Simulated || len(able.Currencies) != 1 || c.Least != 1_500_000 || c.Most != 0 || !c.NeedsAddress {
		t.Errorf("%+v %v", able, err)
	}
	have, err := p.Balances(t.Context())
	if err != nil || len(have) != 1 || have[0] != (settlement.Balance{Currency: settlement.BNB, Available: 112_345_678, Reserved: 50_000_000}) {
		t.Errorf("%+v %v", have, err)
	}
}

// Addresses are the service's to judge.
func TestValidateAddress(t *testing.T) {
	for body, valid := range map[string]bool{`{"valid":true}`: true, `{"valid":false}`: false} {
		p, _ := service(t, answer{status: 200, body: body})
		err := p.ValidateAddress(t.Context(), settlement.BNB, "0x1")
		if no := (settlement.Refusal{}); (err == nil) != valid || !valid && !errors.As(err, &no) {
			t.Errorf("%s: %v", body, err)
		}
	}
	p, _ := service(t, answer{status: 503})
	if no := (settlement.Refusal{}); errors.As(p.ValidateAddress(t.Context(), settlement.BNB, "0x1"), &no) {
		t.Error("no answer was taken for a refusal")
	}
}

// What is configured wrongly is refused at the start.
func TestConfig(t *testing.T) {
	good := httpwallet.Config{URL: "https://wallet.example", KeyID: "k", Secret: make([]byte, 16), Client: http.DefaultClient, Now: clock.System{}.Now}
	if _, err := httpwallet.New(good); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(c *httpwallet.Config){
		"no address": func(c *httpwallet.Config) { c.URL = "" }, "another scheme": func(c *httpwallet.Config) { c.URL = "file:///x" }, "a user": func(c *httpwallet.Config) { c.URL = "https://u:p@wallet.example" },
		"a short secret": func(c *httpwallet.Config) { c.Secret = make([]byte, 15) }, "no key": func(c *httpwallet.Config) { c.KeyID = "" }, "no client": func(c *httpwallet.Config) { c.Client = nil },
	} {
		c := good
		spoil(&c)
		if _, err := httpwallet.New(c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// A caller who gives up gets no answer.
func TestGivingUp(t *testing.T) {
	p, _ := service(t, answer{status: 200, body: `{"status":"final"}`})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Lookup(ctx, "gs-7-ab"); err == nil || errors.Is(err, settlement.ErrNeverSeen) {
		t.Errorf("%v", err)
	}
}
