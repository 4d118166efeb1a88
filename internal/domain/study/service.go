package study

import (
	"sync/atomic"

	"guerdon/internal/domain/ledger"
)

// Service records sessions and awards for them.
type Service struct {
	ledger *ledger.Ledger
	// lately is the domain that rules were read of last. Guessing that the
	// next session is of the same saves a round of loading, where it is right.
	lately atomic.Int32
}

// New makes the service. Days end in the ledger's zone.
func New(l *ledger.Ledger) *Service { return &Service{ledger: l} }
