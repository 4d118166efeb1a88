package transcript

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const sample = `{"balance":1560,"sol":0.020,"usdt":10,"since":"2025-01-16T10:30:00","at":"2025-01-16T10:30:00.000Z","until":null,
	"items":[{"id":1,"name":"a"},{"id":2}],"link":"https://x.example/p/q.png?id=42","extra":{}}`

// server is a small front for the example.
func server(t *testing.T) http.Handler {
	t.Helper()
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, status int, kind, body string) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
	mux.HandleFunc("POST /nonce", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", r.Header.Get("X-Request-Id"))
		if kind := r.Header.Get("Content-Type"); kind != "application/json" {
			t.Errorf("sent as %q", kind)
		}
		say(w, 200, "application/json", `{"nonce":"AAAAAAAAAAAAAAAAAAAAAA"}`)
	})
	mux.HandleFunc("POST /verify", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !strings.Contains(string(body), `"signed AAAAAAAAAAAAAAAAAAAAAA with salt"`) {
			t.Errorf("got %s", body)
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: strings.Repeat("s", 30), Path: "/", HttpOnly: true, Secure: true})
		say(w, 200, "application/json", `{"success":true,"message":"钱包连接成功","id":42}`)
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("session"); err != nil {
			say(w, 401, "application/json", `{"success":false,"error":"请先连接钱包"}`)
			return
		}
		say(w, 200, "application/json", sample)
	})
	mux.HandleFunc("GET /clock", func(w http.ResponseWriter, _ *http.Request) { say(w, 200, "text/plain", "it is 2025-01-17 again\n") })
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if kind := r.Header.Get("Content-Type"); kind != "" {
			say(w, 200, "text/plain", kind+" "+string(body))
			return
		}
		say(w, 200, "application/json", `"raw"`)
	})
	return mux
}

func runner(t *testing.T) (r *Runner, deleted *int) {
	t.Helper()
	deleted = new(int)
	other := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { *deleted++; w.WriteHeader(204) })
	return &Runner{
		Target: Handler(server(t)), Targets: map[string]Target{"other": Handler(other)},
		Vars: map[string]string{"wallet": "W1", "run": "7"},
		Funcs: map[string]func(...string) (string, error){"sign": func(args ...string) (string, error) {
			if len(args) != 2 {
				return "", errors.New("sign takes two")
			}
			return "signed " + args[0] + " with " + args[1], nil
		}},
		Commands: map[string]func(...string) error{"advance": func(args ...string) error {
			if strings.Join(args, ",") != "24h,42" {
				return fmt.Errorf("args %q", args)
			}
			return nil
		}},
	}, deleted
}

func TestExampleOnAHandler(t *testing.T) {
	r, deleted := runner(t)
	r.Run(t, "testdata/example.http")
	if *deleted != 3 || r.Vars["member"] != "42" || r.Vars["nonce"] != strings.Repeat("A", 22) {
		t.Errorf("%d, %v", *deleted, r.Vars)
	}
}

func TestExampleOnAServer(t *testing.T) {
	r, _ := runner(t)
	live := httptest.NewServer(server(t))
	defer live.Close()
	r.Target = Server(live.URL + "/")
	r.Run(t, "testdata/example.http")
}

// play runs one step and returns its error.
func play(t *testing.T, text string, h http.HandlerFunc) error {
	t.Helper()
	steps, err := Parse(text)
	if err != nil || len(steps) != 1 {
		t.Fatalf("%d steps, %v", len(steps), err)
	}
	r, _ := runner(t)
	r.Target = Handler(h)
	return r.Play(context.Background(), steps[0])
}

