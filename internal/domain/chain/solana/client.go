package solana

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"
	"golang.org/x/sync/singleflight"

	"guerdon/internal/domain/chain"
	"guerdon/internal/platform/clock"
)

// Limits of one question, unless the Config says otherwise.
const (
	Budget         = 8 * time.Second        // for all tries of one question
	TryTimeout     = 3 * time.Second        // for one try
	Tries          = 3                      // of one question
	RetryWait      = 150 * time.Millisecond // before the second try; grows, with jitter
	RetryAfterMax  = 2 * time.Second        // the longest wait that a rate limit can ask for
	BreakAfter     = 5                      // failures in a row stop the questions
	BreakFor       = 15 * time.Second       // until one question tests the node
	BlockhashLives = 10 * time.Second       // in the cache
)

// Config says which node to ask. URL, Genesis and Clock are needed.
type Config struct {
	URL     string            // http or https; may carry a key
	Genesis chain.Hash        // the network that the node must belong to
	Clock   clock.Clock       // ages the cached blockhash
	HTTP    http.RoundTripper // nil: the standard library's transport

	// Zero means the constant of the name.
	Budget, TryTimeout, RetryWait, RetryAfterMax, BreakFor time.Duration
}

// Client is a chain.Reader over a node's JSON-RPC. It is safe for concurrent
// use.
type Client struct {
	config    Config
	http      *http.Client
	breaker   *gobreaker.CircuitBreaker[[]byte]
	wait      func(context.Context, time.Duration) error
	lastID    atomic.Int64
	known     atomic.Bool // the network has been checked
	flight    singleflight.Group
	blockhash cache
}

var _ chain.Reader = (*Client)(nil)

// New makes a client; it asks nothing yet. It refuses a URL that is not http
// or https, and its error does not tell the URL.
func New(config Config) (*Client, error) {
	parsed, err := url.Parse(config.URL)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return nil, errors.New("solana: the node's address is not an http or https URL")
	}
	if config.Clock == nil {
		return nil, errors.New("solana: no clock")
	}
	config.fill()
	return &Client{
		config: config,
		http: &http.Client{
			Transport: config.HTTP,
			// A redirect would take the key elsewhere.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		breaker: newBreaker(config.BreakFor),
		wait:    sleep,
	}, nil
}

func (c *Config) fill() {
	for value, standard := range map[*time.Duration]time.Duration{
		&c.Budget: Budget, &c.TryTimeout: TryTimeout, &c.RetryWait: RetryWait,
		&c.RetryAfterMax: RetryAfterMax, &c.BreakFor: BreakFor,
	} {
		if *value == 0 {
			*value = standard
		}
	}
}

func newBreaker(openFor time.Duration) *gobreaker.CircuitBreaker[[]byte] {
	return gobreaker.NewCircuitBreaker[[]byte](gobreaker.Settings{
		Name:        "solana",
		Timeout:     openFor,
		ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= BreakAfter },
		// A caller who went away says nothing about the node.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
	})
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// GenesisHash asks the node for its network's genesis hash.
// Fault: chain.ErrUnavailable.
func (c *Client) GenesisHash(ctx context.Context) (chain.Hash, error) {
	var text string
	if err := c.call(ctx, "getGenesisHash", nil, &text); err != nil {
		return chain.Hash{}, err
	}
	hash, err := chain.ParseHash(text)
	if err != nil {
		return chain.Hash{}, unavailable("a genesis hash that is no hash")
	}
	return hash, nil
}

// CheckNetwork makes sure that the node belongs to the configured network.
// Once it does, it is not asked again.
// Faults: chain.ErrWrongNetwork, chain.ErrUnavailable.
func (c *Client) CheckNetwork(ctx context.Context) error {
	if c.known.Load() {
		return nil
	}
	_, err := c.shared(ctx, "network", func(ctx context.Context) (any, error) {
		got, err := c.GenesisHash(ctx)
		if err != nil {
			return nil, err
		}
		if got != c.config.Genesis {
			return nil, chain.ErrWrongNetwork.Because(fmt.Errorf("genesis hash %s, want %s", got, c.config.Genesis))
		}
		c.known.Store(true)
		return nil, nil
	})
	return err
}

// shared runs ask once for all callers who want the same at the same time.
// A caller who goes away does not end it for the others.
func (c *Client) shared(ctx context.Context, key string, ask func(context.Context) (any, error)) (any, error) {
	result := c.flight.DoChan(key, func() (any, error) { return ask(context.WithoutCancel(ctx)) })
	select {
	case r := <-result:
		return r.Val, r.Err
	case <-ctx.Done():
		return nil, chain.ErrUnavailable.Because(ctx.Err())
	}
}

// unavailable is chain.ErrUnavailable because the node answered nonsense.
func unavailable(format string, args ...any) error {
	return chain.ErrUnavailable.Because(fmt.Errorf(format, args...))
}
