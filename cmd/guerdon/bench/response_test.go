package bench

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestReadAnswer(t *testing.T) {
	large := strings.Repeat("x", 2*headerMax)
	for name, c := range map[string]struct {
		text   string
		status int
		body   string
		last   bool
		err    error
	}{
		"plain":              {text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", status: 200, body: "{}"},
		"no body":            {text: "HTTP/1.1 204 No Content\r\n\r\n", status: 204},
		"empty body":         {text: "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", status: 200},
		"no reason":          {text: "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", status: 200, body: "x"},
		"names in any case":  {text: "HTTP/1.1 422 X\r\nX-A: b:c\r\nCONTENT-LENGTH:  3 \r\n\r\nabc", status: 422, body: "abc"},
		"last":               {text: "HTTP/1.1 500 X\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", status: 500, last: true},
		"keep-alive":         {text: "HTTP/1.1 200 X\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", status: 200},
		"bare line feeds":    {text: "HTTP/1.1 200 OK\nContent-Length: 1\n\nx", status: 200, body: "x"},
		"large":              {text: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(large), large), status: 200, body: large},
		"older protocol":     {text: "HTTP/1.0 200 OK\r\n\r\n", err: errStatusLine},
		"interim":            {text: "HTTP/1.1 100 Continue\r\n\r\n", err: errStatusLine},
		"no number":          {text: "HTTP/1.1 2x0 OK\r\n\r\n", err: errStatusLine},
		"four digits":        {text: "HTTP/1.1 2000 OK\r\n\r\n", err: errStatusLine},
		"short line":         {text: "HTTP/1.1 2\n", err: errStatusLine},
		"no length":          {text: "HTTP/1.1 200 OK\r\nDate: now\r\n\r\n", err: errLength},
		"two lengths":        {text: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", err: errLength},
		"negative length":    {text: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", err: errLength},
		"huge length":        {text: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", answerMax+1), err: errLength},
		"overflowing length": {text: "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551617\r\n\r\nx", err: errLength},
		"chunked":            {text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", err: errChunked},
		"no colon":           {text: "HTTP/1.1 200 OK\r\nContent-Length\r\n\r\n", err: errHeader},
		"endless line":       {text: "HTTP/1.1 200 " + large, err: errHeader},
		"cut in the header":  {text: "HTTP/1.1 200 OK\r\nContent-", err: errShort},
		"cut in the body":    {text: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", err: errShort},
		"cut in a long body": {text: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\nx", len(large)), err: errShort},
		"nothing":            {err: errShort},
	} {
		t.Run(name, func(t *testing.T) {
			a, size, err := parseAnswer([]byte(c.text))
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err == nil && (size != len(c.text) || a.status != c.status || string(a.body) != c.body || a.last != c.last) {
				t.Errorf("got %d %q %v", a.status, a.body, a.last)
			}
		})
	}
}

func TestAnAnswerMayComeInPieces(t *testing.T) {
	text := "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"
	for n := range len(text) {
		if _, _, err := parseAnswer([]byte(text[:n])); !errors.Is(err, errShort) {
			t.Errorf("%q: %v", text[:n], err)
		}
	}
	a, size, err := parseAnswer([]byte(text + "HTTP/1.1"))
	if err != nil || size != len(text) || string(a.body) != "first" {
		t.Errorf("%q, %d, %v", a.body, size, err)
	}
}

func TestParsingAllocatesNothing(t *testing.T) {
	text := []byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: a\r\nContent-Length: 2\r\n\r\n{}")
	if n := testing.AllocsPerRun(100, func() {
		if _, _, err := parseAnswer(text); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

// What this parser takes, net/http takes too, and understands the same.
func FuzzParseAnswer(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
	f.Add("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
	f.Add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		a, size, err := parseAnswer([]byte(text))
		if err != nil {
			return
		}
		resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(text[:size])), nil)
		if err != nil {
			return // net/http is stricter about headers
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != a.status || string(body) != string(a.body) {
			t.Errorf("got %d %q, net/http %d %q %v", a.status, a.body, resp.StatusCode, body, err)
		}
	})
}
