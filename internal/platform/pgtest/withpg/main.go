// Command withpg runs a command with one throwaway PostgreSQL server, named
// to it by GUERDON_TEST_POSTGRES, and exits as the command does. Where that
// variable is set already, its server is used and none is started.
//
//	withpg go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"guerdon/internal/platform/pgtest"
)

func main() {
	code, err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpg:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string) (code int, err error) {
	if len(args) == 0 {
		return 2, errors.New("usage: withpg COMMAND [ARGUMENT…]")
	}
	// From here on a signal ends the command, not us: the server is stopped.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)

	cmd := exec.Command(args[0], args[1:]...)
	if os.Getenv(pgtest.Variable) != "" {
		return follow(cmd, signals)
	}
	server, err := pgtest.Launch(ctx, "", pgtest.Shared())
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	cmd.Env = append(os.Environ(), pgtest.Variable+"="+server.URL())
	return follow(cmd, signals)
}

// follow runs cmd on our own terminal, passes signals on, and returns its
// exit code, 128 and the signal's number where a signal ended it.
func follow(cmd *exec.Cmd, signals <-chan os.Signal) (int, error) {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			// It may have ended meanwhile; then done tells.
			_ = cmd.Process.Signal(s)
		case err := <-done:
			return exitCode(err)
		}
	}
}

func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}