func TestDifferencesAreAllNamed(t *testing.T) {
	err := play(t, `## x
GET /x
-> 200
Content-Type: text/plain
X-None: <absent>
{"a": 1, "b": {"c": "<id>"}, "l": [1, 2], "m": [<any>, ...], "gone": true, "n": <nonce>, "t": <utc>, "s": "a<int>b"}
`, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-None"] = []string{"there"}
		w.WriteHeader(400)
		_, _ = io.WriteString(w, `{"a":1.5,"b":{"c":7,"d":null},"l":[1],"m":[],"n":"short","t":"2025-13-01T00:00:00Z","s":"axb","z":"<&>"}`)
	})
	if err == nil {
		t.Fatal("it passed")
	}
	for _, want := range []string{
		"GET /x", "status: want 200, got 400", `header Content-Type: want "text/plain", got null`, `header X-None: want none, got ["there"]`,
		"a: want 1, got 1.5", `b.c: want "<id>", got 7`, "b.d: not expected, got null", "l: want 2 items, got [1]", "m: want 1 items, got []",
		"gone: missing", `n: want <nonce>, got "short"`, `t: want <utc>, got "2025-13-01T00:00:00Z"`, `s: want "a<int>b", got "axb"`,
		`z: not expected, got "<&>"`, "the answer was:\n  400\n", `{"a":1.5`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		pattern  string
		fits     []string
		fitsNone []string
	}{
		{`<any>`, []string{`null`, `1`, `"x"`, `{}`}, nil},
		{`<string>`, []string{`"x"`, `"a\nb"`}, []string{`""`, `1`, `null`}},
		{`<string?>`, []string{`null`, `"x"`}, []string{`1`}},
		{`<int>`, []string{`1`, `-5`, `0`}, []string{`1.5`, `"1"`, `null`, `1e3`}},
		{`"<int>"`, []string{`"1"`, `"-5"`}, []string{`1`, `"x"`}},
		{`<id>`, []string{`1`}, []string{`0`, `-1`, `"1"`}},
		{`<number>`, []string{`1`, `0.5`}, []string{`"1"`}},
		{`<bool>`, []string{`true`, `false`}, []string{`"true"`, `0`}},
		{`<object>`, []string{`{"a":1}`}, []string{`[]`, `null`}},
		{`<array>`, []string{`[1]`}, []string{`{}`}},
		{`<nonce>`, []string{`"AAAAAAAAAAAAAAAAAAAA_-"`}, []string{`"AAAAAAAAAAAAAAAAAAAAA"`, `"AAAAAAAAAAAAAAAAAAAAAA=="`}},
		{`<naive>`, []string{`"2025-01-16T10:30:00"`}, []string{`"2025-01-16T10:30:00Z"`, `"2025-02-30T10:30:00"`, `"2025-01-16 10:30:00"`}},
		{`<utc>`, []string{`"2025-01-16T10:30:00Z"`}, []string{`"2025-01-16T10:30:00.000Z"`, `"2025-01-16T10:30:00+08:00"`}},
		{`<utc_ms>`, []string{`"2025-01-16T10:30:00.123Z"`}, []string{`"2025-01-16T10:30:00Z"`, `"2025-01-16T10:30:00.12Z"`}},
		{`<date>`, []string{`"2025-01-16"`}, []string{`"2025-1-16"`, `"2025-01-32"`}},
		{`<time>`, []string{`"2025-01-16"`, `"2025-01-16T10:30:00"`, `"2025-01-16T10:30:00Z"`}, []string{`"10:30"`, `1`}},
		{`"<time> <time>"`, []string{`"2025-01-16 2025-01-17"`}, []string{`"2025-01-16 2025-01-33"`}},
		{`<url>`, []string{`"http://x/y"`}, []string{`"/y"`, `"ftp://x"`, `"http://"`}},
		{`"a <b> <string>"`, []string{`"a <b> c"`}, []string{`"a b c"`, `"a <b> "`}},
		{`0.1`, []string{`0.1`, `0.10`}, []string{`0.1000000000000000055`, `"0.1"`, `1e-1`}},
		{`1e400`, []string{`1e400`}, []string{`1e999999999`}},
		{`null`, []string{`null`}, []string{`false`, `""`, `0`}},
		{`true`, []string{`true`}, []string{`1`}},
		{`"x"`, []string{`"x"`, `"\u0078"`}, []string{`"X"`, `[]`, `{}`}},
		{`[]`, []string{`[]`}, []string{`[1]`, `{}`}},
		{`[...]`, []string{`[]`, `[1,2]`}, []string{`{}`}},
		{`{...}`, []string{`{}`, `{"a":1}`}, []string{`[]`}},
		{`{}`, []string{`{}`}, []string{`{"a":1}`}},
	} {
		for i, list := range [][]string{c.fits, c.fitsNone} {
			for _, value := range list {
				m := newMatcher()
				if err := m.body(`[`+c.pattern+`]`, []byte(`[`+value+`]`)); err != nil {
					t.Fatalf("%s: %v", c.pattern, err)
				}
				if (len(m.diffs) == 0) != (i == 0) {
					t.Errorf("%s and %s: %v", c.pattern, value, m.diffs)
				}
			}
		}
	}
}

func TestCaptures(t *testing.T) {
	m := newMatcher()
	err := m.body(`{"a": <int:n>, "b": "x-<string:s>.<any:ext>", "c": <any:obj>, "d": <string?:none>}`, []byte(`{"a":9007199254740993,"b":"x-y.png","c":{"k":[1]},"d":null}`))
	if err != nil || len(m.diffs) > 0 {
		t.Fatal(err, m.diffs)
	}
	for name, want := range map[string]string{"n": "9007199254740993", "s": "y", "ext": "png", "obj": `{"k":[1]}`, "none": "null"} {
		if m.captures[name] != want {
			t.Errorf("%s: %q", name, m.captures[name])
		}
	}
}

