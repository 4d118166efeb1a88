package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"
)

// Engine is what keeps the rows.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options say what to measure.
type Options struct {
	Program  string // the path of this binary
	Engines  []Engine
	Length   time.Duration // of each measurement
	WarmUp   time.Duration // before each
	Members  int           // at most MembersMax
	Only     []string      // of Names; none is all
	Profile  string        // directory for CPU profiles of the server, or ""
	Progress io.Writer
}

// runner is one run on one engine.
type runner struct {
	Options
	report *EngineReport
}

// Run measures every engine and returns what it found. The report of an
// interrupted or failed run has what was measured until then.
func Run(ctx context.Context, o Options) (*Report, error) {
	report := &Report{At: time.Now().UTC(), Machine: thisMachine(), Members: o.Members, Seconds: o.Length.Seconds()}
	if o.wants("disk") {
		r := &runner{o, &EngineReport{Engine: "disk"}}
		if err := r.measureDisk(ctx); err != nil {
			return report, err
		}
		report.Disk = &r.report.Results[0]
	}
	for _, engine := range o.Engines {
		r := &runner{o, &EngineReport{Engine: engine}}
		report.Engines = append(report.Engines, r.report)
		if err := r.run(ctx); err != nil {
			return report, fmt.Errorf("%s: %w", engine, err)
		}
	}
	return report, nil
}

func (o *Options) wants(name string) bool { return len(o.Only) == 0 || slices.Contains(o.Only, name) }

// run measures one engine: first the ceilings, then the program.
func (r *runner) run(ctx context.Context) (err error) {
	dir, remove, err := dataDirectory()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	r.say("start a database")
	db, err := openDatabase(ctx, r.report.Engine, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	r.report.Version = db.version()
	if r.wants("echo") {
		if err := r.measureEcho(ctx); err != nil {
			return err
		}
	}
	if r.wants("raw") {
		if err := r.measureRaw(ctx, db); err != nil {
			return err
		}
	}
	return r.measureServer(ctx, db, dir)
}

// measureServer drives one fresh server through every scenario that is
// wanted.
func (r *runner) measureServer(ctx context.Context, db database, dir string) (err error) {
	list := slices.DeleteFunc(scenarios(), func(s scenario) bool { return !r.wants(s.name) })
	if len(list) == 0 {
		return nil
	}
	r.say("start the server")
	s, err := startServer(ctx, r.Program, db, dir, r.Profile != "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	t := &target{server: s, members: r.Members}
	if err := r.prepare(ctx, t, list); err != nil {
		return err
	}
	if r.report.VerifyBefore, err = r.verify(ctx, s); err != nil {
		return err
	}
	for _, one := range list {
		for _, n := range one.connections {
			if err := r.measureScenario(ctx, t, one, n, meter{server: s.pid(), database: db.pid()}); err != nil {
				return err
			}
		}
	}
	r.report.VerifyAfter, err = r.verify(ctx, s)
	return err
}

// prepare makes the members that the scenarios need.
func (r *runner) prepare(ctx context.Context, t *target, list []scenario) error {
	r.say("fund %d members", r.Members)
	began := time.Now()
	if err := fund(ctx, t.server, subjects(r.Members)); err != nil {
		return err
	}
	r.report.FundingSeconds = time.Since(began).Seconds()
	for _, one := range list {
		if one.prepare == nil {
			continue
		}
		r.say("prepare %s", one.name)
		if err := one.prepare(ctx, t); err != nil {
			return fmt.Errorf("prepare %s: %w", one.name, err)
		}
	}
	if !slices.ContainsFunc(list, func(s scenario) bool { return s.front == lootapi }) {
		return nil
	}
	r.say("sign %d wallets in", wallets)
	cookies, names, err := login(ctx, t.server)
	if err != nil {
		return err
	}
	t.cookies = cookies
	return fund(ctx, t.server, names)
}

func (r *runner) verify(ctx context.Context, s *server) (string, error) {
	r.say("verify")
	line, err := s.tool(ctx, "verify")
	if err != nil {
		return "", err
	}
	r.say("%s", line)
	return line, nil
}

func (r *runner) measureScenario(ctx context.Context, t *target, s scenario, connections int, m meter) error {
	l := &load{addr: t.addr(s.front), connections: connections, feed: s.feed(t), refused: s.refused, entries: s.entries, meter: m}
	if t.profiler != nil {
		path := filepath.Join(r.Profile, fmt.Sprintf("%s-%s-%d.pprof", r.report.Engine, s.name, connections))
		if err := t.profiler.begin(path); err != nil {
			return err
		}
		defer func() { _ = t.profiler.end() }() // the server says what goes wrong
	}
	return r.measure(ctx, s.name, l)
}

// measure runs a load and reports it.
func (r *runner) measure(ctx context.Context, name string, l *load) error {
	l.warmUp, l.length = r.WarmUp, r.Length
	out, err := l.run(ctx)
	if err != nil {
		return err
	}
	r.add(name, l.connections, out)
	return nil
}

func (r *runner) say(format string, args ...any) {
	_, _ = fmt.Fprintf(r.Progress, "%s: %s\n", r.report.Engine, fmt.Sprintf(format, args...))
}
