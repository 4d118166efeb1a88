// Package apikey issues and checks the keys of integrators.
//
// A key is "gk_" and 43 random characters, shown once. Only its SHA-256 is
// stored. States: active, revoked. coreapi and the command line call it.
package apikey

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Scope is what a key may do.
type Scope string

// The scopes. Write includes the right to read what is written about.
const (
	Read   Scope = "read"
	Write  Scope = "write"
	Events Scope = "events"
)

// Status is a key's state.
type Status string

// The states.
const (
	Active  Status = "active"
	Revoked Status = "revoked"
)

// Faults of API keys.
var (
	ErrUnknown  = fault.New(fault.Unauthenticated, "apikey.unknown", "The API key is not valid.")
	ErrScope    = fault.New(fault.Invalid, "apikey.scope_invalid", "A scope must be read, write or events.")
	ErrName     = fault.New(fault.Invalid, "apikey.name_invalid", "The name must have 1 to 100 characters.")
	ErrNotFound = fault.New(fault.NotFound, "apikey.not_found", "There is no such API key.")
)

type keyKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Key is an API key, without its secret.
type Key struct {
	keyKey
	Name      string          `db:"name"`
	Hash      string          `db:"hash"`
	Scopes    string          `db:"scopes"` // space separated
	Status    Status          `db:"status"`
	CreatedAt instant.Instant `db:"created_at"`
	RevokedAt instant.Instant `db:"revoked_at"`
}

// Allows reports whether the key has the scope.
func (k Key) Allows(s Scope) bool { return slices.Contains(strings.Fields(k.Scopes), string(s)) }

var apiKeys = store.Define[keyKey, Key]("api_key")

// Issue makes a key and returns its secret, which is not stored.
// Faults: ErrName, ErrScope.
func Issue(tx *store.Tx, name string, scopes []Scope) (secret string, k Key, err error) {
	if name == "" || utf8.RuneCountInString(name) > 100 {
		return "", Key{}, ErrName
	}
	var list []string
	for _, s := range scopes {
		if !slices.Contains([]Scope{Read, Write, Events}, s) {
			return "", Key{}, ErrScope
		}
		if !slices.Contains(list, string(s)) {
			list = append(list, string(s))
		}
	}
	if len(list) == 0 {
		return "", Key{}, ErrScope
	}
	var raw [32]byte
	_, _ = tx.Dice().Read(raw[:])
	secret = "gk_" + base64.RawURLEncoding.EncodeToString(raw[:])
	i, err := tx.NewID(id.BucketOf(name))
	if err != nil {
		return "", Key{}, err
	}
	k = Key{keyKey: keyKey{i.Bucket(), i}, Name: name, Hash: hashOf(secret), Scopes: strings.Join(list, " "), Status: Active, CreatedAt: tx.Now()}
	apiKeys.Add(tx, k)
	return secret, k, nil
}

// Revoke ends a key, and returns how it was too. Repeating it changes
// nothing. Faults: ErrNotFound.
func Revoke(tx *store.Tx, i id.ID) (was, k Key, err error) {
	was, found, err := apiKeys.Get(tx, keyKey{i.Bucket(), i})
	if err != nil {
		return Key{}, Key{}, err
	}
	if !found {
		return Key{}, Key{}, ErrNotFound
	}
	k = was
	if k.Status == Active {
		k.Status, k.RevokedAt = Revoked, tx.Now()
		apiKeys.Put(tx, k)
	}
	return was, k, nil
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

const columns = "bucket, id, name, hash, scopes, status, created_at, revoked_at"

// List is all keys, newest first.
func List(ctx context.Context, q store.Querier) ([]Key, error) {
	return store.Select[Key](ctx, q, "SELECT "+columns+" FROM api_key ORDER BY created_at DESC, id DESC LIMIT 1000")
}

// Checker finds the key of a request, and remembers it shortly: a key that
// another process revoked works two seconds longer here.
type Checker struct {
	store *store.Store
	now   func() instant.Instant
	mu    sync.RWMutex
	known map[string]remembered
}

type remembered struct {
	key   Key
	until instant.Instant
}

const freshFor = 2 * time.Second

// NewChecker makes a checker.
func NewChecker(s *store.Store, now func() instant.Instant) *Checker {
	return &Checker{store: s, now: now, known: map[string]remembered{}}
}

// Check returns the active key with this secret. Faults: ErrUnknown.
func (c *Checker) Check(ctx context.Context, secret string) (Key, error) {
	if !strings.HasPrefix(secret, "gk_") || len(secret) != 46 {
		return Key{}, ErrUnknown
	}
	hash, now := hashOf(secret), c.now()
	c.mu.RLock()
	r, ok := c.known[hash]
	c.mu.RUnlock()
	if !ok || r.until <= now {
		k, found, err := store.SelectOne[Key](ctx, c.store, "SELECT "+columns+" FROM api_key WHERE hash = ?", hash)
		if err != nil {
			return Key{}, err
		}
		if !found {
			return Key{}, ErrUnknown
		}
		r = remembered{k, now.Add(freshFor)}
		c.mu.Lock()
		c.known[hash] = r
		c.mu.Unlock()
	}
	if r.key.Status != Active {
		return Key{}, ErrUnknown
	}
	return r.key, nil
}

// Forget makes the next question about this key ask the database: after this
// process has revoked it.
func (c *Checker) Forget(k Key) {
	c.mu.Lock()
	delete(c.known, k.Hash)
	c.mu.Unlock()
}
