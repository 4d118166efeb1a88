package solana

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/chain"
	"guerdon/internal/platform/clock"
)

var hash = chain.Signature{1}

func TestNewRefuses(t *testing.T) {
	for name, config := range map[string]Config{
		"no URL":         {Clock: clock.System{}},
		"another scheme": {URL: "ftp://node.example/SECRET", Clock: clock.System{}},
		"no host":        {URL: "http:///SECRET", Clock: clock.System{}},
		"no URL at all":  {URL: "SECRET\x7f", Clock: clock.System{}},
		"no clock":       {URL: "https://node.example"},
	} {
		_, err := New(config)
		if err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTransactionAsksForFinalOnesOfEveryVersion(t *testing.T) {
	n := newNode(t, nil)
	n.on("getTransaction", answerResult(string(golden(t, "version1"))))
	got, err := n.client.Transaction(t.Context(), hash)
	if err != nil || len(got.Keys) != 7 {
		t.Fatalf("%+v, %v", got, err)
	}
	options := map[string]any{"commitment": "finalized", "encoding": "json", "maxSupportedTransactionVersion": 1.0}
	if params := n.last("getTransaction").Params; !reflect.DeepEqual(params, []any{hash.String(), options}) {
		t.Fatalf("asked with %v", params)
	}
}

// What may pass is tried again; what stays is not.
func TestTries(t *testing.T) {
	for name, c := range map[string]struct {
		first http.HandlerFunc
		asked int // how often, when every answer but the third is this
	}{
		"a server error":       {status(500), 3},
		"a bad gateway":        {status(502), 3},
		"unavailable":          {limited503, 3},
		"a rate limit":         {limited("1"), 3},
		"a long rate limit":    {limited("60"), 1},
		"a lost answer":        {lost, 3},
		"garbage":              {body("node is starting up"), 3},
		"an empty answer":      {body(""), 3},
		"half an answer":       {body(`{"jsonrpc":"2.0","result":{"slot":`), 3},
		"another's answer":     {body(`{"jsonrpc":"2.0","result":null,"id":999}`), 3},
		"an answer without id": {body(`{"jsonrpc":"2.0","result":null}`), 3},
		"no result":            {body(`{"jsonrpc":"2.0","id":2}`), 3},
		"too deep":             {body(strings.Repeat("[", depthMax+1)), 3},
		"a node behind":        {rpcError(-32005), 3},
		"a provider's limit":   {rpcError(429), 3},
		"a bad question":       {rpcError(-32602), 1},
		"a version unknown":    {rpcError(-32015), 1},
		"a wrong key":          {status(401), 1},
		"a redirect":           {redirect, 1},
		"endless":              {endless, 1},
		"another form":         {answerResult(`{"slot":"1"}`), 1},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNode(t, nil)
			n.on("getTransaction", c.first)
			_, err := n.client.Transaction(t.Context(), hash)
			if !errors.Is(err, chain.ErrUnavailable) || n.count("getTransaction") != c.asked {
				t.Errorf("%v after %d tries, want ErrUnavailable after %d", err, n.count("getTransaction"), c.asked)
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("the error tells the key: %v", err)
			}
			if c.asked < Tries {
				return
			}
			n = newNode(t, nil)
			n.on("getTransaction", c.first, c.first, answerResult("null"))
			if _, err := n.client.Transaction(t.Context(), hash); !errors.Is(err, chain.ErrNotFinal) {
				t.Errorf("with a sound third answer: %v, want ErrNotFinal", err)
			}
		})
	}
}

func limited503(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
}

func redirect(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
}

func TestWaitsGrowWithJitterAndAsAsked(t *testing.T) {
	n := newNode(t, nil)
	date := paidAt.Add(1500 * time.Millisecond).Time().Add(time.Second).Format(http.TimeFormat)
	n.on("getTransaction", status(500), limited("1"), status(500))
	_, _ = n.client.Transaction(t.Context(), hash)
	n.on("getTransaction", limited(date), status(500), limited("junk"))
	_, _ = n.client.Transaction(t.Context(), hash)
	bounds := [][2]time.Duration{
		{RetryWait / 2, RetryWait * 3 / 2}, {time.Second, time.Second},
		{2 * time.Second, 2 * time.Second}, {RetryWait * 3 / 4, RetryWait * 9 / 4},
	}
	if len(n.waits) != len(bounds) {
		t.Fatalf("waited %v", n.waits)
	}
	for i, d := range n.waits {
		if d < bounds[i][0] || d > bounds[i][1] {
			t.Errorf("wait %d was %v, want %v to %v", i, d, bounds[i][0], bounds[i][1])
		}
	}
}

func TestHangingNodeIsGivenUp(t *testing.T) {
	n := newNode(t, func(c *Config) { c.TryTimeout = 20 * time.Millisecond })
	n.on("getTransaction", hang)
	if _, err := n.client.Transaction(t.Context(), hash); !errors.Is(err, chain.ErrUnavailable) || n.count("getTransaction") != Tries {
		t.Fatalf("%v after %d tries", err, n.count("getTransaction"))
	}
}

func TestBudgetEndsTheTries(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Budget = 30 * time.Millisecond })
	n.on("getTransaction", hang)
	if _, err := n.client.Transaction(t.Context(), hash); !errors.Is(err, chain.ErrUnavailable) || n.count("getTransaction") != 1 {
		t.Fatalf("%v after %d tries", err, n.count("getTransaction"))
	}
}

