package ledger

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// HoldState is where a hold stands.
type HoldState string

// A hold begins pending and ends in one of the others, once.
const (
	HoldPending HoldState = "pending"
	HoldPosted  HoldState = "posted"
	HoldVoided  HoldState = "voided"
	HoldLapsed  HoldState = "lapsed"
)

// Faults of holds.
var (
	ErrNoHold       = fault.New(fault.NotFound, "ledger.hold_not_found", "There is no such hold.")
	ErrHoldFinished = fault.New(fault.Conflict, "ledger.hold_finished", "The hold was captured, voided or has lapsed.")
	ErrDeadline     = fault.New(fault.Invalid, "ledger.deadline_invalid", "The deadline must lie in the future, within 366 days.")
)

type holdKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Hold is a reservation on a member's account.
type Hold struct {
	holdKey
	Owner      id.ID           `db:"owner"`
	Asset      Asset           `db:"asset"`
	Purpose    string          `db:"purpose"`
	Amount     amount.Amount   `db:"amount"`
	Captured   amount.Amount   `db:"captured"`
	State      HoldState       `db:"state"`
	Reason     string          `db:"reason"`
	Source     string          `db:"source"`
	Deadline   instant.Instant `db:"deadline"`
	CreatedAt  instant.Instant `db:"created_at"`
	FinishedAt instant.Instant `db:"finished_at"`
	Transfer   id.ID           `db:"transfer"`
}

var holds = store.Define[holdKey, Hold]("hold")

func (h Hold) ref() Ref { return Ref{h.Owner, h.Purpose} }

// StateAt is the hold's state as of now: a pending one whose deadline has
// passed has lapsed, whether or not the sweep came by.
func (h Hold) StateAt(now instant.Instant) HoldState {
	if h.State == HoldPending && now >= h.Deadline {
		return HoldLapsed
	}
	return h.State
}
