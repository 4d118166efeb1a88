package exchange

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// State is where an exchange stands.
type State string

// The states; see the package comment.
const (
	Pending   State = "pending"
	Approved  State = "approved"
	Rejected  State = "rejected"
	Completed State = "completed"
	Cancelled State = "cancelled"
)

// Faults of exchanges.
var (
	ErrNotFound = fault.New(fault.NotFound, "exchange.not_found", "There is no such exchange.")
	// ErrState: the exchange does not stand where the verb needs it. Param
	// state.
	ErrState    = fault.New(fault.Conflict, "exchange.state", "The exchange's state does not allow this.")
	ErrQuantity = fault.New(fault.Invalid, "exchange.quantity_invalid", "The quantity must be from 1 to 10,000.")
	ErrNotes    = fault.New(fault.Invalid, "exchange.notes_invalid", "Notes have at most 500 characters.")
	ErrOff      = fault.New(fault.Refused, "exchange.product_off", "The product is not offered at present.")
	// ErrSoldOut: fewer are left than were asked for. Param left.
	ErrSoldOut = fault.New(fault.Refused, "exchange.sold_out", "There is not enough of the product.")
	// ErrLimit: the member has as many as one may have. Params limit, taken.
	ErrLimit = fault.New(fault.Refused, "exchange.member_limit", "A member cannot have more of this product.")
)

type exchangeKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Exchange is one exchange, with the product's name and price of its moment.
type Exchange struct {
	exchangeKey
	Member      id.ID           `db:"member"`
	Product     id.ID           `db:"product"`
	Domain      int32           `db:"domain"` // the product's
	ProductName string          `db:"product_name"`
	Quantity    int64           `db:"quantity"`
	Price       amount.Amount   `db:"price"`  // of one
	Points      amount.Amount   `db:"points"` // of all
	State       State           `db:"state"`
	Notes       string          `db:"notes"`  // the member's
	Remark      string          `db:"remark"` // the operator's
	Transfer    id.ID           `db:"transfer"`
	Refund      id.ID           `db:"refund"` // 0 where nothing was given back
	CreatedAt   instant.Instant `db:"created_at"`
	ChangedAt   instant.Instant `db:"changed_at"`
	ChangedBy   string          `db:"changed_by"`
}

type countKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Member  id.ID     `db:"member"`
	Product id.ID     `db:"product"`
}

// count is how many of a product a member has that were not given back.
type count struct {
	countKey
	Taken int64 `db:"taken"`
}

var (
	exchanges = store.Define[exchangeKey, Exchange]("exchange")
	counts    = store.Define[countKey, count]("exchange_count")
)

func exchangeOf(i id.ID) exchangeKey { return exchangeKey{i.Bucket(), i} }

func countOf(member, product id.ID) countKey { return countKey{member.Bucket(), member, product} }

// Service runs exchanges.
type Service struct{ ledger *ledger.Ledger }

// New makes the service.
func New(l *ledger.Ledger) *Service { return &Service{ledger: l} }