func TestBreakerStopsAskingAndTriesAgain(t *testing.T) {
	n := newNode(t, func(c *Config) { c.BreakFor = 30 * time.Millisecond })
	n.on("getTransaction", status(500))
	for range 4 {
		if _, err := n.client.Transaction(t.Context(), hash); !errors.Is(err, chain.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	if got := n.count("getTransaction"); got != BreakAfter {
		t.Fatalf("asked %d times, want %d", got, BreakAfter)
	}
	n.on("getTransaction", answerResult("null"))
	deadline, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := n.client.Transaction(t.Context(), hash); errors.Is(err, chain.ErrNotFinal) {
			return
		}
		select {
		case <-tick.C:
		case <-deadline.Done():
			t.Fatal("the breaker never closed")
		}
	}
}

// Refusals of the question and callers who went away say nothing about the
// node's health.
func TestBreakerIgnoresWhatIsNotTheNodesFault(t *testing.T) {
	n := newNode(t, nil)
	n.on("getTransaction", rpcError(-32602))
	for range 2 * BreakAfter {
		_, _ = n.client.Transaction(t.Context(), hash)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 * BreakAfter {
		if _, err := n.client.Transaction(gone, hash); !errors.Is(err, chain.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	n.on("getTransaction", answerResult("null"))
	if _, err := n.client.Transaction(t.Context(), hash); !errors.Is(err, chain.ErrNotFinal) {
		t.Fatalf("%v, want ErrNotFinal", err)
	}
}

func TestNetworkIsCheckedOnce(t *testing.T) {
	n := newNode(t, nil)
	n.on("getTransaction", answerResult("null"))
	n.on("getSignatureStatuses", answerResult(`{"value":[null]}`))
	var calls sync.WaitGroup
	for range 10 {
		calls.Go(func() { _, _ = n.client.Transaction(t.Context(), hash) })
	}
	calls.Wait()
	if _, err := n.client.SignatureStatus(t.Context(), hash); err != nil {
		t.Fatal(err)
	}
	if err := n.client.CheckNetwork(t.Context()); err != nil || n.count("getGenesisHash") != 1 {
		t.Fatalf("%v after %d questions", err, n.count("getGenesisHash"))
	}
}

func TestAnotherNetworkAnswersNothing(t *testing.T) {
	n := newNode(t, nil)
	n.on("getGenesisHash", answerResult(quoted(chain.Hash{8}.String())))
	_, transaction := n.client.Transaction(t.Context(), hash)
	_, signature := n.client.SignatureStatus(t.Context(), hash)
	_, blockhash := n.client.LatestBlockhash(t.Context())
	for _, err := range []error{n.client.CheckNetwork(t.Context()), transaction, signature, blockhash} {
		if !errors.Is(err, chain.ErrWrongNetwork) {
			t.Errorf("%v, want ErrWrongNetwork", err)
		}
	}
	n.on("getGenesisHash", answerResult(`"no hash"`))
	if err := n.client.CheckNetwork(t.Context()); !errors.Is(err, chain.ErrUnavailable) {
		t.Errorf("%v, want ErrUnavailable", err)
	}
}

func TestSignatureStatus(t *testing.T) {
	for raw, want := range map[string]chain.Status{
		`null`: {},
		`{"slot":5,"confirmations":0,"err":null,"confirmationStatus":"processed"}`:                               {Stage: chain.Seen, Slot: 5},
		`{"slot":5,"confirmations":9,"err":null,"confirmationStatus":"confirmed"}`:                               {Stage: chain.Seen, Slot: 5},
		`{"slot":5,"confirmations":null,"err":null,"confirmationStatus":"finalized"}`:                            {Stage: chain.Final, Slot: 5},
		`{"slot":5,"confirmations":null,"err":{"InstructionError":[0,"X"]},"confirmationStatus":"finalized"}`:    {Stage: chain.Final, Failed: true, Slot: 5},
		`{"slot":5,"confirmations":3,"err":null}`:                                                                {Stage: chain.Seen, Slot: 5},
		`{"slot":5,"confirmations":null,"err":null}`:                                                             {Stage: chain.Final, Slot: 5},
		`{"slot":5,"confirmations":3,"err":null,"confirmationStatus":"finalised by somebody else, some day"}`:    {Stage: chain.Seen, Slot: 5},
		`{"slot":5,"confirmations":null,"err":null,"confirmationStatus":"confirmed","status":{"Ok":null},"x":1}`: {Stage: chain.Seen, Slot: 5},
	} {
		n := newNode(t, nil)
		n.on("getSignatureStatuses", answerResult(`{"context":{"slot":9},"value":[`+raw+`]}`))
		if got, err := n.client.SignatureStatus(t.Context(), hash); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", raw, got, err, want)
		}
		params := []any{[]any{hash.String()}, map[string]any{"searchTransactionHistory": true}}
		if got := n.last("getSignatureStatuses").Params; !reflect.DeepEqual(got, params) {
			t.Errorf("asked with %v", got)
		}
	}
	n := newNode(t, nil)
	n.on("getSignatureStatuses", answerResult(`{"value":[]}`))
	if _, err := n.client.SignatureStatus(t.Context(), hash); !errors.Is(err, chain.ErrUnavailable) {
		t.Errorf("no status: %v, want ErrUnavailable", err)
	}
}
