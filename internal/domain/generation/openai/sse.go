package openai

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// eventMax bounds one event of a stream, in bytes.
const eventMax = 1 << 20

// errEvent is an event that is too long.
var errEvent = errors.New("an event of the stream is too long")

// events reads the data of server-sent events: the lines "data: …" up to an
// empty line, joined by line feeds. Lines end in CR, LF or both; comments and
// other fields are passed over.
type events struct {
	in *bufio.Reader
	cr bool // the last line ended in CR, so that an LF now belongs to it
	at int  // lines read
}

func newEvents(r io.Reader) *events { return &events{in: bufio.NewReader(r)} }

// next gives the data of the next event that has any. At the end it gives
// what has begun, since some servers leave out the last empty line, and then
// io.EOF.
func (e *events) next() ([]byte, error) {
	var data []byte
	begun := false
	for {
		line, err := e.line()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if value, ok := dataOf(line); ok {
			if begun {
				data = append(data, '\n')
			}
			begun, data = true, append(data, value...)
		}
		if len(data) > eventMax {
			return nil, errEvent
		}
		if begun && (len(line) == 0 || err != nil) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// dataOf is the value of a line "data: value" or "data".
func dataOf(line []byte) (value []byte, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte("data"))
	if !ok {
		return nil, false
	}
	if len(rest) == 0 {
		return rest, true
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(":")); !ok {
		return nil, false
	}
	return bytes.TrimPrefix(rest, []byte(" ")), true
}

// line reads one line without its end. With io.EOF it gives what was left.
func (e *events) line() ([]byte, error) {
	var line []byte
	for {
		b, err := e.in.ReadByte()
		if err != nil {
			return e.whole(line), err
		}
		after := e.cr
		e.cr = b == '\r'
		switch {
		case b == '\n' && after:
		case b == '\n' || b == '\r':
			return e.whole(line), nil
		case len(line) >= eventMax:
			return nil, errEvent
		default:
			line = append(line, b)
		}
	}
}

// whole counts a line, and takes the byte order mark off the first.
func (e *events) whole(line []byte) []byte {
	if e.at++; e.at == 1 {
		return bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	return line
}
