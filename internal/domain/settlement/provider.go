package settlement

import (
	"context"
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

// Provider is a wallet service. Calls may fail at any point; only what a call
// returns without an error, and a Refusal, is an answer.
type Provider interface {
	// Name is stored with every settlement.
	Name() string
	Capabilities(ctx context.Context) (Capabilities, error)
	// ValidateAddress says whether the provider can pay to an address.
	// Errors: a Refusal with InvalidAddress.
	ValidateAddress(ctx context.Context, c Currency, address string) error
	// Quote offers a rate for a while. Errors: a Refusal.
	Quote(ctx context.Context, q QuoteCmd) (Quote, error)
	// Submit hands an order over. The client id makes it happen once however
	// often it is sent. Errors: ErrMismatch where another order has that id.
	Submit(ctx context.Context, o Order) (Report, error)
	// Lookup is what has become of an order. Errors: ErrNeverSeen.
	Lookup(ctx context.Context, client string) (Report, error)
	// List is what has changed since, oldest change first.
	List(ctx context.Context, after instant.Instant, cursor string) (Feed, error)
	Balances(ctx context.Context) ([]Balance, error)
}

// Errors that are answers. Every other error of a Provider means that there
// is none: nobody knows what happened.
var (
	ErrNeverSeen = errors.New("settlement: the provider has never seen this order")
	ErrMismatch  = errors.New("settlement: the provider has another order of this id")
)

// Code is why a provider refuses or fails.
type Code string

// The codes.
const (
	InsufficientLiquidity Code = "INSUFFICIENT_LIQUIDITY"
	Slippage              Code = "SLIPPAGE"
	PriceBound            Code = "PRICE_BOUND"
	InsufficientFunds     Code = "INSUFFICIENT_FUNDS"
	InvalidAddress        Code = "INVALID_ADDRESS"
	PolicyDenied          Code = "POLICY_DENIED"
	Expired               Code = "EXPIRED"
	ChainUnavailable      Code = "CHAIN_UNAVAILABLE"
	// Rejected is an operator's, or a code that is none of the above.
	Rejected Code = "REJECTED"
)

// Known is the code, or Rejected where there is no such code.
func Known(code string) Code {
	switch c := Code(code); c {
	case InsufficientLiquidity, Slippage, PriceBound, InsufficientFunds, InvalidAddress, PolicyDenied, Expired, ChainUnavailable:
		return c
	}
	return Rejected
}

// Refusal is a provider's no before anything was sent.
type Refusal struct{ Code Code }

func (r Refusal) Error() string { return "settlement: refused: " + string(r.Code) }

// Capabilities are what a provider can do.
type Capabilities struct {
	Simulated  bool // nothing of value moves
	Currencies []Capability
}

// Capability is one currency that a provider pays. Zero limits are none.
type Capability struct {
	Currency     Currency
	Least        amount.Amount // of a settlement, in USDT
	Most         amount.Amount
	NeedsAddress bool // an order must say where to
}

// Of is what the provider can do with a currency.
func (c Capabilities) Of(want Currency) (Capability, bool) {
	for _, one := range c.Currencies {
		if one.Currency == want {
			return one, true
		}
	}
	return Capability{}, false
}

// QuoteCmd asks what Amount (USDT, scale 6) is worth.
type QuoteCmd struct {
	Amount   amount.Amount
	Currency Currency
}

// Quote is an offer. Out is expected, Least is promised; both at the
// currency's scale.
type Quote struct {
	ID    string
	Out   amount.Amount
	Least amount.Amount
	Ends  instant.Instant
}

// Order is what is sent. It never changes once it was committed.
type Order struct {
	Client   string
	Member   id.ID
	Amount   amount.Amount // USDT, scale 6
	Currency Currency
	Address  string
	Quote    string
	Least    amount.Amount
}

// Status is where a provider has an order.
type Status string

// The statuses.
const (
	Accepted    Status = "accepted"
	BeingSigned Status = "prepared"
	Sent        Status = "broadcast"
	Done        Status = "final"
	GivenUp     Status = "failed"
	UnderReview Status = "needs_review"
)

// Moved says whether funds have left.
type Moved string

// What is known of that.
const (
	MovedNo      Moved = "no"
	MovedYes     Moved = "yes"
	MovedUnknown Moved = "unknown"
)

// Report is a provider's word about an order.
type Report struct {
	Client    string
	Status    Status
	Moved     Moved
	TxHash    string
	Currency  Currency // "" where the provider does not repeat it
	Received  string   // decimal, in the currency's own unit
	Code      Code     // where it failed
	UpdatedAt instant.Instant
}

// Feed is a piece of a provider's record. Next is "" at its end.
type Feed struct {
	Reports []Report
	Next    string
}

// Balance is what a provider has of a currency.
type Balance struct {
	Currency  Currency
	Available amount.Amount
	Reserved  amount.Amount
}
