package session

import (
	"context"
	"sync"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// ErrNone is a token that no living session has.
var ErrNone = fault.New(fault.Unauthenticated, "session.none", "Sign in first.")

// freshFor is how long this process believes what it read of a session: a
// logout in another process takes effect that much later.
const freshFor = 2 * time.Second

// rememberedMax bounds the sessions that a process remembers.
const rememberedMax = 100_000

// Keeper looks sessions up for every request, and remembers them shortly.
type Keeper struct {
	store *store.Store
	now   func() instant.Instant
	mu    sync.RWMutex
	known map[sessionKey]remembered
}

type remembered struct {
	session Session
	until   instant.Instant
}

// NewKeeper makes a keeper.
func NewKeeper(s *store.Store, now func() instant.Instant) *Keeper {
	return &Keeper{store: s, now: now, known: map[sessionKey]remembered{}}
}

// Who returns the living session of a kind with this token. Faults: ErrNone.
func (k *Keeper) Who(ctx context.Context, kind Kind, token string) (Session, error) {
	if len(token) != 43 {
		return Session{}, ErrNone
	}
	key, now := hashOf(token), k.now()
	k.mu.RLock()
	r, ok := k.known[key]
	k.mu.RUnlock()
	if !ok || r.until <= now {
		var err error
		if r, err = k.read(ctx, key, now); err != nil {
			return Session{}, err
		}
	}
	if r.session.Kind != kind || r.session.ExpiresAt <= now {
		return Session{}, ErrNone
	}
	return r.session, nil
}

func (k *Keeper) read(ctx context.Context, key sessionKey, now instant.Instant) (remembered, error) {
	s, found, err := store.SelectOne[Session](ctx, k.store,
		"SELECT bucket, hash, kind, owner, label, created_at, seen_at, expires_at FROM session WHERE bucket = ? AND hash = ?", key.Bucket, key.Hash)
	if err != nil {
		return remembered{}, err
	}
	if !found {
		return remembered{}, ErrNone
	}
	if now.Sub(s.SeenAt) > touchGap && s.ExpiresAt > now {
		if err := k.touch(ctx, &s); err != nil {
			return remembered{}, err
		}
	}
	r := remembered{s, now.Add(freshFor)}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.known) >= rememberedMax {
		clear(k.known)
	}
	k.known[key] = r
	return r, nil
}

// touch moves the idle limit and notes that the member was active.
func (k *Keeper) touch(ctx context.Context, s *Session) error {
	return k.store.Write(ctx, s.Bucket, func(tx *store.Tx) error {
		if s.Kind == OfMember {
			if err := member.Touch(tx, s.Owner); err != nil {
				return err
			}
		}
		return touch(tx, s.sessionKey)
	})
}

// End ends the session with this token, if there is one.
func (k *Keeper) End(ctx context.Context, token string) error {
	key := hashOf(token)
	err := k.store.Write(ctx, key.Bucket, func(tx *store.Tx) error { return End(tx, token) })
	if err == nil {
		k.mu.Lock()
		delete(k.known, key)
		k.mu.Unlock()
	}
	return err
}
