package pgtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	superuser = "guerdon"
	port      = "5432" // only part of the socket's file name: servers do not clash

	startTimeout = 60 * time.Second
	stopTimeout  = 10 * time.Second
	pollInterval = 20 * time.Millisecond
)

// Options say how a server differs from PostgreSQL's defaults.
type Options struct {
	// Settings are server settings by name, such as "max_connections". They
	// go over this package's own: 300 connections, UTC, no TCP.
	Settings map[string]string
}

// Shared are the options of a server that many tests share. It does not wait
// for the disk: what it would lose in a power cut is thrown away anyway, and
// a killed process loses nothing by that.
func Shared() Options { return Options{Settings: map[string]string{"fsync": "off"}} }

// Server is one throwaway server. Its methods are for one goroutine at a
// time, but for URL.
type Server struct {
	bin     string
	home    string // holds the socket, the log and the data
	account *account
	args    []string
	running *process
	janitor *janitor
}

// Launch makes and starts a server in dir, which must be short enough for a
// socket's path and open to the account that the server runs as; nothing of
// dir is removed later. With dir "" the server gets a temporary directory
// that goes away with it. ctx bounds the start, not the server's life.
//
// A root process cannot run PostgreSQL itself: its server runs as the user
// postgres, or else nobody.
func Launch(ctx context.Context, dir string, opts Options) (*Server, error) {
	bin, err := Binaries()
	if err != nil {
		return nil, err
	}
	acc, err := serviceAccount()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, account: acc, home: dir}
	if err := s.launch(ctx, dir == "", opts); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Server) launch(ctx context.Context, temporary bool, opts Options) error {
	var err error
	if temporary {
		if s.home, err = os.MkdirTemp("", "guerdon-pg-"); err != nil {
			return err
		}
		if s.janitor, err = hireJanitor(s.home); err != nil {
			return errors.Join(err, os.RemoveAll(s.home))
		}
	}
	if s.home, err = filepath.Abs(s.home); err != nil {
		return err
	}
	s.args = arguments(s.home, opts)
	if err := s.account.own(s.home); err != nil {
		return err
	}
	if err := s.initdb(ctx); err != nil {
		return err
	}
	return s.start(ctx)
}

// initdb leaves syncing out: only what is written later has to be durable.
func (s *Server) initdb(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"),
		"--pgdata", filepath.Join(s.home, "data"), "--username", superuser,
		"--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
	cmd.Dir, cmd.Env = s.home, environment()
	cmd.SysProcAttr = attributes(s.account)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	return nil
}

func arguments(home string, opts Options) []string {
	settings := map[string]string{
		"max_connections": "300",
		"timezone":        "UTC",
		"log_timezone":    "UTC",
	}
	maps.Copy(settings, opts.Settings)
	settings["listen_addresses"] = ""
	settings["unix_socket_directories"] = home
	args := []string{"-D", filepath.Join(home, "data"), "-p", port}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	return args
}

// environment keeps the caller's PG* variables from the server's programs.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
}

// URL is the administrator's URL, of the database postgres.
func (s *Server) URL() string {
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/postgres"}
	u.RawQuery = url.Values{"host": {s.home}, "port": {port}}.Encode()
	return u.String()
}

// errBusy says that processes of a killed server still hold its memory.
var errBusy = errors.New("pgtest: the last run's processes are still going away")

func (s *Server) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := s.startOnce(ctx)
		if !errors.Is(err, errBusy) || pause(ctx) != nil {
			return err
		}
	}
}

func (s *Server) startOnce(ctx context.Context) error {
	log, err := openLog(filepath.Join(s.home, "log"))
	if err != nil {
		return err
	}
	defer log.close()
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), s.args...)
	cmd.Dir, cmd.Env = s.home, environment()
	cmd.Stdout, cmd.Stderr = log.file, log.file
	cmd.SysProcAttr = attributes(s.account)
	if s.running, err = spawn(cmd); err != nil {
		return err
	}
	for {
		err := s.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.running.done:
			return log.failure()
		case <-ctx.Done():
			return errors.Join(err, log.failure(), s.Kill())
		case <-time.After(pollInterval):
		}
	}
}

func (s *Server) ping(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.URL())
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// Kill ends the server and its sessions at once, as kill -9 or a power cut
// of the process would: nothing is said to the clients, nothing is flushed.
// Where the children of a process cannot be listed (not Linux), sessions end
// by themselves as soon as they notice. Killing a dead server does nothing.
func (s *Server) Kill() error {
	if s.running == nil {
		return nil
	}
	err := s.running.crash()
	s.running = nil
	return err
}

// Restart starts the server again on its data, which it recovers first if it
// was killed. A server that still runs is killed.
func (s *Server) Restart(ctx context.Context) error {
	if err := s.Kill(); err != nil {
		return err
	}
	return s.start(ctx)
}

// Stop ends the server for good and removes its temporary directory. It may
// be called more than once.
func (s *Server) Stop() error {
	var errs []error
	if s.running != nil {
		errs = append(errs, s.running.quit())
		select {
		case <-s.running.done:
		case <-time.After(stopTimeout):
		}
		errs = append(errs, s.Kill())
	}
	if s.janitor != nil {
		errs = append(errs, s.janitor.dismiss())
		s.janitor = nil
	}
	return errors.Join(errs...)
}

// Log is what the server has written so far.
func (s *Server) Log() string {
	text, err := os.ReadFile(filepath.Join(s.home, "log"))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text))
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pollInterval):
		return nil
	}
}
