package vendorlink

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"guerdon/internal/base/instant"
)

// Token is something that a platform hands out for a while.
type Token struct {
	Text string
	Ends instant.Instant
}

// Key names a token: whose it is, without keeping their secret.
type Key [sha256.Size]byte

// KeyOf is the key of what an application with this secret gets.
func KeyOf(what, app, secret string) Key {
	return sha256.Sum256([]byte(what + "\x00" + app + "\x00" + secret))
}

// tokensMax bounds the tokens that are kept. Beyond it they are asked for
// anew, which is slow and no harm.
const tokensMax = 2000

// early is how long before its end a token is not used any more.
const early = 5 * time.Minute

// Tokens keeps tokens. The zero value is ready.
type Tokens struct {
	mu    sync.Mutex
	known map[Key]*slot
}

type slot struct {
	mu    sync.Mutex
	token Token
}

// Get is the token of a key: the one that is kept, or what fetch gets. refused
// is a token that the platform does not take any more, "" for none.
func (t *Tokens) Get(ctx context.Context, k Key, now instant.Instant, refused string, fetch func(ctx context.Context) (Token, error)) (string, error) {
	s := t.slot(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.Text != "" && s.token.Text != refused && now.Add(early) < s.token.Ends {
		return s.token.Text, nil
	}
	fresh, err := fetch(ctx)
	if err != nil {
		return "", err
	}
	s.token = fresh
	return fresh.Text, nil
}

func (t *Tokens) slot(k Key) *slot {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s, ok := t.known[k]; ok {
		return s
	}
	if t.known == nil || len(t.known) >= tokensMax {
		t.known = map[Key]*slot{}
	}
	s := &slot{}
	t.known[k] = s
	return s
}
