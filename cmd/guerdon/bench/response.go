package bench

import (
	"bytes"
	"errors"
)

const (
	answerMax = 1 << 20  // bytes of a body
	headerMax = 16 << 10 // bytes of a header's line
)

// answer is one HTTP/1.1 response. Its body is part of what was parsed.
type answer struct {
	status int
	body   []byte
	last   bool // the server closes the connection
}

// What this client does not take. The servers under test state a length on
// every answer.
var (
	errStatusLine = errors.New("not an HTTP/1.1 status line")
	errHeader     = errors.New("a header line without a colon, or without an end")
	errLength     = errors.New("no, or no good, Content-Length")
	errChunked    = errors.New("a Transfer-Encoding")
	errExtra      = errors.New("more than one answer")
)

// errShort says that the answer has not come whole yet.
var errShort = errors.New("not whole yet")

// parseAnswer reads one response at the beginning of data and says how long
// it is. errShort says that more must be read first.
func parseAnswer(data []byte) (a answer, size int, err error) {
	rest := data
	line, rest, err := cutLine(rest)
	if err != nil {
		return answer{}, 0, err
	}
	if a.status, err = parseStatus(line); err != nil {
		return answer{}, 0, err
	}
	length := -1
	for {
		if line, rest, err = cutLine(rest); err != nil {
			return answer{}, 0, err
		}
		if len(line) == 0 {
			break
		}
		if err := a.header(line, &length); err != nil {
			return answer{}, 0, err
		}
	}
	switch {
	case a.status == 204 || a.status == 304:
		return a, len(data) - len(rest), nil
	case length < 0:
		return answer{}, 0, errLength
	case length > len(rest):
		return answer{}, 0, errShort
	}
	a.body = rest[:length]
	return a, len(data) - len(rest) + length, nil
}

// cutLine takes a line, without its end.
func cutLine(data []byte) (line, rest []byte, err error) {
	end := bytes.IndexByte(data, '\n')
	switch {
	case end < 0 && len(data) > headerMax:
		return nil, nil, errHeader
	case end < 0:
		return nil, nil, errShort
	}
	return bytes.TrimSuffix(data[:end], []byte("\r")), data[end+1:], nil
}

// parseStatus reads "HTTP/1.1 200 OK".
func parseStatus(line []byte) (int, error) {
	code, ok := bytes.CutPrefix(line, []byte("HTTP/1.1 "))
	if !ok || len(code) < 3 || len(code) > 3 && code[3] != ' ' {
		return 0, errStatusLine
	}
	status, ok := parseNumber(code[:3])
	if !ok || status < 200 { // nothing here asks for an interim answer
		return 0, errStatusLine
	}
	return status, nil
}

// header notes the three fields that matter. It looks at a name only where
// its length is right.
func (a *answer) header(line []byte, length *int) error {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 {
		return errHeader
	}
	name, value := line[:colon], bytes.TrimSpace(line[colon+1:])
	switch {
	case len(name) == len("content-length") && bytes.EqualFold(name, []byte("content-length")):
		n, ok := parseNumber(value)
		if !ok || n > answerMax || *length >= 0 {
			return errLength
		}
		*length = n
	case len(name) == len("connection") && bytes.EqualFold(name, []byte("connection")):
		a.last = bytes.EqualFold(value, []byte("close"))
	case len(name) == len("transfer-encoding") && bytes.EqualFold(name, []byte("transfer-encoding")):
		return errChunked
	}
	return nil
}

func parseNumber(digits []byte) (int, bool) {
	if len(digits) == 0 || len(digits) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
