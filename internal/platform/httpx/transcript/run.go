package transcript

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// answerMax bounds the answer that is read.
const answerMax = 16 << 20 // bytes

// Runner plays transcripts. It keeps variables and cookies from one to the
// next. It serves one goroutine.
type Runner struct {
	Target   Target
	Targets  map[string]Target
	Vars     map[string]string
	Funcs    map[string]func(args ...string) (string, error)
	Commands map[string]func(args ...string) error

	session string
	jars    map[string]http.CookieJar
}

// Run plays the file as subtests, one a step. Since steps build on each
// other, it ends with the first that fails.
func (r *Runner) Run(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := Parse(string(text))
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(file), err)
	}
	if len(steps) == 0 {
		t.Fatalf("%s has no steps", filepath.Base(file))
	}
	for _, s := range steps {
		ok := t.Run(s.Title, func(t *testing.T) {
			if err := r.Play(t.Context(), s); err != nil {
				t.Fatalf("%s:%d: %v", filepath.Base(file), s.Line, err)
			}
		})
		if !ok {
			t.FailNow()
		}
	}
}

// Play plays one step. Its error lists every difference.
func (r *Runner) Play(ctx context.Context, s Step) error {
	target, times := r.Target, 1
	for _, d := range s.directives {
		args, err := r.expand(d.args)
		if err != nil {
			return err
		}
		switch d.name {
		case "as":
			r.session = args
		case "target":
			ok := false
			if target, ok = r.Targets[args]; !ok {
				return fmt.Errorf("there is no target %q", args)
			}
		case "repeat":
			if times, err = strconv.Atoi(args); err != nil || times < 1 {
				return fmt.Errorf("@repeat %q is no count", args)
			}
		default:
			if err := r.command(d.name, args); err != nil {
				return err
			}
		}
	}
	for i := range times {
		if err := r.exchange(ctx, target, s); err != nil {
			if times > 1 {
				err = fmt.Errorf("time %d of %d: %w", i+1, times, err)
			}
			return err
		}
	}
	return nil
}

func (r *Runner) command(name, args string) error {
	run, ok := r.Commands[name]
	if !ok {
		return fmt.Errorf("there is no command @%s", name)
	}
	if err := run(strings.Fields(args)...); err != nil {
		return fmt.Errorf("@%s: %w", name, err)
	}
	return nil
}

// exchange sends the request once and compares the answer.
func (r *Runner) exchange(ctx context.Context, target Target, s Step) error {
	if target.trip == nil {
		return errors.New("the runner has no target")
	}
	request, err := r.request(ctx, target, s)
	if err != nil {
		return err
	}
	reply, err := target.trip(request)
	if err != nil {
		return err
	}
	defer func() { _ = reply.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(reply.Body, answerMax))
	if err != nil {
		return err
	}
	r.jar().SetCookies(cookieURL(request.URL), reply.Cookies())
	return r.compare(s, reply, body)
}

// request builds the request with everything filled in.
func (r *Runner) request(ctx context.Context, target Target, s Step) (*http.Request, error) {
	path, err := r.expand(s.Path)
	if err != nil {
		return nil, err
	}
	body, err := r.expand(s.body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, s.Method, target.base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, h := range s.headers {
		value, err := r.expand(h.value)
		if err != nil {
			return nil, err
		}
		if request.Header.Del(h.name); value != "" {
			request.Header.Set(h.name, value)
		}
	}
	for _, cookie := range r.jar().Cookies(cookieURL(request.URL)) {
		request.AddCookie(cookie)
	}
	return request, nil
}

// compare lists the differences between an answer and its expectation, and
// keeps the captures where there is none.
func (r *Runner) compare(s Step, reply *http.Response, body []byte) error {
	m := newMatcher()
	if reply.StatusCode != s.status {
		m.diffs = append(m.diffs, fmt.Sprintf("status: want %d, got %d", s.status, reply.StatusCode))
	}
	for _, h := range s.wantHeader {
		want, err := r.expand(h.value)
		if err != nil {
			return err
		}
		if err := m.header(h.name, want, reply.Header[h.name]); err != nil {
			return err
		}
	}
	want, err := r.expand(s.wantBody)
	if err != nil {
		return err
	}
	if err := m.body(want, body); err != nil {
		return err
	}
	if len(m.diffs) > 0 {
		return fmt.Errorf("%s %s\n  %s\n%s", s.Method, s.Path, strings.Join(m.diffs, "\n  "), dump(reply, body))
	}
	if r.Vars == nil {
		r.Vars = map[string]string{}
	}
	maps.Copy(r.Vars, m.captures)
	return nil
}

// header compares the values of one header: one of them must fit.
func (m *matcher) header(name, want string, got []string) error {
	if want == "<absent>" {
		if len(got) > 0 {
			m.differ("header "+name, "none", got)
		}
		return nil
	}
	p, err := textOf(want)
	if err != nil {
		return err
	}
	for _, value := range got {
		one := newMatcher()
		if one.match("", p, value); len(one.diffs) == 0 {
			maps.Copy(m.captures, one.captures)
			return nil
		}
	}
	m.differ("header "+name, show(want), got)
	return nil
}

// jar is the cookie jar of the session in use.
func (r *Runner) jar() http.CookieJar {
	if r.jars == nil {
		r.jars = map[string]http.CookieJar{}
	}
	if r.jars[r.session] == nil {
		jar, _ := cookiejar.New(nil) // without options it cannot fail
		r.jars[r.session] = jar
	}
	return r.jars[r.session]
}

// cookieURL is the address that cookies are kept under: https, so that
// Secure cookies come back also where the test speaks plain HTTP.
func cookieURL(u *url.URL) *url.URL {
	secure := *u
	secure.Scheme = "https"
	return &secure
}

// dump shows an answer.
func dump(reply *http.Response, body []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "the answer was:\n  %d\n", reply.StatusCode)
	for _, name := range slices.Sorted(maps.Keys(reply.Header)) {
		fmt.Fprintf(&b, "  %s: %s\n", name, strings.Join(reply.Header[name], ", "))
	}
	const shown = 4000
	text := string(body)
	if len(text) > shown {
		text = text[:shown] + "…"
	}
	return b.String() + "\n  " + strings.ReplaceAll(text, "\n", "\n  ")
}
