package exchange

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Kind is what a product is.
type Kind string

// The kinds.
const (
	Physical Kind = "physical"
	Virtual  Kind = "virtual"
)

// Status is whether a product is offered.
type Status string

// The states.
const (
	Available Status = "available"
	Off       Status = "off"
	// Deleted products are nobody's any more; their exchanges stay.
	Deleted Status = "deleted"
)

// Unlimited is the stock of a product that never runs out.
const Unlimited = -1

// Bounds of products and exchanges.
const (
	PriceMax = amount.Amount(1_000_000_000)
	stockMax = 1_000_000_000
	// QuantityMax is the most of one exchange.
	QuantityMax = 10_000
	memberMax   = 1_000_000
	textMax     = 2000 // bytes
	nameMax     = 100  // characters
	codeMax     = 50   // bytes
)

// Faults of products.
var (
	ErrProductNotFound = fault.New(fault.NotFound, "exchange.product_not_found", "There is no such product.")
	ErrProduct         = fault.New(fault.Invalid, "exchange.product_invalid", "The product's name, texts, category, kind, price, stock, limit or status does not fit.")
	ErrStale           = fault.New(fault.Conflict, "exchange.version_stale", "The object was changed in the meantime.")
)

type productKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Product is something that points buy. Domain 0 is all; MemberMax 0 is no
// limit; Review is set where an operator approves each exchange.
type Product struct {
	productKey
	Domain      int32           `db:"domain"`
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Category    string          `db:"category"`
	Kind        Kind            `db:"kind"`
	Price       amount.Amount   `db:"price"`
	MemberMax   int32           `db:"member_max"`
	Review      bool            `db:"review"`
	Status      Status          `db:"status"`
	SortOrder   int32           `db:"sort_order"`
	Version     int64           `db:"version"`
	CreatedAt   instant.Instant `db:"created_at"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

type stockKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Product id.ID     `db:"product"`
}

// stock is how many there ever were of a product and how many are gone.
type stock struct {
	stockKey
	Supplied int64 `db:"supplied"`
	Taken    int64 `db:"taken"`
}

// left is what is left, or Unlimited.
func (s stock) left() int64 {
	if s.Supplied == Unlimited {
		return Unlimited
	}
	return s.Supplied - s.Taken
}

var (
	products = store.Define[productKey, Product]("product")
	stocks   = store.Define[stockKey, stock]("product_stock")
)

func productOf(i id.ID) productKey { return productKey{i.Bucket(), i} }

func stockOf(i id.ID) stockKey { return stockKey{i.Bucket(), i} }

// isFor reports whether a member of the domain may have the product.
func (p *Product) isFor(domain int32) bool { return p.Domain == 0 || p.Domain == domain }
