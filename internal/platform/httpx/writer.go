package httpx

import (
	"io"
	"net/http"
)

// Header is the header of the answer.
func (e *exchange) Header() http.Header { return e.w.Header() }

// WriteHeader notes the status. It goes out with the first byte, when it is
// known whether the body is worth compressing.
func (e *exchange) WriteHeader(status int) {
	switch {
	case e.status != 0:
		return
	case status == http.StatusSwitchingProtocols:
		e.status, e.sent = status, true
		e.w.WriteHeader(status)
	case status < 200:
		e.w.WriteHeader(status)
	default:
		e.status = status
	}
}

// Write sends b, after the header where that has not gone out yet.
func (e *exchange) Write(b []byte) (int, error) {
	e.commit(b)
	e.size += int64(len(b))
	if e.gz != nil {
		return e.gz.Write(b)
	}
	return e.w.Write(b)
}

// ReadFrom lets large files go out without passing through this program.
func (e *exchange) ReadFrom(r io.Reader) (n int64, err error) {
	e.commit(nil)
	switch from, ok := e.w.(io.ReaderFrom); {
	case e.gz != nil:
		n, err = io.Copy(e.gz, r)
	case ok:
		n, err = from.ReadFrom(r)
	default:
		n, err = io.Copy(e.w, r)
	}
	e.size += n
	return n, err
}

// FlushError sends what is there; http.ResponseController calls it.
func (e *exchange) FlushError() error {
	e.commit(nil)
	if e.gz != nil {
		if err := e.gz.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(e.w).Flush()
}

// Flush is FlushError for those who ask for an http.Flusher.
func (e *exchange) Flush() { _ = e.FlushError() }

// Unwrap lets http.ResponseController reach deadlines and hijacking.
func (e *exchange) Unwrap() http.ResponseWriter { return e.w }

// commit sends the header once, and decides on compression by first, the
// first bytes of the body.
func (e *exchange) commit(first []byte) {
	if e.sent {
		return
	}
	e.sent = true
	if e.status == 0 {
		e.status = http.StatusOK
	}
	e.decideGzip(first)
	e.w.WriteHeader(e.status)
}

// finish completes the answer after the handler has returned.
func (e *exchange) finish() {
	if e.status != 0 && !e.sent {
		e.sent = true
		e.w.WriteHeader(e.status)
	}
	e.closeGzip()
	if e.status == 0 {
		e.status = http.StatusOK // net/http answers that for a silent handler
	}
}
