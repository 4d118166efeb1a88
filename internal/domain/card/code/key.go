package code

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
	"strconv"
)

// Key is a batch's secret, 32 random bytes that are kept sealed. Whoever has
// it can print every card of the batch.
type Key [32]byte

const hidden = "[key]"

// String hides the key from fmt.
func (Key) String() string { return hidden }

// GoString hides the key from fmt's %#v.
func (Key) GoString() string { return hidden }

// LogValue hides the key from logs.
func (Key) LogValue() slog.Value { return slog.StringValue(hidden) }

// Reissued is the key of a batch's cards that were given their n-th new code
// (n counts from 1); without one (n is 0) it is the key itself.
func (k Key) Reissued(n int32) Key {
	if n == 0 {
		return k
	}
	return Key(mac(k[:], "card-code-reissue-1", strconv.Itoa(int(n))))
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
