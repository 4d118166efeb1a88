package clock

import (
	"time"

	"guerdon/internal/base/instant"
)

// Clock tells the present instant. Implementations are safe for concurrent
// use.
type Clock interface {
	Now() instant.Instant
}

// System is the machine's clock.
type System struct{}

// Now is the present instant, to the microsecond.
func (System) Now() instant.Instant { return instant.Of(time.Now()) }
