package session

import (
	"crypto/sha256"
	"encoding/base64"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Kind is whose session it is. A session of one kind is none of another.
type Kind string

// The kinds of session.
const (
	OfMember       Kind = "member"        // a member, in lootapi
	OfLootOperator Kind = "loot_operator" // an operator, in lootapi
	OfOperator     Kind = "operator"      // an operator, in the console and the native API
)

// Lifetimes.
const (
	IdleMax  = 7 * 24 * time.Hour
	AgeMax   = 30 * 24 * time.Hour
	touchGap = 5 * time.Minute // how exact seen_at is
)

type sessionKey struct {
	Bucket id.Bucket `db:"bucket"`
	Hash   string    `db:"hash"`
}

// Session is somebody who is signed in. Label is what the front wants to
// remember: the wallet's address, the operator's name.
type Session struct {
	sessionKey
	Kind      Kind            `db:"kind"`
	Owner     id.ID           `db:"owner"`
	Label     string          `db:"label"`
	CreatedAt instant.Instant `db:"created_at"`
	SeenAt    instant.Instant `db:"seen_at"`
	ExpiresAt instant.Instant `db:"expires_at"`
}

var sessions = store.Define[sessionKey, Session]("session")

// hashOf is how a token is stored and found.
func hashOf(token string) sessionKey {
	sum := sha256.Sum256([]byte(token))
	h := base64.RawURLEncoding.EncodeToString(sum[:])
	return sessionKey{id.BucketOf(h), h}
}

// BeginCmd asks for a session.
type BeginCmd struct {
	Kind  Kind
	Owner id.ID
	Label string
}

// Begin makes a session and returns its token, which is not stored.
func Begin(tx *store.Tx, cmd BeginCmd) (token string, s Session) {
	var raw [32]byte
	_, _ = tx.Dice().Read(raw[:])
	token = base64.RawURLEncoding.EncodeToString(raw[:])
	s = Session{
		sessionKey: hashOf(token), Kind: cmd.Kind, Owner: cmd.Owner, Label: cmd.Label,
		CreatedAt: tx.Now(), SeenAt: tx.Now(), ExpiresAt: tx.Now().Add(IdleMax),
	}
	sessions.Add(tx, s)
	return token, s
}

// End ends the session with this token, if there is one.
func End(tx *store.Tx, token string) error {
	key := hashOf(token)
	_, found, err := sessions.Get(tx, key)
	if err == nil && found {
		sessions.Delete(tx, key)
	}
	return err
}

// touch moves the idle limit.
func touch(tx *store.Tx, key sessionKey) error {
	s, found, err := sessions.Get(tx, key)
	if err != nil || !found {
		return err
	}
	s.SeenAt = tx.Now()
	s.ExpiresAt = min(tx.Now().Add(IdleMax), s.CreatedAt.Add(AgeMax))
	sessions.Put(tx, s)
	return nil
}
