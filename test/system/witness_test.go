package system

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// planted is a secret. None of its parts may be found in any form.
type planted struct {
	name  string
	text  string // as it is sent
	parts []string
	shown []string // what the routes begin with whose answers must carry it
	alike bool     // another one like it is sent to where it does not belong
}

// plant makes a secret around a random word.
func plant(name, before, after string) planted {
	word := rand.Text()[:24]
	return planted{name: name, text: before + word + after, parts: []string{word[:12], word[12:]}}
}

// given is a secret that the program made.
func given(name, text string, shown ...string) planted {
	end := len(text) - 12 // of a token, in its signature
	return planted{name: name, text: text, parts: []string{text[end-12 : end], text[end:]}, shown: shown}
}

// forms are what a text may look like: plain, in hex, in base64 wherever it
// stands in what was encoded, and with every byte escaped as in addresses.
func forms(text string) [][]byte {
	var escaped strings.Builder
	for _, b := range []byte(text) {
		fmt.Fprintf(&escaped, "%%%02X", b)
	}
	out := [][]byte{
		[]byte(text), []byte(url.QueryEscape(text)), []byte(escaped.String()), []byte(strings.ToLower(escaped.String())),
		[]byte(hex.EncodeToString([]byte(text))), []byte(strings.ToUpper(hex.EncodeToString([]byte(text)))),
	}
	for shift := range 3 {
		for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			whole := alphabet.EncodeToString(append(make([]byte, shift), text...))
			out = append(out, []byte(whole[(8*shift+5)/6:8*(shift+len(text))/6]))
		}
	}
	return out
}

// foundIn is the first part of the secret that is in the data, or "".
func (p planted) foundIn(data []byte) string {
	for _, part := range p.parts {
		for _, form := range forms(part) {
			if bytes.Contains(data, form) {
				return string(form)
			}
		}
	}
	return ""
}

// A secret is found in whatever it is wrapped.
func TestForms(t *testing.T) {
	p := plant("x", "sk-", "&")
	for _, wrapped := range []string{
		p.text, "a" + hex.EncodeToString([]byte(p.text)), fmt.Sprintf("%X", p.text), "?x=" + url.QueryEscape(p.text), p.text[:20],
		base64.StdEncoding.EncodeToString([]byte("a" + p.text)), base64.URLEncoding.EncodeToString([]byte("ab" + p.text)), base64.RawStdEncoding.EncodeToString([]byte("abc" + p.text + "x")),
	} {
		if p.foundIn([]byte("before"+wrapped+"after")) == "" {
			t.Errorf("not found in %q", wrapped)
		}
	}
	if plant("y", "sk-", "&").foundIn([]byte(p.text)) != "" {
		t.Error("another is found")
	}
}

// witness is a transport that keeps every answer.
type witness struct {
	next http.RoundTripper
	mu   sync.Mutex
	seen []testimony
}

type testimony struct {
	route  string
	status int
	text   []byte // headers and body
}

// RoundTrip sends a request and reads the whole answer.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var text bytes.Buffer
	_ = resp.Header.Write(&text) // a buffer takes all
	text.Write(body)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, testimony{r.Method + " " + r.URL.Path, resp.StatusCode, text.Bytes()})
	return resp, err
}

// check finds secrets in answers, but those that must carry them.
func (w *witness) check(t *testing.T, secrets []planted) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, seen := range w.seen {
		for _, p := range secrets {
			mayShow := seen.status < 300 && slices.ContainsFunc(p.shown, func(route string) bool { return strings.HasPrefix(seen.route, route) })
			if form := p.foundIn(seen.text); form != "" && !mayShow {
				t.Errorf("%s is in the answer to %.60s as %s: %.600s", p.name, seen.route, form, seen.text)
				break
			}
		}
	}
}

// checkFiles finds secrets in the files of the data directory, and in what is
// packed into them. The keys that it generated are not looked into. It reports
// how many bytes it has looked at.
func (s *server) checkFiles(secrets []planted) (total int) {
	s.t.Helper()
	err := filepath.WalkDir(s.data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".key") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		total += len(data)
		s.checkData(filepath.Base(path), data, secrets)
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil // none
		}
		for _, file := range archive.File {
			r, err := file.Open()
			if err != nil {
				return err
			}
			inside, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			s.checkData(filepath.Base(path)+":"+file.Name, inside, secrets)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return total
}

func (s *server) checkData(where string, data []byte, secrets []planted) {
	s.t.Helper()
	for _, p := range secrets {
		if form := p.foundIn(data); form != "" {
			at := bytes.Index(data, []byte(form))
			s.t.Errorf("%s is in %s as %s: …%.200q", p.name, where, form, data[max(0, at-100):])
			return // one tells enough
		}
	}
}

// dump is every row of every table, as text.
func (s *server) dump() map[string][]byte {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	list := "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	if s.db == "" {
		list = "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	var tables []string
	s.each(db, list, func(values []any) { tables = append(tables, values[0].(string)) })
	out := map[string][]byte{}
	for _, table := range tables {
		var text bytes.Buffer
		s.each(db, `SELECT * FROM "`+table+`"`, func(values []any) {
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				fmt.Fprint(&text, v, "\t")
			}
			text.WriteByte('\n')
		})
		out[table] = text.Bytes()
	}
	return out
}

// each reads the rows of a query.
func (s *server) each(db *sql.DB, query string, row func(values []any)) {
	s.t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		s.t.Fatal(query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		s.t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			s.t.Fatal(query, err)
		}
		row(values)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(query, err)
	}
}
