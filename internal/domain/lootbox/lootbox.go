package lootbox

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// State is a box's state.
type State string

// The states.
const (
	Draft  State = "draft"
	Opened State = "open"
	Closed State = "closed"
)

// SoldOut is what happens when a prize is out of stock.
type SoldOut string

// The sold-out policies.
const (
	Renormalise SoldOut = "renormalise"
	CloseBox    SoldOut = "close"
)

// PrizeKind is what a prize is.
type PrizeKind string

// The kinds of prize.
const (
	PointsPrize PrizeKind = "points"
	ItemPrize   PrizeKind = "virtual_item"
)

// WeightSum is what the weights of one odds version add up to.
const WeightSum = 1_000_000

// Unlimited is the stock of a prize that never runs out.
const Unlimited = -1

// Faults of loot boxes.
var (
	ErrNotFound  = fault.New(fault.NotFound, "lootbox.not_found", "There is no such box.")
	ErrClosed    = fault.New(fault.Refused, "lootbox.closed", "The box is not open.")
	ErrSoldOut   = fault.New(fault.Refused, "lootbox.sold_out", "The box's prizes are sold out.")
	ErrSOLPriced = fault.New(fault.Refused, "lootbox.sol_priced", "This box is not sold for points.")
	ErrInvalid   = fault.New(fault.Invalid, "lootbox.invalid", "The box needs a name, a price of zero or more, and a known sold-out policy.")
	ErrOdds      = fault.New(fault.Invalid, "lootbox.odds_invalid", "A box needs 1 to 100 prizes whose weights are positive and sum to 1,000,000.")
	ErrPrize     = fault.New(fault.Invalid, "lootbox.prize_invalid", "A prize needs a name, a rarity, a stock of at least -1, and either points or an item.")
	ErrStale     = fault.New(fault.Conflict, "lootbox.version_stale", "The box was changed in the meantime.")
)

type boxKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Box is a box. Version counts its edits, Odds is its current odds version.
// PriceSOL, in lamports,
// is set where the box is not sold for points.
type Box struct {
	boxKey
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Price       amount.Amount   `db:"price"`
	PriceSOL    amount.Amount   `db:"price_sol"`
	State       State           `db:"state"`
	SoldOut     SoldOut         `db:"sold_out"`
	Version     int64           `db:"version"`
	Odds        int64           `db:"odds"`
	CreatedAt   instant.Instant `db:"created_at"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

// Prize is one line of an odds version.
type Prize struct {
	boxKey
	Box         id.ID           `db:"box"`
	Version     int64           `db:"version"`
	Position    int32           `db:"position"`
	Kind        PrizeKind       `db:"kind"`
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Rarity      catalog.Rarity  `db:"rarity"`
	Points      amount.Amount   `db:"points"`
	CatalogItem id.ID           `db:"catalog_item"`
	Weight      int64           `db:"weight"`
	Stock       int64           `db:"stock"` // at the version's beginning, or Unlimited
	CreatedAt   instant.Instant `db:"created_at"`
}

type stockKey struct {
	Bucket id.Bucket `db:"bucket"`
	Prize  id.ID     `db:"prize"`
}

type oddsKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Box     id.ID     `db:"box"`
	Version int64     `db:"version"`
}

// stock is what is left of a prize with a finite stock.
type stock struct {
	stockKey
	Box       id.ID `db:"box"`
	Version   int64 `db:"version"`
	Remaining int64 `db:"remaining"`
}

var (
	boxes   = store.Define[boxKey, Box]("box")
	prizes  = store.Define[boxKey, Prize]("prize")
	oddsOf  = store.Group[oddsKey](prizes, "prize_box")
	stocks  = store.Define[stockKey, stock]("prize_stock")
	stockOf = store.Group[oddsKey](stocks, "prize_stock_box")
)

// Service sells draws.
type Service struct {
	ledger *ledger.Ledger
	seen   versions
}

// New makes the service.
func New(l *ledger.Ledger) *Service { return &Service{ledger: l} }
