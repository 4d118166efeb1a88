package settlement

import (
	"log/slog"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// Claimant is the module that a settlement pays for. Both methods run in the
// write that ends the settlement, once for each settlement.
type Claimant interface {
	// Paid is told that the member has the money.
	Paid(tx *store.Tx, s Settlement) error
	// Released is told that nothing moved.
	Released(tx *store.Tx, s Settlement) error
}

// Deps are what the service stands on.
type Deps struct {
	Store    *store.Store
	Queue    *job.Queue
	Provider Provider // nil: no settlement can be opened
}

// Options are the service's inputs and bounds. Zero values mean the defaults.
type Options struct {
	Now         func() instant.Instant // default: the system's clock
	Patience    time.Duration          // of Await, default 10 s
	PollEvery   time.Duration          // how often a waiter looks, besides being told; default 500 ms
	CallTime    time.Duration          // of one call to the provider, default 8 s
	Concurrency int                    // settlements worked on at a time in this process, default 8
	Log         *slog.Logger           // default: silent
	OnAlarm     func(error)            // hears of cases and of providers that contradict themselves
}

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
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	if o.PollEvery <= 0 {
		o.PollEvery = 500 * time.Millisecond
	}
	if o.CallTime <= 0 {
		o.CallTime = 8 * time.Second
	}
	if o.Concurrency <= 0 {
		o.Concurrency = 8
	}
	return o
}

// Service settles.
type Service struct {
	store     *store.Store
	queue     *job.Queue
	provider  Provider
	opts      Options
	claimants map[string]Claimant
	bells     bells
}

// New makes the service. Claim names its claimants before it is used.
func New(d Deps, o Options) *Service {
	return &Service{store: d.Store, queue: d.Queue, provider: d.Provider, opts: o.withDefaults(), claimants: map[string]Claimant{}}
}

// Claim names the module that settlements of a purpose are for, once.
func (s *Service) Claim(purpose string, c Claimant) {
	if purpose == "" || s.claimants[purpose] != nil {
		panic("settlement: Claim of " + purpose + ": empty or twice")
	}
	s.claimants[purpose] = c
}

// Provider is the wallet service, nil for none.
func (s *Service) Provider() Provider { return s.provider }

// approveAbove is the setting above which an operator must approve.
func approveAbove() setting.Spec {
	return setting.Spec{Name: "settlement.approve_above_usdt", Default: "", Check: func(v string) bool {
		if v == "" {
			return true
		}
		n, err := amount.Parse(v, SourceScale)
		return err == nil && n >= 0
	}}
}

// Settings are what operators may change while the server runs: the amount in
// USDT above which a settlement waits for approval, "" for never.
func (s *Service) Settings() []setting.Spec { return []setting.Spec{approveAbove()} }

// The names of what runs later.
const (
	JobRun        = "settlement.run"
	workReconcile = "settlement.reconcile"
	workRevive    = "settlement.revive"
)

// Register gives a process's runner the job and the periodic work.
func (s *Service) Register(r *job.Runner) {
	r.Register(JobRun, s.Run, job.HandlerOptions{
		Concurrency: s.opts.Concurrency,
		Timeout:     4 * s.opts.CallTime,
		Backoff:     job.Backoff{Min: time.Second, Max: time.Minute},
	})
	r.Periodic(workRevive, 5*time.Minute, s.Revive)
	if s.provider != nil {
		r.Periodic(workReconcile, time.Minute, s.Reconcile)
	}
}
