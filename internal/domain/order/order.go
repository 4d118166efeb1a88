package order

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

// Kind is what an order is for.
type Kind string

// The kinds.
const (
	Recharge   Kind = "recharge"   // credits
	Membership Kind = "membership" // a plan
)

// State is where an order stands. See the package comment.
type State string

// The states.
const (
	Pending  State = "pending"
	Paid     State = "paid"
	Failed   State = "failed"
	Expired  State = "expired"
	Refunded State = "refunded"
)

// States lists the states in the order of an order's life.
func States() []State { return []State{Pending, Paid, Failed, Expired, Refunded} }

// The ways to pay. Balance is with credits, for memberships alone.
const (
	Alipay  = payment.Alipay
	Wechat  = payment.Wechat
	Balance = "balance"
)

// Why an order failed.
const (
	becauseRefused   = "refused"   // the provider would not take it
	becauseCancelled = "cancelled" // by the member
	becauseFailed    = "failed"    // an attempt to pay failed
	becauseClosed    = "closed"    // by the provider
)

type key struct {
	Bucket id.Bucket `db:"bucket"`
	ID     string    `db:"id"`
}

// Order is a purchase. Face and Payable are in fen; Credits are those that a
// recharge buys, or that a membership paid with Balance costs; Bonus is given
// on top, once the order is paid.
type Order struct {
	key
	Member      id.ID           `db:"member"`
	Kind        Kind            `db:"kind"`
	Plan        membership.Plan `db:"plan"` // "" for a recharge
	Method      string          `db:"method"`
	Sandbox     bool            `db:"sandbox"`
	State       State           `db:"state"`  // see StateAt
	Reason      string          `db:"reason"` // why it failed
	Face        amount.Amount   `db:"face"`
	Payable     amount.Amount   `db:"payable"`
	Credits     amount.Amount   `db:"credits"`
	Bonus       amount.Amount   `db:"bonus"`
	Coupon      string          `db:"coupon"`
	Activity    id.ID           `db:"activity"`
	Transaction string          `db:"transaction_id"` // the provider's
	PayURL      string          `db:"pay_url"`
	PayUse      payment.Use     `db:"pay_use"`
	Surface     payment.Surface `db:"surface"`
	PayerIP     string          `db:"payer_ip"`
	Refund      string          `db:"refund"` // the latest refund, "" for none
	Refunds     int32           `db:"refunds"`
	StartsAt    instant.Instant `db:"starts_at"` // of the membership that it gave
	EndsAt      instant.Instant `db:"ends_at"`
	CreatedAt   instant.Instant `db:"created_at"`
	ExpiresAt   instant.Instant `db:"expires_at"`
	PaidAt      instant.Instant `db:"paid_at"`
	EndedAt     instant.Instant `db:"ended_at"` // failed, expired or refunded
	ChangedAt   instant.Instant `db:"changed_at"`
}

var (
	orders = store.Define[key, Order]("purchase")
	open   = store.Group[openKey](orders, "purchase_open")
)

// openKey finds a member's orders that wait for their payment.
type openKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	State  State     `db:"state"`
}

// StateAt is the order's state at an instant: one that waited too long is
// expired before its row says so.
func (o *Order) StateAt(now instant.Instant) State {
	if o.State == Pending && now >= o.ExpiresAt {
		return Expired
	}
	return o.State
}

// Source names the order on the ledger's lines: "order:R2026…".
func (o *Order) Source() string { return sourceOf(o.ID) }

func sourceOf(orderID string) string { return "order:" + orderID }

// settled reports whether the order gave what it was for.
func (o *Order) settled() bool { return o.State == Paid || o.State == Refunded }

// withMoney reports whether a provider takes money for it.
func (o *Order) withMoney() bool { return o.Method != Balance }

func (o *Order) account() ledger.Ref { return ledger.Member(o.Member) }

// bought are the credits that a recharge gives for its money.
func (o *Order) bought() amount.Amount {
	if o.Kind == Recharge {
		return o.Credits
	}
	return 0
}

// get reads an order inside a write and locks it; found is false where there
// is none.
func get(tx *store.Tx, orderID string) (o Order, found bool, err error) {
	b, ok := BucketOf(orderID)
	if !ok {
		return Order{}, false, nil
	}
	return orders.Get(tx, key{b, orderID})
}

// Get reads an order inside a write and locks it. Faults: ErrNotFound.
func Get(tx *store.Tx, orderID string) (Order, error) {
	o, found, err := get(tx, orderID)
	if err == nil && !found {
		err = ErrNotFound
	}
	return o, err
}

func (o *Order) put(tx *store.Tx) {
	o.ChangedAt = tx.Now()
	orders.Put(tx, *o)
}
