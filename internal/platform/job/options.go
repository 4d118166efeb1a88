package job

import (
	"log/slog"
	"time"

	"guerdon/internal/base/instant"
)

// Options are a runner's inputs and bounds. Zero values mean the defaults.
type Options struct {
	Now       func() instant.Instant // decides what is due; default: the system's clock
	PollEvery time.Duration          // default 1 s
	// Lease is how long a claim lasts without being renewed; it is renewed
	// three times in that time while the handler runs. Default 1 min.
	Lease time.Duration
	// StopGrace is how long handlers have to end after their contexts did.
	// Default 2 s.
	StopGrace time.Duration
	// OnAlarm hears of what somebody should look at: panics, jobs that have
	// failed, periodic work that failed.
	OnAlarm func(error)
	Log     *slog.Logger // default: silent
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = func() instant.Instant { return instant.Of(time.Now()) }
	}
	if o.PollEvery <= 0 {
		o.PollEvery = time.Second
	}
	if o.Lease <= 0 {
		o.Lease = time.Minute
	}
	if o.StopGrace <= 0 {
		o.StopGrace = 2 * time.Second
	}
	if o.OnAlarm == nil {
		o.OnAlarm = func(error) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}
