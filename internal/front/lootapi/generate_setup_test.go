package lootapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/rule"
	"guerdon/internal/front/lootapi"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// atelier is the front with a provider, and a runner that works.
type atelier struct {
	*bench
	tasks  *generation.Service
	runner *job.Runner
	model  *model
	one    someone
}

// generating runs the test on both SQL engines. change alters the options.
func generating(t *testing.T, change func(*generation.Options), test func(t *testing.T, a *atelier)) {
	t.Helper()
	engines(t, func(t *testing.T, b *bench) {
		m := &model{}
		b.generate(m, change, func(a *atelier) {
			a.model = m
			test(t, a)
		})
	})
}

// generate gives the front a provider, and a runner that works during test.
func (b *bench) generate(p generation.Provider, change func(*generation.Options), test func(a *atelier)) {
	b.t.Helper()
	a := &atelier{bench: b}
	files, err := blob.Open(b.t.TempDir(), b.clock, 8<<20)
	b.must(err)
	defer files.Close()
	queue := job.NewQueue()
	o := generation.Options{Now: b.clock.Now, AttemptsMax: 1, PollEvery: 20 * time.Millisecond}
	if change != nil {
		change(&o)
	}
	a.tasks = generation.New(generation.Deps{
		Store: b.store, Queue: queue, Ledger: b.ledger, Rules: rule.New(b.ledger), Files: files, Providers: []generation.Provider{p},
	}, o)
	a.runner = job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})
	a.tasks.Register(a.runner)
	a.ruled(generation.ImageProduct, 10, 3)
	a.ruled(generation.VideoProduct, 20, 2)
	a.one = b.enter("one", 1550)
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler)}
	b.handler = shared.Wrap(httpx.Front{
		Name: "lootapi", Handler: lootapi.New(b.deps).WithGeneration(a.tasks).Handler(), Fail: lootapi.Fail, Cookies: true, Long: lootapi.Long,
	})
	a.runner.Start()
	defer func() { b.must(a.runner.Stop(context.Background())) }()
	test(a)
	found, err := verify.All(b.t.Context(), b.store, nil, generation.Check(), rule.Check())
	b.must(err)
	for _, d := range found.First {
		b.t.Error(d)
	}
}

func (a *atelier) ruled(p generation.Product, n amount.Amount, daily int32) {
	a.write(func(tx *store.Tx) error {
		r := rule.Named(string(p))
		r.Asset, r.Amount, r.DailyMax, r.Status = ledger.Point, n, daily, rule.Active
		_, err := rule.Put(tx, r)
		return err
	})
}

// send sends a request as a member; a nil body is none.
func (a *atelier) send(who someone, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body == "" {
		r = httptest.NewRequest(method, path, nil)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", "http://"+r.Host)
	if who.cookie != nil {
		r.AddCookie(who.cookie)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	return w
}

// want sends a request of the first member, and holds the answer to a pattern
// whose "*" stands for any text without quotes.
func (a *atelier) want(method, path, body string, status int, pattern string, headers ...string) *httptest.ResponseRecorder {
	a.t.Helper()
	w := a.send(a.one, method, path, body, headers...)
	if w.Code != status || !like(w.Body.String(), pattern) {
		a.t.Errorf("%s %s %s\n got %d %s\nwant %d %s", method, path, body, w.Code, w.Body, status, pattern)
	}
	return w
}

func like(text, pattern string) bool {
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	for _, p := range parts[1:] {
		text = text[len(parts[0]):]
		end := strings.IndexByte(text, '"')
		if end <= 0 || !strings.HasPrefix(text[end:], p) {
			return false
		}
		text, parts[0] = text[end:], p
	}
	return text == parts[0]
}

// field is a member of an answer's object.
func field(t *testing.T, w *httptest.ResponseRecorder, name string) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	text, _ := v[name].(string)
	return text
}

// task looks at a task until it has ended.
func (a *atelier) task(name string) *httptest.ResponseRecorder {
	a.t.Helper()
	w := a.send(a.one, http.MethodGet, "/task/"+name, "")
	if w.Code == http.StatusOK && field(a.t, w, "status") == "processing" {
		if _, err := a.tasks.Await(a.t.Context(), a.one.id, name); err != nil {
			a.t.Fatal(err)
		}
		w = a.send(a.one, http.MethodGet, "/task/"+name, "")
	}
	return w
}

// model repeats the prompt, unless the prompt says otherwise.
type model struct{ release chan struct{} }

func (m *model) Name() string               { return "model" }
func (m *model) Makes(generation.Kind) bool { return true }

func (m *model) Generate(ctx context.Context, r generation.Request) (generation.Result, error) {
	switch r.Prompt {
	case "fail":
		return generation.Result{}, errors.New("no")
	case "refuse":
		return generation.Result{}, generation.ErrRefused
	case "lose":
		return generation.Result{}, fault.ErrInternal
	case "wait":
		select {
		case <-m.release:
		case <-ctx.Done():
			return generation.Result{}, ctx.Err()
		}
	}
	out := generation.Result{Format: map[generation.Kind]generation.Format{generation.Image: generation.JPEG, generation.Video: generation.MP4, generation.Chat: generation.WAV}[r.Kind]}
	if r.Kind == generation.Chat {
		out.Text = "About: " + r.Prompt
	}
	out.Write = func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, r.Prompt)
		return err
	}
	return out, nil
}
