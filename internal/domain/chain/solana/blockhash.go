package solana

import (
	"context"
	"sync"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
)

// cache holds the last blockhash.
type cache struct {
	mu      sync.Mutex
	value   chain.Blockhash
	askedAt instant.Instant
}

// get gives the blockhash if it is young enough. A clock that went back makes
// it too old.
func (c *cache) get(now instant.Instant) (chain.Blockhash, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	age := now.Sub(c.askedAt)
	return c.value, !c.askedAt.IsZero() && age >= 0 && age < BlockhashLives
}

func (c *cache) put(value chain.Blockhash, askedAt instant.Instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.value, c.askedAt = value, askedAt
}

// LatestBlockhash gives the newest final block's hash, which every node knows,
// whatever commitment a wallet checks it at. It is at most BlockhashLives old,
// and many callers ask the node once.
// Faults: chain.ErrUnavailable, chain.ErrWrongNetwork.
//
// contract: S0-16
func (c *Client) LatestBlockhash(ctx context.Context) (chain.Blockhash, error) {
	if value, ok := c.blockhash.get(c.config.Clock.Now()); ok {
		return value, nil
	}
	value, err := c.shared(ctx, "blockhash", func(ctx context.Context) (any, error) { return c.askBlockhash(ctx) })
	if err != nil {
		return chain.Blockhash{}, err
	}
	return value.(chain.Blockhash), nil
}

func (c *Client) askBlockhash(ctx context.Context) (chain.Blockhash, error) {
	if err := c.CheckNetwork(ctx); err != nil {
		return chain.Blockhash{}, err
	}
	askedAt := c.config.Clock.Now()
	var result struct {
		Value struct {
			Blockhash            string `json:"blockhash"`
			LastValidBlockHeight int64  `json:"lastValidBlockHeight"`
		} `json:"value"`
	}
	if err := c.call(ctx, "getLatestBlockhash", []any{map[string]any{"commitment": "finalized"}}, &result); err != nil {
		return chain.Blockhash{}, err
	}
	hash, err := chain.ParseHash(result.Value.Blockhash)
	if err != nil || hash == (chain.Hash{}) || result.Value.LastValidBlockHeight <= 0 {
		return chain.Blockhash{}, unavailable("a blockhash that is none")
	}
	value := chain.Blockhash{Hash: hash, LastValidBlockHeight: result.Value.LastValidBlockHeight}
	c.blockhash.put(value, askedAt)
	return value, nil
}
