package job

import "guerdon/internal/base/instant"

type verb uint8

const (
	verbDone verb = iota
	verbRetry
	verbSnooze
	verbDiscard
	verbRelease // the runner's own: interrupted by a stop
)

// Outcome is what a handler says became of its attempt. The zero Outcome is
// Done.
type Outcome struct {
	verb   verb
	until  instant.Instant
	reason string
}

// Done says that the work is done.
func Done() Outcome { return Outcome{} }

// RetryLater counts the attempt as failed for an expected reason, which is
// kept as the job's last error and must be safe to show. The job runs again
// after its kind's backoff, or has failed if this was its last attempt.
func RetryLater(reason string) Outcome { return Outcome{verb: verbRetry, reason: reason} }

// SnoozeUntil runs the job again at an instant; the attempt does not count.
func SnoozeUntil(at instant.Instant) Outcome { return Outcome{verb: verbSnooze, until: at} }

// Discard fails the job for good. The reason must be safe to show.
func Discard(reason string) Outcome { return Outcome{verb: verbDiscard, reason: reason} }
