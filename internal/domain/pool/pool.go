package pool

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// State is where a claim stands.
type State string

// The states.
const (
	Pending State = "pending"
	// Unseen is credited by the job, after the member's request had ended
	// without a result; the member hears of it when asking again.
	Unseen   State = "credited_unseen"
	Credited State = "credited"
	Refused  State = "refused"
)

// Faults of the pool.
var (
	ErrUsed   = fault.New(fault.Refused, "pool.transaction_used", "The transaction was credited before.")
	ErrClosed = fault.New(fault.Refused, "pool.closed", "The pool is not open to this member.")
)

type claimKey struct {
	Bucket    id.Bucket `db:"bucket"`
	Member    id.ID     `db:"member"`
	Signature string    `db:"signature"`
}

// claim is a member's word that they made a transaction.
type claim struct {
	claimKey
	Wallet    string          `db:"wallet"`
	State     State           `db:"state"`
	Cause     string          `db:"cause"` // why it was refused, for operators
	ClaimedAt instant.Instant `db:"claimed_at"`
	SettledAt instant.Instant `db:"settled_at"`
}

type memberRef struct {
	Member id.ID `db:"member"`
}

type depositKey struct {
	Bucket    id.Bucket `db:"bucket"`
	Signature string    `db:"signature"`
}

// deposit is a transaction that was credited.
type deposit struct {
	depositKey
	Member     id.ID           `db:"member"`
	Lamports   amount.Amount   `db:"lamports"`
	Points     amount.Amount   `db:"points"`
	Transfer   id.ID           `db:"transfer"`
	Day        int32           `db:"day"` // yyyymmdd in the project's zone
	PaidAt     instant.Instant `db:"paid_at"`
	CreditedAt instant.Instant `db:"credited_at"`
}

var (
	claims   = store.Define[claimKey, claim]("pool_claim")
	deposits = store.Define[depositKey, deposit]("pool_deposit")
	byMember = store.Group[memberRef](deposits, "pool_deposit_member")
)

func claimOf(member id.ID, signature string) claimKey {
	return claimKey{member.Bucket(), member, signature}
}

func depositOf(signature string) depositKey {
	return depositKey{id.BucketOf("chain:" + signature), signature}
}

// Terms are what the pool asks and gives.
type Terms struct {
	Target chain.Address
	Fee    amount.Amount // lamports
	Points amount.Amount
	Active bool
	// MemberMax is how often a member may take part; 0 is no limit.
	MemberMax int
}

// Service runs the pool.
type Service struct {
	store  *store.Store
	ledger *ledger.Ledger
	reader chain.Reader
	queue  *job.Queue
	terms  Terms
	now    func() instant.Instant
}

// New makes the service.
func New(s *store.Store, l *ledger.Ledger, r chain.Reader, q *job.Queue, t Terms, now func() instant.Instant) *Service {
	return &Service{store: s, ledger: l, reader: r, queue: q, terms: t, now: now}
}

// Terms are the pool's terms.
func (s *Service) Terms() Terms { return s.terms }
