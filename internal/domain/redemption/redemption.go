package redemption

import (
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// State is where a redemption stands.
type State string

// The states.
const (
	Requested State = "requested"
	Completed State = "completed"
	Cancelled State = "cancelled"
)

// Faults of redemption.
var (
	// ErrNotRedeemable: the member's item is pending or redeemed already.
	ErrNotRedeemable = fault.New(fault.Refused, "redemption.not_redeemable", "The item was redeemed, or its redemption was requested, before.")
	// ErrNotPending: the item's redemption is not open.
	ErrNotPending = fault.New(fault.Refused, "redemption.not_pending", "The item has no open redemption.")
	ErrNotes      = fault.New(fault.Invalid, "redemption.notes_invalid", "The notes or the transaction hash are too long.")
)

type redemptionKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

type itemRef struct {
	Bucket id.Bucket `db:"bucket"`
	Item   id.ID     `db:"item"`
}

// Redemption is one request and how it ended.
type Redemption struct {
	redemptionKey
	Item        id.ID           `db:"item"`
	Member      id.ID           `db:"member"`
	State       State           `db:"state"`
	Wallet      string          `db:"wallet"` // where the payout goes
	Notes       string          `db:"notes"`
	TxHash      string          `db:"tx_hash"` // proof of payout, where given
	Transfer    id.ID           `db:"transfer"`
	RequestedAt instant.Instant `db:"requested_at"`
	FinishedAt  instant.Instant `db:"finished_at"`
	FinishedBy  string          `db:"finished_by"`
}

var (
	redemptions = store.Define[redemptionKey, Redemption]("redemption")
	byItem      = store.Group[itemRef](redemptions, "redemption_item")
)

// Service redeems items.
type Service struct{ ledger *ledger.Ledger }

// New makes the service.
func New(l *ledger.Ledger) *Service { return &Service{ledger: l} }
