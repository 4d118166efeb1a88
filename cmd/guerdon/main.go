// Command guerdon is the whole program: the server with its fronts, and the
// tools around its database. Read serve.go first.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"guerdon/internal/platform/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// cli is every command and every setting.
type cli struct {
	config.Config

	Serve   serveCmd   `cmd:"" default:"withargs" help:"Serve all fronts."`
	Token   tokenCmd   `cmd:"" help:"Print an access token for a subject."`
	APIKey  apikeyCmd  `cmd:"" name:"apikey" help:"Print a new API key, once."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version's schema."`
	Verify  verifyCmd  `cmd:"" help:"Re-derive every balance, hold, stock and counter."`
	Bench   benchCmd   `cmd:"" help:"Measure this machine: ceilings, spends, draws."`
}

// run parses the arguments and runs one command. Its result is the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c cli
	parser, err := kong.New(&c, append(config.Options(), kong.Name("guerdon"),
		kong.Description("An incentive engine: points, credits, rewards, loot boxes, cards and coupons on one ledger."),
		kong.Writers(stdout, stderr), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(output{stdout, stderr}))...)
	if err != nil {
		return complain(stderr, err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return complain(stderr, err)
	}
	if err := errors.Join(c.Check(), command.Run(&c.Config)); err != nil {
		return complain(stderr, err)
	}
	return 0
}

// output is where a command prints.
type output struct{ out, err io.Writer }

func complain(w io.Writer, err error) int {
	_, _ = fmt.Fprintln(w, "guerdon:", err)
	return 1
}
