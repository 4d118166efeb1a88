package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"guerdon/internal/base/fault"
)

// Faults of opening. Neither says more than its code: what failed inside
// the cipher is nobody's business.
var (
	ErrSealed     = fault.New(fault.Internal, "secret.sealed", "A stored secret cannot be opened.")
	ErrUnknownKey = fault.New(fault.Internal, "secret.unknown_key", "A stored secret was sealed with a key that is not configured.")
)

// Place says where a sealed value rests. A value opens only there.
type Place struct {
	Table string
	Row   string // the row's key in text
	Field string
}

const sealedPrefix = "g1."

// Ring seals with its first key and opens with any of its keys.
type Ring struct {
	current string
	keys    map[string]cipher.AEAD
}

// NewRing makes the ring of one purpose. current seals; previous masters
// only open what they sealed before.
func NewRing(purpose string, current Master, previous ...Master) *Ring {
	r := &Ring{current: keyID(purpose, current), keys: map[string]cipher.AEAD{}}
	for _, m := range append([]Master{current}, previous...) {
		block, err := aes.NewCipher(m.Derive("seal/"+purpose, 32))
		if err != nil {
			panic("secret: " + err.Error()) // 32 bytes are always a key
		}
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			panic("secret: " + err.Error())
		}
		r.keys[keyID(purpose, m)] = gcm
	}
	return r
}

// keyID names a key without telling anything about it.
func keyID(purpose string, m Master) string {
	return hex.EncodeToString(m.Derive("key-id/"+purpose, 4))
}

// Seal encrypts plain for its place: "g1.<key id>.<base64url>". Sealing the
// same value twice gives two texts.
func (r *Ring) Seal(plain []byte, at Place) string {
	sealed := r.keys[r.current].Seal(nil, nil, plain, at.bind(r.current))
	return sealedPrefix + r.current + "." + base64.RawURLEncoding.EncodeToString(sealed)
}

// Open decrypts what Seal wrote for the same place.
// Faults: ErrUnknownKey, ErrSealed.
func (r *Ring) Open(text string, at Place) ([]byte, error) {
	rest, ok := strings.CutPrefix(text, sealedPrefix)
	if !ok {
		return nil, ErrSealed
	}
	key, body, ok := strings.Cut(rest, ".")
	if !ok {
		return nil, ErrSealed
	}
	gcm, ok := r.keys[key]
	if !ok {
		return nil, ErrUnknownKey.With("key", key)
	}
	sealed, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return nil, ErrSealed
	}
	plain, err := gcm.Open(nil, nil, sealed, at.bind(key))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Stale reports whether text should be sealed again: it opens, but not with
// the current key.
func (r *Ring) Stale(text string) bool {
	return !strings.HasPrefix(text, sealedPrefix+r.current+".")
}

// bind is the associated data. Each part carries its length, so that no two
// places share one.
func (p Place) bind(key string) []byte {
	var b []byte
	for _, part := range []string{sealedPrefix, key, p.Table, p.Row, p.Field} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}
