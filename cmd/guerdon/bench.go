package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"guerdon/cmd/guerdon/bench"
)

// benchCmd measures; its other two commands are what it runs as children.
type benchCmd struct {
	Measure benchMeasureCmd `cmd:"" default:"withargs" help:"Measure this machine (the default)."`
	Echo    benchEchoCmd    `cmd:"" hidden:"" help:"Answer JSON with the same JSON."`
	Serve   benchServeCmd   `cmd:"" hidden:"" help:"Serve, and write CPU profiles when told on the standard input."`
}

type benchMeasureCmd struct {
	Engine  []bench.Engine `help:"sqlite, postgres; may be repeated." enum:"sqlite,postgres" default:"sqlite,postgres"`
	Seconds int            `help:"Length of each measurement." default:"5"`
	Members int            `help:"How many members spend." default:"10000"`
	JSON    string         `name:"json" help:"Write the report as JSON too; - is the standard output, instead of text." placeholder:"FILE"`
	Only    []string       `help:"Measure only these." placeholder:"NAME"`
	Profile string         `hidden:"" help:"Write CPU profiles of the server into this directory." placeholder:"DIR" type:"existingdir"`
}

// Help names what there is to measure.
func (benchMeasureCmd) Help() string {
	return "Measurements: " + strings.Join(bench.Names(), ", ") + "."
}

// warmUp goes before every measurement.
const warmUp = 1500 * time.Millisecond

// Run measures and prints. What was measured before an error is printed too.
func (b benchMeasureCmd) Run(ctx context.Context, o output) error {
	if err := b.check(); err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	report, err := bench.Run(ctx, bench.Options{
		Program: program, Engines: b.Engine, Length: time.Duration(b.Seconds) * time.Second, WarmUp: warmUp,
		Members: b.Members, Only: b.Only, Profile: b.Profile, Progress: o.err,
	})
	return errors.Join(err, b.print(report, o.out))
}

func (b benchMeasureCmd) check() error {
	for _, name := range b.Only {
		if !slices.Contains(bench.Names(), name) {
			return fmt.Errorf("there is no measurement %q; there are %v", name, bench.Names())
		}
	}
	if b.Seconds < 1 || b.Seconds > 3600 {
		return errors.New("seconds must be 1 to 3600")
	}
	if b.Members < 1 || b.Members > bench.MembersMax {
		return fmt.Errorf("members must be 1 to %d", bench.MembersMax)
	}
	return nil
}

func (b benchMeasureCmd) print(report *bench.Report, out io.Writer) error {
	if b.JSON != "-" {
		if err := report.WriteText(out); err != nil || b.JSON == "" {
			return err
		}
	}
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if b.JSON == "-" {
		_, err = out.Write(text)
		return err
	}
	return os.WriteFile(b.JSON, text, 0o644)
}

type benchEchoCmd struct{}

// Run serves the ceiling.
func (benchEchoCmd) Run(ctx context.Context, o output) error { return bench.ServeEcho(ctx, o.out) }

// benchServeCmd is serve with a profiler.
type benchServeCmd struct{ serveCmd }

// AfterApply starts the profiler before the server.
func (benchServeCmd) AfterApply(o output) error {
	go bench.Profile(os.Stdin, o.err)
	return nil
}
