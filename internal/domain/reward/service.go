package reward

import (
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// Purpose is what settlements of rewards carry.
const Purpose = "rewards"

// Service allocates and settles.
type Service struct {
	store       *store.Store
	ledger      *ledger.Ledger
	settlements *settlement.Service
	now         func() instant.Instant
	above       referrers
}

// New makes the service, which settles through s.
func New(st *store.Store, l *ledger.Ledger, s *settlement.Service, now func() instant.Instant) *Service {
	out := &Service{store: st, ledger: l, settlements: s, now: now, above: referrers{of: map[id.ID]id.ID{}}}
	s.Claim(Purpose, claimant{out})
	return out
}

// Register gives a process's runner the periodic work.
func (s *Service) Register(r *job.Runner) { r.Periodic("reward.expire", 5*time.Second, s.Sweep) }
