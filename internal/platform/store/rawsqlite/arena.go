package rawsqlite

import (
	"fmt"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// arena is memory outside of Go's heap for what is bound to the one statement
// that runs.
type arena struct {
	chunk uintptr
	size  int
	used  int
	full  []uintptr // chunks that were too small
}

const (
	arenaMin = 4096
	valueMax = 1 << 29
)

// put copies b and returns where to. The copy lives until clear.
func (a *arena) put(tls *libc.TLS, b []byte) (uintptr, error) {
	if len(b) > valueMax {
		return 0, fmt.Errorf("sqlite: a value of %d bytes", len(b))
	}
	// An empty value gets a byte too: a null pointer would bind NULL.
	n := max(len(b), 1)
	if a.size-a.used < n {
		size := max(2*a.size, n, arenaMin)
		chunk := sqlite3.Xsqlite3_malloc64(tls, uint64(size))
		if chunk == 0 {
			return 0, fmt.Errorf("sqlite: no memory for %d bytes", size)
		}
		if a.chunk != 0 {
			a.full = append(a.full, a.chunk)
		}
		a.chunk, a.size, a.used = chunk, size, 0
	}
	at := a.chunk + uintptr(a.used)
	copy(libc.GoBytes(at, n), b)
	a.used += (n + 7) &^ 7
	return at, nil
}

// arenaKept is how large a chunk may be that is kept for the next statement.
const arenaKept = 1 << 20

func (a *arena) clear(tls *libc.TLS) {
	a.used = 0
	for _, c := range a.full {
		sqlite3.Xsqlite3_free(tls, c)
	}
	a.full = a.full[:0]
	if a.size > arenaKept {
		sqlite3.Xsqlite3_free(tls, a.chunk)
		a.chunk, a.size = 0, 0
	}
}

func (a *arena) close(tls *libc.TLS) {
	a.clear(tls)
	sqlite3.Xsqlite3_free(tls, a.chunk)
	a.chunk, a.size = 0, 0
}

func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
