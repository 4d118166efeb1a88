package blob_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
)

var start = instant.Of(time.Date(2026, 1, 22, 10, 0, 0, 0, time.UTC))

func setup(t *testing.T) (*blob.Store, *clock.Manual, string) {
	t.Helper()
	dir, c := filepath.Join(t.TempDir(), "media"), clock.NewManual(start)
	s, err := blob.Open(dir, c, 100)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, c, dir
}

func put(t *testing.T, s *blob.Store, name, text string) {
	t.Helper()
	if n, err := s.Put(context.Background(), name, strings.NewReader(text)); err != nil || n != int64(len(text)) {
		t.Fatalf("%s: %d, %v", name, n, err)
	}
}

func read(t *testing.T, s *blob.Store, name string) string {
	t.Helper()
	f, err := s.Open(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// left counts the files of unfinished Puts.
func left(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, ".new"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestPutOpenDelete(t *testing.T) {
	s, c, dir := setup(t)
	put(t, s, "image/2026/a.png", "first")
	c.Advance(time.Hour)
	put(t, s, "image/2026/a.png", "second")
	put(t, s, "empty", "")
	if read(t, s, "image/2026/a.png") != "second" || read(t, s, "empty") != "" {
		t.Error("wrong content")
	}
	f, err := s.Open("image/2026/a.png")
	if err != nil || f.Size != 6 || f.PutAt != start.Add(time.Hour) {
		t.Errorf("%+v, %v", f, err)
	}
	if err := s.Delete("image/2026/a.png"); err != nil {
		t.Error(err)
	}
	if rest, err := io.ReadAll(f); string(rest) != "second" || err != nil {
		t.Errorf("an open file changed: %q, %v", rest, err)
	}
	_ = f.Close()
	if _, err := s.Open("image/2026/a.png"); !errors.Is(err, blob.ErrNotFound) {
		t.Error(err)
	}
	if err := s.Delete("image/2026/a.png"); err != nil {
		t.Errorf("deleting nothing: %v", err)
	}
	if left(t, dir) != 0 {
		t.Error("something unfinished is left")
	}
}

func TestNamesCannotLeave(t *testing.T) {
	s, _, dir := setup(t)
	outside := filepath.Join(filepath.Dir(dir), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"", ".", "..", "../outside", "a/../../outside", "/etc/passwd", "a//b", "a/", "/a", ".new/x", "a/.hidden", "a\\b", "a\x00b", "a b",
		"名.png", "a/b/c/d/e", strings.Repeat("a", 201), "a\n", "C:x", "%2e%2e",
	} {
		if _, err := s.Put(context.Background(), name, strings.NewReader("x")); !errors.Is(err, blob.ErrName) {
			t.Errorf("put %q: %v", name, err)
		}
		if _, err := s.Open(name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("open %q: %v", name, err)
		}
		if err := s.Delete(name); !errors.Is(err, blob.ErrName) {
			t.Errorf("delete %q: %v", name, err)
		}
	}
	if f, err := s.Open("link"); err == nil {
		_ = f.Close()
		t.Error("a link led outside")
	}
	put(t, s, "dir/file", "x")
	for _, name := range []string{"dir", "dir/file/below"} {
		if _, err := s.Open(name); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// half fails after some bytes.
type half struct{ sent bool }

func (h *half) Read(p []byte) (int, error) {
	if h.sent {
		return 0, errors.New("the sender is gone")
	}
	h.sent = true
	return copy(p, "half"), nil
}

func TestAFailedPutChangesNothing(t *testing.T) {
	s, _, dir := setup(t)
	put(t, s, "a", "before")
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want error
	}{
		"too large":     {context.Background(), strings.NewReader(strings.Repeat("x", 101)), blob.ErrTooLarge},
		"broken reader": {context.Background(), &half{}, nil},
		"gone":          {gone, strings.NewReader("x"), context.Canceled},
	} {
		if _, err := s.Put(c.ctx, "a", c.r); err == nil || (c.want != nil && !errors.Is(err, c.want)) {
			t.Errorf("%s: %v", name, err)
		}
		if read(t, s, "a") != "before" || left(t, dir) != 0 {
			t.Errorf("%s: something changed", name)
		}
	}
	put(t, s, "a", strings.Repeat("x", 100))
	put(t, s, "dir/x", "")
	if _, err := s.Put(context.Background(), "dir", strings.NewReader("x")); err == nil || left(t, dir) != 0 {
		t.Errorf("a directory was replaced: %v", err)
	}
}

func TestReadersSeeWholeBlobs(t *testing.T) {
	s, _, _ := setup(t)
	put(t, s, "a", strings.Repeat("0", 50))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 20 {
				if _, err := s.Put(context.Background(), "a", strings.NewReader(strings.Repeat(string(rune('0'+i)), 50))); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range 50 {
				if text := read(t, s, "a"); len(text) != 50 || strings.Count(text, text[:1]) != 50 {
					t.Errorf("torn: %q", text)
				}
			}
		})
	}
	wg.Wait()
}

func TestServedWithRanges(t *testing.T) {
	s, _, _ := setup(t)
	put(t, s, "video.mp4", "0123456789")
	f, err := s.Open("video.mp4")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Range", "bytes=3-5")
	rec := httptest.NewRecorder()
	http.ServeContent(rec, r, "video.mp4", f.PutAt.Time(), f)
	if rec.Code != 206 || rec.Body.String() != "345" {
		t.Errorf("%d %q", rec.Code, rec.Body)
	}
}

func TestOlderThan(t *testing.T) {
	s, c, _ := setup(t)
	for _, name := range []string{"a/1", "a/2", "b/3", "c"} {
		put(t, s, name, "x")
		c.Advance(time.Minute)
	}
	for _, q := range []struct {
		prefix string
		at     time.Duration
		limit  int
		want   string
	}{
		{"", 4 * time.Minute, 0, "a/1 a/2 b/3 c"}, {"", 2 * time.Minute, 0, "a/1 a/2"}, {"a", time.Minute, 0, "a/1"},
		{"", time.Hour, 2, "a/1 a/2"}, {"nowhere", time.Hour, 0, ""}, {"", 0, 0, ""},
	} {
		got, err := s.OlderThan(context.Background(), q.prefix, start.Add(q.at), q.limit)
		slices.Sort(got)
		if err != nil || strings.Join(got, " ") != q.want {
			t.Errorf("%+v: %v, %v", q, got, err)
		}
	}
	if _, err := s.OlderThan(context.Background(), "..", start, 0); !errors.Is(err, blob.ErrName) {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.OlderThan(gone, "", start, 0); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestSweepUnfinished(t *testing.T) {
	s, c, dir := setup(t)
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "young": time.Hour} {
		file := filepath.Join(dir, ".new", name)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		at := c.Now().Add(-age).Time()
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	put(t, s, "kept", "x")
	if n, err := s.SweepUnfinished(context.Background()); n != 1 || err != nil || left(t, dir) != 1 {
		t.Errorf("%d, %v", n, err)
	}
	if list, err := s.OlderThan(context.Background(), "", start.Add(time.Hour), 0); err != nil || len(list) != 1 {
		t.Errorf("unfinished ones are listed: %v, %v", list, err)
	}
}

func TestSignedAddresses(t *testing.T) {
	c := clock.NewManual(start)
	s := blob.NewSigner([]byte("a key of the tests"), c)
	q := s.Sign("image/a.png", time.Minute)
	if err := s.Verify("image/a.png", q); err != nil {
		t.Fatal(err)
	}
	later := url.Values{"expires": {"9999999999"}, "signature": q["signature"]}
	for name, v := range map[string]struct {
		blob  string
		query url.Values
	}{
		"another blob": {"image/b.png", q}, "a later end": {"image/a.png", later}, "nothing": {"image/a.png", nil},
		"another key": {"image/a.png", blob.NewSigner([]byte("other"), c).Sign("image/a.png", time.Minute)},
		"no end":      {"image/a.png", url.Values{"signature": q["signature"]}},
		"shifted":     {"image/a.png\n", q},
	} {
		if err := s.Verify(v.blob, v.query); !errors.Is(err, blob.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c.Advance(time.Minute - time.Microsecond)
	if err := s.Verify("image/a.png", q); err != nil {
		t.Errorf("just before its end: %v", err)
	}
	c.Advance(time.Microsecond)
	if err := s.Verify("image/a.png", q); !errors.Is(err, blob.ErrSignature) {
		t.Errorf("at its end: %v", err)
	}
}

func TestOpenRefusesAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Open(file, clock.System{}, 1); err == nil {
		t.Error("a file is a directory")
	}
}
