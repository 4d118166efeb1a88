package idem

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// Kept is how long an answer is kept.
const Kept = 30 * 24 * time.Hour

// KeyMax bounds the key, in bytes.
const KeyMax = 255

// Faults of idempotency keys.
var (
	ErrKeyReused  = fault.New(fault.Conflict, "idem.key_reused", "This Idempotency-Key was used for another request.")
	ErrKeyInvalid = fault.New(fault.Invalid, "idem.key_invalid", "The Idempotency-Key must have 1 to 255 visible ASCII characters.")
)

// Answer is a rendered reply.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
	Replayed    bool
}

// Request says who asks what. An empty Key means that the caller sent none.
type Request struct {
	Scope string // the front and the caller: "lootapi member:100"
	Key   string
	// Content is everything that makes it this request: method, path, body.
	Content [][]byte
	// Seal, where set, seals the stored answer: it shows a secret.
	Seal *secret.Ring
}

// Renderer turns a verb's result, or its fault, into a reply. It must be pure.
type Renderer interface {
	Success(v any) (Answer, error)
	Fault(f *fault.Fault) Answer
}

type recordKey struct {
	Bucket id.Bucket `db:"bucket"`
	Hash   string    `db:"hash"`
}

type record struct {
	recordKey
	Request     string          `db:"request"`
	Status      int32           `db:"status"`
	ContentType string          `db:"content_type"`
	Body        []byte          `db:"body"`
	At          instant.Instant `db:"at"`
}

var records = store.Define[recordKey, record]("idempotency")

// Run writes with verb on the route, and answers. With a key the answer is
// stored beside what the verb changed; a fault of the verb is stored too,
// with nothing else changed. What is not stored comes back as err.
func Run(ctx context.Context, s *store.Store, route id.Bucket, req Request, r Renderer, verb func(tx *store.Tx) (any, error)) (Answer, error) {
	if req.Key == "" {
		return runPlain(ctx, s, route, r, verb)
	}
	if !validKey(req.Key) {
		return Answer{}, ErrKeyInvalid
	}
	key, want := req.hashes()
	return store.Do(ctx, s, route, func(tx *store.Tx) (Answer, error) {
		rec, found, err := records.Get(tx, key)
		switch {
		case err != nil:
			// One round of loading serves the verb's rows as well.
			_, _ = verb(tx)
			return Answer{}, err
		case found && rec.Request != want:
			return Answer{}, ErrKeyReused
		case found:
			body, err := req.open(rec)
			return Answer{Status: int(rec.Status), ContentType: rec.ContentType, Body: body, Replayed: true}, err
		}
		answer, err := attempt(tx, r, verb)
		if err == nil {
			records.Put(tx, record{key, want, int32(answer.Status), answer.ContentType, req.closed(key, answer.Body), tx.Now()})
		}
		return answer, err
	})
}

func runPlain(ctx context.Context, s *store.Store, route id.Bucket, r Renderer, verb func(tx *store.Tx) (any, error)) (Answer, error) {
	v, err := store.Do(ctx, s, route, verb)
	if err != nil {
		return Answer{}, err
	}
	return r.Success(v)
}

// attempt runs the verb and renders what it did or why it did not. Faults
// that a repetition may get past are returned, and so not stored.
func attempt(tx *store.Tx, r Renderer, verb func(tx *store.Tx) (any, error)) (Answer, error) {
	var v any
	err := tx.Sub(func() (err error) { v, err = verb(tx); return err })
	if err == nil {
		return r.Success(v)
	}
	if tx.Missed() {
		return Answer{}, err
	}
	switch f := fault.Of(err); f.Kind {
	case fault.Internal, fault.Unavailable, fault.Limited, fault.Unauthenticated:
		return Answer{}, err
	default:
		return r.Fault(f), nil
	}
}

// closed is a body as it is stored.
func (r Request) closed(key recordKey, body []byte) []byte {
	if r.Seal == nil {
		return body
	}
	return []byte(r.Seal.Seal(body, key.place()))
}

// open is a stored body as it was.
func (r Request) open(rec record) ([]byte, error) {
	if r.Seal == nil {
		return rec.Body, nil
	}
	return r.Seal.Open(string(rec.Body), rec.place())
}

func (k recordKey) place() secret.Place {
	return secret.Place{Table: "idempotency", Row: k.Hash, Field: "body"}
}

// hashes gives the record's key and the fingerprint of the request.
func (r Request) hashes() (recordKey, string) {
	key := digest([]byte(r.Scope), []byte(r.Key))
	return recordKey{id.BucketOf(key), key}, digest(r.Content...)
}

func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		n := len(p)
		_, _ = h.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		_, _ = h.Write(p)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

func validKey(k string) bool {
	if len(k) > KeyMax {
		return false
	}
	for _, c := range []byte(k) {
		if c < 0x21 || c > 0x7e {
			return false
		}
	}
	return true
}

// Sweep deletes up to limit answers that were stored before the instant, and
// returns how many.
func Sweep(ctx context.Context, s *store.Store, before instant.Instant, limit int) (int, error) {
	old, err := store.Select[recordKey](ctx, s, "SELECT bucket, hash FROM idempotency WHERE at < ? ORDER BY at LIMIT ?", before, limit)
	if err != nil {
		return 0, err
	}
	return records.Reap(ctx, s, 0, old, func(rec record) bool { return rec.At < before })
}
