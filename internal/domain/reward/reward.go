package reward

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// State is where a reward stands.
type State string

// The states. Settling and Settled are not stored: they follow from the
// reward's number and its owner's book.
const (
	Pending    State = "pending"
	Settleable State = "settleable"
	Settling   State = "settling"
	Settled    State = "settled"
	Expired    State = "expired"
	Held       State = "held"
	Reversed   State = "reversed"
)

// Faults of rewards.
var (
	ErrNotFound = fault.New(fault.NotFound, "reward.not_found", "There is no such reward.")
	ErrNothing  = fault.New(fault.Refused, "reward.nothing_settleable", "There is nothing to settle.")
	ErrState    = fault.New(fault.Conflict, "reward.state", "The reward is in another state.")
	ErrReason   = fault.New(fault.Invalid, "reward.reason_missing", "This needs a reason of at most 500 bytes.")
	ErrTrees    = fault.New(fault.Invalid, "reward.trees_invalid", "An adoption has 1 to 100,000 trees.")
	ErrRegion   = fault.New(fault.Invalid, "reward.region_invalid", "A region's code has 1 to 20 letters, digits and dashes.")
)

const reasonMax = 500 // bytes

func checkReason(text string) error {
	if text == "" || len(text) > reasonMax {
		return ErrReason
	}
	return nil
}

type rewardKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Reward is one recipient's share of one adoption. Owner is 0 and Account is
// a system account's name where nobody else gets it.
type Reward struct {
	rewardKey
	Owner     id.ID           `db:"owner"`
	Account   string          `db:"account"`
	Event     string          `db:"event"`
	Adopter   id.ID           `db:"adopter"`
	Right     Right           `db:"right_type"`
	USDT      amount.Amount   `db:"usdt"`
	Hashpower amount.Amount   `db:"hashpower"`
	Version   int64           `db:"version"` // of the table of amounts
	State     State           `db:"state"`
	Seq       int64           `db:"seq"` // its number among the owner's settleable ones
	CreatedAt instant.Instant `db:"created_at"`
	ExpireAt  instant.Instant `db:"expire_at"`  // while pending
	ClaimedAt instant.Instant `db:"claimed_at"` // by the owner's own adoption
	EndedAt   instant.Instant `db:"ended_at"`   // expired or reversed
	Twin      id.ID           `db:"twin"`       // of an expired reward what headquarters got, and the reverse
}

type pendingKey struct {
	Bucket id.Bucket `db:"bucket"`
	Owner  id.ID     `db:"owner"`
	Reward id.ID     `db:"reward"`
}

// pending is a reward that waits for its owner's adoption.
type pending struct {
	pendingKey
	USDT      amount.Amount   `db:"usdt"`
	Hashpower amount.Amount   `db:"hashpower"`
	ExpireAt  instant.Instant `db:"expire_at"`
}

type pendingOf struct {
	Bucket id.Bucket `db:"bucket"`
	Owner  id.ID     `db:"owner"`
}

var (
	books     = store.Define[bookKey, Book]("reward_book") // locked first
	rewards   = store.Define[rewardKey, Reward]("reward")
	pendings  = store.Define[pendingKey, pending]("reward_pending")
	pendingBy = store.Group[pendingOf](pendings, "reward_pending_pkey")
	takings   = store.Define[takingKey, taking]("reward_settlement")
	adoptions = store.Define[adoptionKey, adoption]("adoption")
)

func keyOf(i id.ID) rewardKey { return rewardKey{i.Bucket(), i} }

func (r Reward) pending() pending {
	return pending{pendingKey{r.Bucket, r.Owner, r.ID}, r.USDT, r.Hashpower, r.ExpireAt}
}

// StateIn is the reward's state as of now, by its owner's book: an overdue
// one has expired, whether or not the sweep came by.
func (r Reward) StateIn(b Book, now instant.Instant) State {
	switch {
	case r.State == Pending && now >= r.ExpireAt:
		return Expired
	case r.State != Settleable || r.Owner == 0:
		return r.State
	case r.Seq <= b.SeqSettled:
		return Settled
	case r.Seq <= b.SeqSettling:
		return Settling
	}
	return Settleable
}
