package creatorapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"guerdon/internal/domain/generation"
	"guerdon/internal/front/creatorapi"
	"guerdon/internal/platform/httpx"
)

// listening serves the front on a real address.
func (b *bench) listening() (url string) {
	shared := &httpx.Shared{Clock: b.clock}
	server := httptest.NewServer(shared.Wrap(httpx.Front{Name: "creatorapi", Handler: creatorapi.New(b.deps).Handler(), Fail: creatorapi.Fail, Long: creatorapi.Long}))
	b.t.Cleanup(server.Close)
	return server.URL
}

// buy starts a text for a member, which ends soon.
func (b *bench) buy(name, title string) string {
	b.t.Helper()
	if title != "refuse" {
		b.grant(b.known(name), 7)
	}
	b.grant(b.known(name), 7)
	a := b.call(b.user(name), "POST", "/api/v1/writing/resume/generate", `{"title":"`+title+`","model_id":9}`)
	if a.status != http.StatusOK && a.code() != 40007 {
		b.t.Fatal(a.body)
	}
	list, err := generation.List(b.t.Context(), b.store, generation.ListCmd{Member: b.known(name), Limit: 1})
	b.must(err)
	return list[0].Task
}

// events reads server-sent events until one has data.
type events struct {
	body *bufio.Scanner
	end  func()
}

func (b *bench) events(url, bearer, last string) *events {
	b.t.Helper()
	ctx, end := context.WithCancel(b.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/v1/events", nil)
	b.must(err)
	r.Header.Set("Authorization", "Bearer "+bearer)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	reply, err := http.DefaultClient.Do(r)
	b.must(err)
	b.t.Cleanup(func() { end(); _ = reply.Body.Close() })
	if reply.StatusCode != http.StatusOK || !strings.HasPrefix(reply.Header.Get("Content-Type"), "text/event-stream") {
		b.t.Fatal(reply.StatusCode, reply.Header)
	}
	e := &events{bufio.NewScanner(reply.Body), end}
	if e.line() != ": ping" { // it has begun to follow
		b.t.Fatal("no ping")
	}
	return e
}

func (e *events) line() string {
	for e.body.Scan() {
		if text := e.body.Text(); text != "" {
			return text
		}
	}
	return ""
}

// next is the next event: its id, name and data.
func (e *events) next() (id, name, data string) {
	for {
		line := e.line()
		if line == "" {
			return id, name, data
		}
		switch key, value, _ := strings.Cut(line, ": "); key {
		case "id":
			id = value
		case "event":
			name = value
		case "data":
			return id, name, value
		}
	}
}

// A member hears of the ends of their own tasks, and goes on where a stream
// broke off.
func TestServerSentEvents(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.generating()
		url := b.listening()
		e := b.events(url, b.user("user123"), "")
		b.buy("other", "not theirs")
		task := b.buy("user123", "first")
		id, name, data := e.next()
		if name != "generation.completed" || !strings.Contains(data, task) || !strings.Contains(data, `"credits_used":7`) || !strings.Contains(data, "About first") {
			t.Errorf("%s %s", name, data)
		}
		b.clock.Advance(time.Minute)
		failed := b.buy("user123", "refuse")
		if _, name, data = e.next(); name != "generation.failed" || !strings.Contains(data, failed) {
			t.Errorf("%s %s", name, data)
		}
		e.end()
		again := b.events(url, b.user("user123"), id)
		if _, _, data = again.next(); !strings.Contains(data, task) {
			t.Errorf("from %s on: %s", id, data)
		}
		if _, _, data = again.next(); !strings.Contains(data, failed) {
			t.Errorf("and then: %s", data)
		}
	})
}

func TestStreamsAreBounded(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		url := b.listening()
		var open []*events
		for range 3 {
			open = append(open, b.events(url, b.user("user123"), ""))
		}
		a := b.call(b.user("user123"), "GET", "/api/v1/ws", "")
		if a.code() != 400 {
			t.Errorf("a plain request to the socket: %d", a.code())
		}
		status := func() int {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v1/events", nil)
			b.must(err)
			r.Header.Set("Authorization", "Bearer "+b.user("user123"))
			ctx, end := context.WithCancel(t.Context())
			defer end()
			reply, err := http.DefaultClient.Do(r.WithContext(ctx))
			b.must(err)
			defer func() { _ = reply.Body.Close() }()
			return reply.StatusCode
		}
		if got := status(); got != http.StatusTooManyRequests {
			t.Errorf("the fourth: %d", got)
		}
		b.events(url, b.user("other"), "") // another member's count for themselves
		for _, e := range open {
			e.end()
		}
		deadline := time.Now().Add(10 * time.Second)
		for status() != http.StatusOK {
			if time.Now().After(deadline) {
				t.Fatal("those that ended still count")
			}
		}
	})
}

func (b *bench) dial(url string, o *websocket.DialOptions) (*websocket.Conn, error) {
	conn, reply, err := websocket.Dial(b.t.Context(), "ws"+strings.TrimPrefix(url, "http")+"/api/v1/ws", o)
	if reply != nil && reply.Body != nil {
		_ = reply.Body.Close()
	}
	if err == nil {
		b.t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return conn, err
}

// A token comes in the header, as a subprotocol, or in the first message.
func TestWebSocket(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.generating()
		url, token := b.listening(), b.user("user123")
		header, err := b.dial(url, &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}, "Origin": {"https://elsewhere.example"}}})
		b.must(err)
		protocol, err := b.dial(url, &websocket.DialOptions{Subprotocols: []string{"bearer", token}})
		b.must(err)
		if protocol.Subprotocol() != "bearer" {
			t.Errorf("speaks %q", protocol.Subprotocol())
		}
		hello, err := b.dial(url, nil)
		b.must(err)
		b.must(hello.Write(t.Context(), websocket.MessageText, []byte(`{"token":"`+token+`"}`)))
		conns := []*websocket.Conn{header, protocol, hello}
		heard := make(chan string, 10)
		for _, conn := range conns {
			go func() { // reading answers the first ping, which says that it follows
				_, data, err := conn.Read(t.Context())
				if err != nil {
					heard <- err.Error()
					return
				}
				heard <- string(data)
			}()
		}
		task := b.buy("user123", "x")
		for range conns {
			var n struct {
				Event string `json:"event"`
				Data  struct {
					Task    string `json:"task_id"`
					Content string `json:"content"`
				} `json:"data"`
			}
			text := b.hear(heard, task)
			if err := json.Unmarshal([]byte(text), &n); err != nil || n.Event != "generation.completed" || n.Data.Content != "About x" {
				t.Errorf("%s: %v", text, err)
			}
		}
		if _, err := b.dial(url, &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer wrong"}}}); err == nil {
			t.Error("a wrong token connects")
		}
		wrong, err := b.dial(url, nil)
		b.must(err)
		b.must(wrong.Write(t.Context(), websocket.MessageText, []byte(`{"token":"wrong"}`)))
		if _, _, err := wrong.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
			t.Errorf("a wrong first message: %v", err)
		}
	})
}

// hear waits for the next message. A socket that began to follow only after
// the task had ended hears of the next one.
func (b *bench) hear(heard <-chan string, _ string) string {
	b.t.Helper()
	for range 20 {
		select {
		case text := <-heard:
			return text
		case <-time.After(500 * time.Millisecond):
			b.buy("user123", "x")
		}
	}
	b.t.Fatal("nothing was heard")
	return ""
}
