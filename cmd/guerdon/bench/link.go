package bench

import (
	"errors"
	"io"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// link is one keep-alive connection that has at most one request under way.
// Its socket is used directly: through net.Conn, the generator would cost
// half as much as the server.
type link struct {
	fd    int // -1 while not connected
	next  feed
	began time.Time // of the request under way
	busy  bool      // a request is under way
	in    []byte    // what has come of its answer
}

// linkBuffer holds the whole answer to an array of 100 events.
const linkBuffer = 64 << 10 // bytes

func newLink(next feed) *link { return &link{fd: -1, next: next, in: make([]byte, 0, linkBuffer)} }

func (l *link) connect(addr netip.AddrPort) (err error) {
	l.fd, err = dial(addr)
	return err
}

func (l *link) hangUp() {
	if l.fd >= 0 {
		_ = syscall.Close(l.fd)
	}
	l.fd, l.busy, l.in = -1, false, l.in[:0]
}

// send sends the next request.
func (l *link) send(now time.Time) error {
	l.began, l.busy = now, true
	for request := l.next(); len(request) > 0; {
		n, err := syscall.Write(l.fd, request)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		request = request[n:]
	}
	return nil
}

// receive reads what has come. The answer is whole where ok.
func (l *link) receive() (a answer, ok bool, err error) {
	if len(l.in) == cap(l.in) {
		l.in = slices.Grow(l.in, cap(l.in))
	}
	n, err := syscall.Read(l.fd, l.in[len(l.in):cap(l.in)])
	switch {
	case errors.Is(err, syscall.EINTR):
		return answer{}, false, nil
	case err != nil:
		return answer{}, false, err
	case n == 0:
		return answer{}, false, io.EOF
	case !l.busy:
		return answer{}, false, errExtra
	}
	l.in = l.in[:len(l.in)+n]
	a, size, err := parseAnswer(l.in)
	switch {
	case errors.Is(err, errShort):
		return answer{}, false, nil
	case err == nil && size < len(l.in):
		err = errExtra
	}
	if err != nil {
		return answer{}, false, err
	}
	l.busy, l.in = false, l.in[:0] // the body's bytes stay where they are
	return a, true, nil
}

// nameOf is a short name for what went wrong with a connection.
func nameOf(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, io.EOF):
		return "connection closed"
	}
	return err.Error()
}