func TestNothingIsCapturedFromAFailure(t *testing.T) {
	r, _ := runner(t)
	r.Target = Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":5}`) }))
	steps, err := Parse("## x\nGET /\n-> 201\n{\"id\": <id:id>}\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Play(context.Background(), steps[0]); err == nil || r.Vars["id"] != "" {
		t.Errorf("%v, %v", err, r.Vars)
	}
}

func TestBrokenAnswers(t *testing.T) {
	for body, want := range map[string]string{
		"not json": "want JSON", `{"a":1}{"a":1}`: "want JSON", "": "want JSON", `{"a":1`: "want JSON",
	} {
		err := play(t, "## x\nGET /\n-> 200\n{\"a\": 1}\n", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", body, err)
		}
	}
	if err := play(t, "## x\nGET /\n-> 200\n<empty>\n", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "x") }); err == nil {
		t.Error("a body is empty")
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"text first": "hello\n## x\nGET /\n-> 200\n", "no request": "## x\n", "no answer": "## x\nGET /\n", "not a request": "## x\nFETCH /\n-> 200\n",
		"answer first": "## x\n-> 200\nGET /\n", "second step broken": "## x\nGET /\n-> 200\n## y\n",
	} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for name, step := range map[string]string{
		"unknown command": "@nobody x\nGET /\n-> 200\n", "unknown target": "@target x\nGET /\n-> 200\n", "bad count": "@repeat 0\nGET /\n-> 200\n",
		"failing command": "@advance 1h\nGET /\n-> 200\n", "unknown variable": "GET /{{x}}\n-> 200\n", "unknown function": "GET /{{f x}}\n-> 200\n",
		"function fails": "GET /{{sign run}}\n-> 200\n", "unknown in body": "POST /\n{{x}}\n-> 200\n", "unknown in header": "GET /\nX-A: {{x}}\n-> 200\n",
		"unknown expected": "GET /\n-> 200\n{\"a\": \"{{x}}\"}\n", "empty expression": "GET /{{}}\n-> 200\n", "argument": "GET /{{sign nobody}}\n-> 200\n",
		"expected header": "GET /\n-> 200\nX-A: {{x}}\n", "unknown in directive": "@as {{x}}\nGET /\n-> 200\n",
		"unclosed": "GET /\n-> 200\n{\"a\": 1\n", "no colon": "GET /\n-> 200\n{\"a\" 1}\n", "no comma": "GET /\n-> 200\n[1 2]\n", "key twice": "GET /\n-> 200\n{\"a\":1,\"a\":1}\n",
		"rest not last": "GET /\n-> 200\n{..., \"a\":1}\n", "list rest not last": "GET /\n-> 200\n[..., 1]\n", "bad literal": "GET /\n-> 200\n[nope]\n",
		"unknown kind": "GET /\n-> 200\n[<whatever>]\n", "no placeholder": "GET /\n-> 200\n[<1>]\n", "tail": "GET /\n-> 200\n{} {}\n",
		"open text": "GET /\n-> 200\n[\"a]\n", "bad escape": "GET /\n-> 200\n[\"\\q\"]\n", "missing value": "GET /\n-> 200\n{\"a\":\n", "bare key": "GET /\n-> 200\n{a:1}\n",
	} {
		if err := play(t, "## x\n"+step, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestARunnerWithoutATarget(t *testing.T) {
	steps, err := Parse("## x\nGET /\n-> 200\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := (&Runner{}).Play(context.Background(), steps[0]); err == nil {
		t.Error("sent nowhere")
	}
}

func TestSessionsDoNotShareCookies(t *testing.T) {
	seen := ""
	h := func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("who")
		if seen = "nobody"; err == nil {
			seen = c.Value
		}
		http.SetCookie(w, &http.Cookie{Name: "who", Value: r.URL.Query().Get("me"), Path: "/"})
	}
	r := &Runner{Target: Handler(http.HandlerFunc(h))}
	for i, want := range []string{"nobody", "nobody", "a", "b"} {
		who := string(rune('a' + i%2))
		steps, err := Parse("## x\n@as " + who + "\nGET /?me=" + who + "\n-> 200\n")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Play(context.Background(), steps[0]); err != nil || seen != want {
			t.Errorf("%d: saw %q, %v", i, seen, err)
		}
	}
}

func FuzzPattern(f *testing.F) {
	for _, s := range []string{`{"a": <int:x>, ...}`, `["<any>", ...]`, `"<`, `{"a":[`, `<`, `"a<nonce>b"`} {
		f.Add(s, `{"a":1}`)
	}
	f.Fuzz(func(_ *testing.T, want, got string) {
		if want = strings.TrimSpace(want); want != "" {
			_ = newMatcher().body(want, []byte(got)) // must not panic or hang
		}
	})
}
