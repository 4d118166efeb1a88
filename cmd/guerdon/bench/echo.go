package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// echoed has the fields of a transfer request, so that the ceiling decodes
// and encodes what the server does.
type echoed struct {
	Subject string `json:"subject"`
	Asset   string `json:"asset"`
	Amount  string `json:"amount"`
	Kind    string `json:"kind"`
	Reason  string `json:"reason"`
}

// ServeEcho prints its address on out and answers JSON with the same JSON
// until ctx is done: the least that a server on net/http can do.
func ServeEcho(ctx context.Context, out io.Writer) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(echo), ReadHeaderTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if _, err := fmt.Fprintln(out, l.Addr()); err != nil {
		return errors.Join(err, l.Close())
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, answerMax))
	var v echoed
	if err == nil {
		err = json.Unmarshal(body, &v)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if body, err = json.Marshal(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header()["Content-Type"] = []string{"application/json"}
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
	_, _ = w.Write(body) // an error is a client that went away
}

// echoServer is a child that serves the echo.
type echoServer struct {
	*process
	addr string
}

func startEcho(ctx context.Context, program string) (*echoServer, error) {
	cmd := exec.Command(program, "bench", "echo")
	cmd.Env, cmd.Stderr = environment(), os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	cmd.Stdout = w
	p, err := spawn(cmd)
	err = errors.Join(err, w.Close())
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { _ = r.Close() })()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the echo server did not start: %w", err), p.stop())
	}
	return &echoServer{p, strings.TrimSpace(line)}, nil
}

// echoConnections are those that the ceiling is measured at.
var echoConnections = []int{1, 64, 256}

// measureEcho measures the ceiling of HTTP.
func (r *runner) measureEcho(ctx context.Context) (err error) {
	server, err := startEcho(ctx, r.Program)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	request := newTemplate("POST", "/v1/transfers", server.addr, nil, transferBody("spend"))
	for _, n := range echoConnections {
		l := &load{addr: server.addr, connections: n, feed: membersAtRandom(request, r.Members), entries: 1, meter: meter{server: server.pid()}}
		if err := r.measure(ctx, "echo", l); err != nil {
			return err
		}
	}
	return nil
}
