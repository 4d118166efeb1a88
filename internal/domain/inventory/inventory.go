package inventory

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Status is how far an item's redemption is.
type Status string

// The redemption states.
const (
	NotRedeemed Status = "not_redeemed"
	Pending     Status = "pending"
	Redeemed    Status = "redeemed"
)

// Origin is where an item came from.
type Origin string

// The origins.
const (
	FromDraw Origin = "lootbox"
	FromGift Origin = "admin_gift"
	FromCard Origin = "card"
)

// ErrNotFound is an item that does not exist or is another member's.
var ErrNotFound = fault.New(fault.NotFound, "inventory.item_not_found", "There is no such item.")

type itemKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Item is one thing that a member has.
type Item struct {
	itemKey
	Member      id.ID           `db:"member"`
	CatalogItem id.ID           `db:"catalog_item"`
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Rarity      catalog.Rarity  `db:"rarity"`
	Origin      Origin          `db:"origin"`
	Source      string          `db:"source"` // "draw:123"
	Status      Status          `db:"status"`
	ObtainedAt  instant.Instant `db:"obtained_at"`
	RequestedAt instant.Instant `db:"requested_at"`
	CompletedAt instant.Instant `db:"completed_at"`
	// What redeeming pays out, as it was when the item was made: a later edit
	// of the catalogue changes nothing of it. "" and 0 for nothing.
	PayoutAsset  ledger.Asset  `db:"payout_asset"`
	PayoutAmount amount.Amount `db:"payout_amount"`
}

var items = store.Define[itemKey, Item]("item")

// AddCmd gives a member an item of the catalogue.
type AddCmd struct {
	ID      id.ID // zero but for sample data
	Member  id.ID
	Catalog catalog.Item
	Origin  Origin
	Source  string
}

// Add puts an item into the member's inventory.
func Add(tx *store.Tx, cmd AddCmd) (Item, error) {
	i := cmd.ID
	if i == 0 {
		var err error
		if i, err = tx.NewID(cmd.Member.Bucket()); err != nil {
			return Item{}, err
		}
	}
	it := Item{
		itemKey: itemKey{i.Bucket(), i}, Member: cmd.Member, CatalogItem: cmd.Catalog.ID, Name: cmd.Catalog.Name,
		Description: cmd.Catalog.Description, Rarity: cmd.Catalog.Rarity, Origin: cmd.Origin, Source: cmd.Source,
		Status: NotRedeemed, ObtainedAt: tx.Now(), PayoutAsset: cmd.Catalog.PayoutAsset, PayoutAmount: cmd.Catalog.PayoutAmount,
	}
	items.Add(tx, it)
	return it, nil
}

// Get locks an item. Faults: ErrNotFound.
func Get(tx *store.Tx, i id.ID) (Item, error) {
	it, found, err := items.Get(tx, itemKey{i.Bucket(), i})
	if err == nil && !found {
		err = ErrNotFound
	}
	return it, err
}

// SetStatus moves an item that Get has locked to another redemption status.
// It is package redemption's: nobody else decides who may.
func SetStatus(tx *store.Tx, it Item, to Status) Item {
	it.Status = to
	switch to {
	case NotRedeemed:
		it.RequestedAt = 0
	case Pending:
		it.RequestedAt = tx.Now()
	case Redeemed:
		it.CompletedAt = tx.Now()
	}
	items.Put(tx, it)
	return it
}
