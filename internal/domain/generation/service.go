package generation

import (
	"log/slog"
	"strconv"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/model"
	"guerdon/internal/domain/rule"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// Deps are what the service stands on.
type Deps struct {
	Store  *store.Store
	Queue  *job.Queue
	Ledger *ledger.Ledger
	Rules  *rule.Service
	Files  *blob.Store
	// Providers are asked in this order which of them makes a kind.
	Providers []Provider
	// Adapters call configured models alone, as Providers may too.
	Adapters []Provider
	// Models may be nil where none can be configured.
	Models *model.Service
}

// Options are the service's inputs and bounds. Zero values mean the defaults.
type Options struct {
	Now func() instant.Instant // default: the system's clock
	// RequireGeneration is the default of the setting: a claim needs a task.
	RequireGeneration bool
	Keep              time.Duration // of ended tasks and their files, default 30 days
	Deadline          time.Duration // of a task, with all its attempts, default 1 h, at most 12 h
	AttemptTime       time.Duration // of one attempt, default 2 min
	AttemptsMax       int           // default 5
	Concurrency       int           // attempts at a time in this process, default 1
	QueueMax          int           // tasks under way, of all members, default 200
	MemberMax         int           // tasks under way, of one member, default 10
	Patience          time.Duration // of Await, default 25 s
	PollEvery         time.Duration // how often a waiter looks, besides being told; default 500 ms
	VendorPollMin     time.Duration // between looks at a task at its vendor, at first; default 2 s
	VendorPollMax     time.Duration // and in the end; default 1 min
	Log               *slog.Logger  // default: silent
	OnAlarm           func(error)   // hears of panics in providers
}

const deadlineMax = 12 * time.Hour // well under the age at which a file without a row is an orphan

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = func() instant.Instant { return instant.Of(time.Now()) }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.OnAlarm == nil {
		o.OnAlarm = func(error) {}
	}
	o.Keep = orDefault(o.Keep, 30*24*time.Hour)
	o.Deadline = min(orDefault(o.Deadline, time.Hour), deadlineMax)
	o.AttemptTime = orDefault(o.AttemptTime, 2*time.Minute)
	o.Patience = orDefault(o.Patience, 25*time.Second)
	o.PollEvery = orDefault(o.PollEvery, 500*time.Millisecond)
	o.VendorPollMin = orDefault(o.VendorPollMin, vendorPollMin)
	o.VendorPollMax = orDefault(o.VendorPollMax, vendorPollMax)
	o.AttemptsMax = orDefault(o.AttemptsMax, 5)
	o.Concurrency = orDefault(o.Concurrency, 1)
	o.QueueMax = orDefault(o.QueueMax, 200)
	o.MemberMax = orDefault(o.MemberMax, 10)
	return o
}

func orDefault[T int | time.Duration](v, absent T) T {
	if v <= 0 {
		return absent
	}
	return v
}

// Service generates.
type Service struct {
	store     *store.Store
	queue     *job.Queue
	ledger    *ledger.Ledger
	rules     *rule.Service
	files     *blob.Store
	providers []Provider
	adapters  []Provider
	models    *model.Service
	opts      Options
	required  setting.Spec
	fairUse   setting.Spec
	bells     bells
	backlog   backlog
}

// New makes the service.
func New(d Deps, o Options) *Service {
	o = o.withDefaults()
	return &Service{
		store: d.Store, queue: d.Queue, ledger: d.Ledger, rules: d.Rules, files: d.Files, providers: d.Providers, adapters: d.Adapters, models: d.Models, opts: o,
		required: setting.Spec{
			Name: "generation.required_for_reward", Default: strconv.FormatBool(o.RequireGeneration),
			Check: func(v string) bool { return v == "true" || v == "false" },
		},
		fairUse: setting.Spec{Name: "generation.member_free_daily", Default: "200", Check: isCount},
	}
}

// isCount reports whether a text is a number of tasks a day.
func isCount(text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && n >= 0 && n <= 1_000_000
}

// Settings are what operators may change while the server runs: whether a
// claim needs a task, and how many tasks a day a membership pays for; those
// beyond cost their price.
func (s *Service) Settings() []setting.Spec { return []setting.Spec{s.required, s.fairUse} }

// The names of what runs later.
const (
	JobRun      = "generation.run"
	workSweep   = "generation.sweep"
	workOrphans = "generation.orphans"
)

// Register gives a process's runner the jobs and the periodic work.
func (s *Service) Register(r *job.Runner) {
	r.Register(JobRun, s.Run, job.HandlerOptions{
		Concurrency: s.opts.Concurrency,
		Timeout:     s.opts.AttemptTime + time.Minute, // an attempt ends by itself before
		Backoff:     job.Backoff{Min: time.Second, Max: time.Minute},
	})
	r.Periodic(workSweep, 10*time.Minute, s.Sweep)
	r.Periodic(workOrphans, 24*time.Hour, s.SweepOrphans)
}
