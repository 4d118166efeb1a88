package referral

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// State is how far a referral is.
type State string

// The states.
const (
	Pending    State = "pending"
	Completed  State = "completed"
	ClawedBack State = "clawed_back"
	Rejected   State = "rejected"
)

// States lists the states in a fixed order.
func States() []State { return []State{Pending, Completed, ClawedBack, Rejected} }

// Why a referral was rejected.
const (
	byNetwork   = "network"   // too many from one network in a day
	byMonth     = "month"     // too many rewards in a month
	bySuspended = "suspended" // the referrer is
)

// ErrCode is a code that nobody has.
var ErrCode = fault.New(fault.Invalid, "referral.code_unknown", "Nobody has this referral code.")

type memberKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

func keyOf(member id.ID) memberKey { return memberKey{member.Bucket(), member} }

// Referral is whom a member was brought by, and what became of it. Reward is
// in whole credits: what it would be, or what was paid. Of a claw-back, Taken
// is what the referrer had left and Shortfall what they had not.
type Referral struct {
	memberKey
	ID          id.ID           `db:"id"`
	Referrer    id.ID           `db:"referrer"`
	State       State           `db:"state"`
	Reason      string          `db:"reason"` // of a rejection
	Reward      amount.Amount   `db:"reward"`
	Taken       amount.Amount   `db:"taken"`
	Shortfall   amount.Amount   `db:"shortfall"`
	Network     string          `db:"network"` // that the member registered from, "" where it is unknown
	Day         int32           `db:"day"`     // of the registration, yyyymmdd
	Month       int32           `db:"month"`   // of the reward, yyyymm
	OrderID     string          `db:"order_id"`
	CreatedAt   instant.Instant `db:"created_at"`
	CompletedAt instant.Instant `db:"completed_at"`
	EndedAt     instant.Instant `db:"ended_at"` // clawed back or rejected
}

var referrals = store.Define[memberKey, Referral]("referral")

// referrer is a member's code, and how many rewards they had in Month.
type referrer struct {
	memberKey
	Code      string          `db:"code"`
	Month     int32           `db:"month"`
	Rewarded  int64           `db:"rewarded"`
	CreatedAt instant.Instant `db:"created_at"`
}

var referrers = store.Define[memberKey, referrer]("referrer")

type networkKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Referrer id.ID     `db:"referrer"`
	Day      int32     `db:"day"`
	Network  string    `db:"network"`
}

// network counts the members whom a referrer brought from one network in a
// day and who were not rejected for it.
type network struct {
	networkKey
	Counted int64 `db:"counted"`
}

var networks = store.Define[networkKey, network]("referral_network")

func (r *Referral) reject(tx *store.Tx, reason string) {
	r.State, r.Reason, r.Reward, r.EndedAt = Rejected, reason, 0, tx.Now()
	referrals.Put(tx, *r)
}
