package publication

import (
	"log/slog"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// Deps are what the service stands on.
type Deps struct {
	Store     *store.Store
	Queue     *job.Queue
	Ring      *secret.Ring // seals credentials
	Creations Creations
	Files     *blob.Store
	Adapters  map[Platform]Adapter
	// Sandbox handles what was bound with sandbox credentials; nil refuses
	// them. Production has none.
	Sandbox Adapter
	// FileURL is an address of a stored file for the public, good for ttl, or
	// "" where there is none. Nil gives none.
	FileURL func(file string, ttl time.Duration) string
}

// Options are the service's inputs and bounds. Zero values mean the defaults.
type Options struct {
	Now         func() instant.Instant // default: the system's clock
	CallTime    time.Duration          // of one attempt with all its uploads, default 5 min
	Concurrency int                    // results worked on at a time in this process, default 4
	UnknownFor  time.Duration          // how long what may have been posted is looked up, default 6 h
	PendingFor  time.Duration          // how long a platform may take, default 48 h
	Keep        time.Duration          // of exported packages, default 30 days
	Log         *slog.Logger           // default: silent
	OnAlarm     func(error)            // hears of panics in adapters, and of what needs review
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
	o.CallTime = orDefault(o.CallTime, 5*time.Minute)
	o.UnknownFor = orDefault(o.UnknownFor, 6*time.Hour)
	o.PendingFor = orDefault(o.PendingFor, 48*time.Hour)
	o.Keep = orDefault(o.Keep, 30*24*time.Hour)
	if o.Concurrency <= 0 {
		o.Concurrency = 4
	}
	return o
}

func orDefault(d, absent time.Duration) time.Duration {
	if d <= 0 {
		return absent
	}
	return d
}

// Service publishes.
type Service struct {
	store     *store.Store
	queue     *job.Queue
	ring      *secret.Ring
	creations Creations
	files     *blob.Store
	adapters  map[Platform]Adapter
	sandbox   Adapter
	fileURL   func(file string, ttl time.Duration) string
	opts      Options
}

// New makes the service.
func New(d Deps, o Options) *Service {
	if d.FileURL == nil {
		d.FileURL = func(string, time.Duration) string { return "" }
	}
	return &Service{
		store: d.Store, queue: d.Queue, ring: d.Ring, creations: d.Creations, files: d.Files,
		adapters: d.Adapters, sandbox: d.Sandbox, fileURL: d.FileURL, opts: o.withDefaults(),
	}
}

// FileURL is an address of a creation's file for the public, good for ttl, or
// "" where there is none.
func (s *Service) FileURL(file string, ttl time.Duration) string { return s.fileURL(file, ttl) }

// KeptUntil is when an exported package goes away.
func (s *Service) KeptUntil(r Result) instant.Instant { return r.ChangedAt.Add(s.opts.Keep) }

// The names of what runs later.
const (
	JobRun     = "publication.run"
	workRevive = "publication.revive"
	workSweep  = "publication.sweep"
)

// attemptsMax bounds a job's failures on our own side. Looking again is none.
const attemptsMax = 1000

// Register gives a process's runner the job and the periodic work.
func (s *Service) Register(r *job.Runner) {
	r.Register(JobRun, s.Run, job.HandlerOptions{
		Concurrency: s.opts.Concurrency,
		Timeout:     s.opts.CallTime + time.Minute,
		Backoff:     job.Backoff{Min: time.Second, Max: time.Minute},
	})
	r.Periodic(workRevive, 5*time.Minute, s.Revive)
	r.Periodic(workSweep, 24*time.Hour, s.Sweep)
}

// enqueue asks for the job of a result, at an instant. There is no natural
// key: a job that is ending must not swallow the request for the next.
func (s *Service) enqueue(tx *store.Tx, k resultKey, at instant.Instant) error {
	_, err := s.queue.Enqueue(tx, job.EnqueueCmd{Kind: JobRun, Route: k.Bucket, Payload: k.payload(), RunAt: at, AttemptsMax: attemptsMax})
	return err
}
