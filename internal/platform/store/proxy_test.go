package store_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// proxy stands between a store and PostgreSQL and cuts connections.
type proxy struct {
	listener net.Listener
	network  string
	address  string
	url      string

	mu      sync.Mutex
	point   cutPoint
	next    cutPoint // the point after that
	refuse  int      // new connections to refuse after the cut
	cuts    int
	refused int
}

// cutPoint says where to cut: before the client's message that carries out a
// statement that begins so, or before the server's answer to it.
type cutPoint struct {
	statement string
	answer    bool
}

func newProxy(t *testing.T, database string) *proxy {
	t.Helper()
	config, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{}
	p.network, p.address = pgconn.NetworkAddress(config.Host, config.Port)
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.listener.Close() })
	u := url.URL{Scheme: "postgres", User: url.UserPassword(config.User, config.Password), Host: p.listener.Addr().String(), Path: "/" + config.Database, RawQuery: "sslmode=disable"}
	p.url = u.String()
	go p.serve()
	return p
}

// arm makes the next message at the point the last one of its connection.
func (p *proxy) arm(point cutPoint, refuse int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.point, p.refuse = point, refuse
}

// then adds a second point to the first.
func (p *proxy) then(point cutPoint) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = point
}

func (p *proxy) counts() (cuts, refused int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cuts, p.refused
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		if p.refuses() {
			_ = client.Close()
			continue
		}
		server, err := net.Dial(p.network, p.address)
		if err != nil {
			_ = client.Close()
			continue
		}
		r := &relay{p: p, client: client, server: server, statements: map[string]string{}}
		go r.upstream()
		go r.downstream()
	}
}

func (p *proxy) refuses() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cuts == 0 || p.refuse == 0 {
		return false
	}
	p.refuse--
	p.refused++
	return true
}

// hit reports whether to cut here, once.
func (p *proxy) hit(statement string, answer bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.point.statement == "" || p.point.answer != answer || !strings.HasPrefix(statement, p.point.statement) {
		return false
	}
	p.point, p.next = p.next, cutPoint{}
	p.cuts++
	return true
}

// relay is one proxied connection.
type relay struct {
	p              *proxy
	client, server net.Conn
	statements     map[string]string // prepared, by name
}

func (r *relay) cut() {
	_ = r.client.Close()
	_ = r.server.Close()
}

// upstream forwards the client's messages, which it understands so far as to
// know which statement each Bind is for.
func (r *relay) upstream() {
	defer r.cut()
	startup := make([]byte, 4)
	if _, err := io.ReadFull(r.client, startup); err != nil {
		return
	}
	if !r.forward(r.client, r.server, startup, int(binary.BigEndian.Uint32(startup))-4) {
		return
	}
	for {
		kind, body, ok := message(r.client)
		if !ok {
			return
		}
		switch kind[0] {
		case 'P':
			name, rest, _ := bytes.Cut(body, []byte{0})
			text, _, _ := bytes.Cut(rest, []byte{0})
			r.statements[string(name)] = string(text)
		case 'B':
			_, rest, _ := bytes.Cut(body, []byte{0})
			name, _, _ := bytes.Cut(rest, []byte{0})
			if r.p.hit(r.statements[string(name)], false) {
				return
			}
		}
		if _, err := r.server.Write(append(kind, body...)); err != nil {
			return
		}
	}
}

// downstream forwards the server's messages.
func (r *relay) downstream() {
	defer r.cut()
	for {
		kind, body, ok := message(r.server)
		if !ok {
			return
		}
		if kind[0] == 'C' && r.p.hit(string(body), true) {
			return
		}
		if _, err := r.client.Write(append(kind, body...)); err != nil {
			return
		}
	}
}

// message reads one message: its kind and length, and its body.
func message(from io.Reader) (kind, body []byte, ok bool) {
	kind = make([]byte, 5, 512)
	if _, err := io.ReadFull(from, kind); err != nil {
		return nil, nil, false
	}
	body = make([]byte, binary.BigEndian.Uint32(kind[1:])-4)
	_, err := io.ReadFull(from, body)
	return kind, body, err == nil
}

func (r *relay) forward(from io.Reader, to io.Writer, head []byte, n int) bool {
	body := make([]byte, n)
	if _, err := io.ReadFull(from, body); err != nil {
		return false
	}
	_, err := to.Write(append(head, body...))
	return err == nil
}
