package store

import (
	crand "crypto/rand"
	"time"

	"guerdon/internal/base/instant"
)

// Options are a store's inputs and bounds. Zero values mean the defaults.
type Options struct {
	Now      func() instant.Instant // default: the system's clock
	Seed     func() [32]byte        // default: crypto/rand
	Lanes    int                    // PostgreSQL: parallel committers, default 2
	QueueMax int                    // writes that may wait in a lane, default 8192
	BatchMax int                    // writes in one transaction, default 500
	// RetryFor bounds how long a write is tried again while the database
	// is away, and how long an unknown outcome is looked up. Default 30 s.
	RetryFor time.Duration
	// OnAlarm hears of panics inside writes and of unresolved outcomes.
	OnAlarm func(error)
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = func() instant.Instant { return instant.Of(time.Now()) }
	}
	if o.Seed == nil {
		o.Seed = func() (seed [32]byte) { _, _ = crand.Read(seed[:]); return seed }
	}
	if o.Lanes == 0 {
		o.Lanes = 2
	}
	if o.QueueMax == 0 {
		o.QueueMax = 8192
	}
	if o.BatchMax == 0 {
		o.BatchMax = 500
	}
	if o.RetryFor == 0 {
		o.RetryFor = 30 * time.Second
	}
	if o.OnAlarm == nil {
		o.OnAlarm = func(error) {}
	}
	return o
}
