package bench

import (
	"bytes"
	"fmt"
	"strings"
)

// blank is a character of a template that is filled in for each request. No
// request has it otherwise.
const blank = '@'

// template is a request rendered once. What differs between requests are
// runs of blanks of a fixed width, which numbers are written into, so that
// making a request allocates nothing and its length never changes.
type template struct {
	text   []byte
	blanks []gap
}

type gap struct{ from, width int }

// newTemplate renders a request. header lines end without CRLF; a body makes
// it a request with JSON.
func newTemplate(method, path, host string, header []string, body string) template {
	lines := append([]string{method + " " + path + " HTTP/1.1", "Host: " + host}, header...)
	if body != "" {
		lines = append(lines, "Content-Type: application/json", fmt.Sprintf("Content-Length: %d", len(body)))
	}
	text := []byte(strings.Join(lines, "\r\n") + "\r\n\r\n" + body)
	return template{text, gaps(text)}
}

func gaps(text []byte) (all []gap) {
	for from := 0; ; {
		at := bytes.IndexByte(text[from:], blank)
		if at < 0 {
			return all
		}
		from += at
		width := len(text[from:]) - len(bytes.TrimLeft(text[from:], string(blank)))
		all = append(all, gap{from, width})
		from += width
	}
}

// copy makes a template that one connection may fill in.
func (t template) copy() template { return template{bytes.Clone(t.text), t.blanks} }

// fill writes n, with leading zeros, into the i-th blank.
func (t template) fill(i int, n uint64) {
	g := t.blanks[i]
	for at := g.from + g.width - 1; at >= g.from; at-- {
		t.text[at] = byte('0' + n%10)
		n /= 10
	}
}

// blanks is a run of a width, to stand in a request.
func blanks(width int) string { return strings.Repeat(string(blank), width) }
