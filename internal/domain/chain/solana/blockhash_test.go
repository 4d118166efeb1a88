package solana

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/chain"
)

func blockhashResult(hash chain.Hash) http.HandlerFunc {
	return answerResult(fmt.Sprintf(`{"context":{"slot":1},"value":{"blockhash":%q,"lastValidBlockHeight":150}}`, hash))
}

// contract: S0-16
func TestLatestBlockhashLivesTenSeconds(t *testing.T) {
	n := newNode(t, nil)
	n.on("getLatestBlockhash", blockhashResult(chain.Hash{1}), blockhashResult(chain.Hash{2}), blockhashResult(chain.Hash{3}))
	for i, step := range []struct {
		advance time.Duration
		want    byte
	}{
		{0, 1}, {BlockhashLives - time.Microsecond, 1}, {time.Microsecond, 2}, {time.Second, 2}, {-time.Minute, 3}, {0, 3},
	} {
		n.clock.Advance(step.advance)
		got, err := n.client.LatestBlockhash(t.Context())
		if err != nil || got != (chain.Blockhash{Hash: chain.Hash{step.want}, LastValidBlockHeight: 150}) {
			t.Errorf("step %d: %v, %v, want %d", i, got, err, step.want)
		}
	}
}

func TestLatestBlockhashAsksOnceForMany(t *testing.T) {
	n := newNode(t, nil)
	n.on("getLatestBlockhash", blockhashResult(chain.Hash{1}))
	var calls sync.WaitGroup
	for range 50 {
		calls.Go(func() {
			if got, err := n.client.LatestBlockhash(t.Context()); err != nil || got.Hash != (chain.Hash{1}) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	calls.Wait()
	if got := n.count("getLatestBlockhash"); got != 1 {
		t.Fatalf("asked %d times", got)
	}
}

func TestLatestBlockhashOutlivesTheCallerWhoAsked(t *testing.T) {
	n := newNode(t, nil)
	asked, answer := make(chan struct{}), make(chan struct{})
	n.on("getLatestBlockhash", func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-answer
		blockhashResult(chain.Hash{1})(w, r)
	})
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() {
		_, err := n.client.LatestBlockhash(ctx)
		first <- err
	}()
	<-asked
	cancel()
	if err := <-first; !errors.Is(err, chain.ErrUnavailable) {
		t.Fatalf("the caller who left got %v", err)
	}
	second := make(chan error, 1)
	go func() {
		_, err := n.client.LatestBlockhash(t.Context())
		second <- err
	}()
	close(answer)
	if err := <-second; err != nil {
		t.Fatal(err)
	}
	if got := n.count("getLatestBlockhash"); got != 1 {
		t.Fatalf("asked %d times", got)
	}
}

func TestLatestBlockhashKeepsNoFailure(t *testing.T) {
	for name, raw := range map[string]string{
		"no value":       `{}`,
		"no hash":        `{"value":{"blockhash":"","lastValidBlockHeight":150}}`,
		"a short hash":   `{"value":{"blockhash":"111","lastValidBlockHeight":150}}`,
		"an empty hash":  `{"value":{"blockhash":"11111111111111111111111111111111","lastValidBlockHeight":150}}`,
		"no height":      `{"value":{"blockhash":"4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM"}}`,
		"another result": `"hash"`,
	} {
		n := newNode(t, nil)
		n.on("getLatestBlockhash", answerResult(raw), blockhashResult(chain.Hash{1}))
		if got, err := n.client.LatestBlockhash(t.Context()); !errors.Is(err, chain.ErrUnavailable) {
			t.Errorf("%s: %v, %v, want ErrUnavailable", name, got, err)
		}
		if got, err := n.client.LatestBlockhash(t.Context()); err != nil || got.Hash != (chain.Hash{1}) {
			t.Errorf("after %s: %v, %v", name, got, err)
		}
	}
}
