package httpx

import (
	"crypto/rand"
	"encoding/base32"
	"strconv"
	"sync/atomic"
)

const requestIDMax = 64 // characters

// idSource makes request ids: a random prefix for the process and a count.
type idSource struct {
	prefix string
	count  atomic.Uint64
}

func newIDSource() *idSource {
	var b [10]byte
	_, _ = rand.Read(b[:])
	return &idSource{prefix: base32.HexEncoding.EncodeToString(b[:]) + "-"}
}

// next is an id that no other request of any process has.
func (s *idSource) next() string {
	var b [40]byte
	return string(strconv.AppendUint(append(b[:0], s.prefix...), s.count.Add(1), 36))
}

// saneID reports whether an id from outside may be echoed and logged.
func saneID(id string) bool {
	if len(id) == 0 || len(id) > requestIDMax {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}
