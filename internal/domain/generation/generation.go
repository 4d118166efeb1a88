package generation

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// State is where a task stands.
type State string

// The states.
const (
	Processing State = "processing"
	Completed  State = "completed"
	Failed     State = "failed"
)

// Reward is where the award of a task stands.
type Reward string

// The states of an award. See the package comment.
const (
	NoReward Reward = "none"
	AtOnce   Reward = "at_once"
	OnClaim  Reward = "on_claim"
	Open     Reward = "open"
	Granted  Reward = "granted"
	Lapsed   Reward = "lapsed"
)

type generationKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Generation is a task. Points, Balance and Transfer are those of its award,
// as they were then; Balance is set for every task that completes with an
// award at once, also where the award was nothing.
type Generation struct {
	generationKey
	Task     string        `db:"task"` // its public name, unguessable
	Member   id.ID         `db:"member"`
	Kind     Kind          `db:"kind"`
	Prompt   string        `db:"prompt"`
	Provider string        `db:"provider"`
	State    State         `db:"state"`
	File     string        `db:"file"`  // in the blob store, or none
	Text     string        `db:"text"`  // an answer, or none
	Error    string        `db:"error"` // the code of Failure, or none
	Product  Product       `db:"product"`
	Reward   Reward        `db:"reward"`
	Points   amount.Amount `db:"points"`
	Balance  amount.Amount `db:"balance"`
	Transfer id.ID         `db:"transfer"` // of the award, or none
	packed
	bill
	vendorSide
	Creation   id.ID           `db:"creation"` // what a paid task made, or none
	Job        id.ID           `db:"job"`      // that does it
	CreatedAt  instant.Instant `db:"created_at"`
	FinishedAt instant.Instant `db:"finished_at"` // zero while processing
	// ExpiresAt is when a processing task is given up, and when one that has
	// ended is deleted.
	ExpiresAt instant.Instant `db:"expires_at"`
}

type taskKey struct {
	Bucket id.Bucket `db:"bucket"`
	Task   string    `db:"task"`
}

type openKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Member  id.ID     `db:"member"`
	Product Product   `db:"product"`
	Reward  Reward    `db:"reward"`
}

var (
	generations = store.Define[generationKey, Generation]("generation")
	byTask      = store.Alternate[taskKey](generations, "generation_task")
	byReward    = store.Group[openKey](generations, "generation_reward")
)

func keyOf(i id.ID) generationKey { return generationKey{i.Bucket(), i} }

// Failure is why a failed task failed; nil for others.
func (g Generation) Failure() *fault.Fault {
	if g.State != Failed {
		return nil
	}
	for _, f := range []*fault.Fault{ErrRefused, ErrTimeout, ErrVendor, ErrSubmitUnknown, ErrCancelled} {
		if g.Error == f.Code {
			return f
		}
	}
	return ErrFailed
}

type loadKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

// load counts a member's tasks under way, and those that their membership
// paid for on a day. Its lock owns the member's groups of tasks.
type load struct {
	loadKey
	Processing int64 `db:"processing"`
	FreeDay    int32 `db:"free_day"` // yyyymmdd: the last day on which a membership paid
	FreeUsed   int64 `db:"free_used"`
}

var loads = store.Define[loadKey, load]("generation_load")

func loadOf(member id.ID) loadKey { return loadKey{member.Bucket(), member} }

// shift changes the count by n.
func shift(tx *store.Tx, member id.ID, n int64) (load, error) {
	l, found, err := loads.Get(tx, loadOf(member))
	if err != nil {
		return load{}, err
	}
	if !found {
		l.loadKey = loadOf(member)
	}
	if l.Processing += n; l.Processing < 0 {
		panic("generation: a member has fewer than no tasks")
	}
	if n != 0 {
		loads.Put(tx, l)
	}
	return l, nil
}
