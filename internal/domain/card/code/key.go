package code

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
)

// Key is a batch's secret, 32 random bytes that are kept sealed. Whoever has
// it can print every card of the batch.
type Key [32]byte

// LookupKey is the installation's key for digests of codes at rest. It never
// changes, or no card is found again.
type LookupKey [32]byte

// Digest stands for a code in a table: equal codes have equal digests, and
// without the lookup key a digest says nothing about its code, not even by
// trying all codes.
type Digest [sha256.Size]byte

const hidden = "[key]"

// String hides the key from fmt.
func (Key) String() string { return hidden }

// GoString hides the key from fmt's %#v.
func (Key) GoString() string { return hidden }

// LogValue hides the key from logs.
func (Key) LogValue() slog.Value { return slog.StringValue(hidden) }

// String hides the key from fmt.
func (LookupKey) String() string { return hidden }

// GoString hides the key from fmt's %#v.
func (LookupKey) GoString() string { return hidden }

// LogValue hides the key from logs.
func (LookupKey) LogValue() slog.Value { return slog.StringValue(hidden) }

// Digest is HMAC-SHA256 of the canonical code.
func (k LookupKey) Digest(c Code) Digest {
	return Digest(mac(k[:], "card-code-lookup-1", c.String()))
}

// secret is the first 60 bits of HMAC-SHA256 of the prefix, as 12 symbols.
func (k Key) secret(prefix string) string {
	v := binary.BigEndian.Uint64(mac(k[:], "card-code-secret-1", prefix))
	var out [secretLen]byte
	for i := range out {
		out[i] = alphabet[v>>59]
		v <<= 5
	}
	return string(out[:])
}

// mac separates its uses by a label that ends in a zero byte.
func mac(key []byte, label, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(append(append([]byte(label), 0), text...))
	return h.Sum(nil)
}
