package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	readyTimeout = 60 * time.Second
	readyPoll    = 20 * time.Millisecond
)

// server is the program under test, serving on free ports.
type server struct {
	*process
	program  string
	dir      string
	settings []string
	core     string // host:port
	loot     string
	card     string
	secret   string // that signs members' tokens
	key      string // an API key
	log      *os.File
	profiler *profiler // nil: not profiled
}

// startServer starts the program on a database and waits until it is ready.
// Everything is as it ships, but for the rate limits, which are off, and the
// sample data.
func startServer(ctx context.Context, program string, db database, dir string, profile bool) (*server, error) {
	s := &server{program: program, dir: dir}
	ports, err := freeAddresses(5)
	if err != nil {
		return nil, err
	}
	s.core, s.loot, s.card = ports[0], ports[1], ports[3]
	s.secret = rand.Text()
	s.settings = slices.Concat(db.settings(), []string{
		"GUERDON_CORE_ADDR=" + s.core, "GUERDON_OPS_ADDR=" + s.core, "GUERDON_LOOT_ADDR=" + s.loot, "GUERDON_REWARD_ADDR=" + ports[2],
		"GUERDON_CREATOR_ADDR=" + ports[3], "GUERDON_CARD_ADDR=" + ports[3], "GUERDON_STUDY_ADDR=" + ports[4],
		"GUERDON_TOKEN_SECRET=" + s.secret, "GUERDON_RATE_LIMITS=off", "GUERDON_DEMO=true",
	})
	if err := s.start(profile); err != nil {
		return nil, err
	}
	if err := s.waitReady(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	if s.key, err = s.tool(ctx, "apikey", "--name", "bench", "--scope", "read", "--scope", "write", "--scope", "events"); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// freeAddresses are loopback addresses that nobody listened on just now.
func freeAddresses(n int) (all []string, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer func() { _ = l.Close() }() // all at the end, so that none comes twice
		all = append(all, l.Addr().String())
	}
	return all, nil
}

func (s *server) start(profile bool) (err error) {
	if s.log, err = os.OpenFile(filepath.Join(s.dir, "server.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
		return err
	}
	cmd := s.command("serve")
	if profile {
		cmd = s.command("bench", "serve")
		if s.profiler, err = newProfiler(cmd); err != nil {
			return errors.Join(err, s.log.Close())
		}
	}
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if s.process, err = spawn(cmd); err != nil {
		return errors.Join(err, s.log.Close())
	}
	return nil
}

// command runs the program in its directory, where there is no settings file.
func (s *server) command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.program, args...)
	cmd.Dir, cmd.Env = s.dir, environment(s.settings...)
	return cmd
}

// tool runs a command of the program beside the server and returns the last
// line that it printed.
func (s *server) tool(ctx context.Context, args ...string) (string, error) {
	cmd := s.command(args...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	p, err := spawn(cmd)
	if err != nil {
		return "", err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), p.stop())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if p.err != nil {
		return "", fmt.Errorf("guerdon %s: %w\n%s%s", args[0], p.err, out.String(), problems.String())
	}
	return lines[len(lines)-1], nil
}

func (s *server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for {
		if s.ready(ctx) {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("the server ended: %w\n%s", s.err, s.tail())
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w\n%s", ctx.Err(), s.tail())
		case <-time.After(readyPoll):
		}
	}
}

func (s *server) ready(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.core+"/readyz", http.NoBody)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// tail is the end of the server's log.
func (s *server) tail() string {
	text, err := os.ReadFile(s.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-4096):])
}

func (s *server) stop() error {
	err := s.process.stop()
	if err != nil {
		err = fmt.Errorf("the server did not end well: %w\n%s", err, s.tail())
	}
	return errors.Join(err, s.log.Close())
}
