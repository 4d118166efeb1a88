// Package catalog lists what an item in an inventory can be: its name,
// rarity, category and what it pays out when redeemed.
//
// States: active, inactive (not offered any more; items that exist stay).
// Items copy name and rarity when they are made, so an edit here never
// rewrites what somebody has. lootbox, inventory and the fronts call it.
package catalog

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Rarity is how rare something is.
type Rarity string

// The rarities.
const (
	Common    Rarity = "common"
	Rare      Rarity = "rare"
	Epic      Rarity = "epic"
	Legendary Rarity = "legendary"
)

// Rarities lists the rarities, rarest first.
func Rarities() []Rarity { return []Rarity{Legendary, Epic, Rare, Common} }

// Valid reports whether r is one of the rarities.
func (r Rarity) Valid() bool { return r == Common || r == Rare || r == Epic || r == Legendary }

// Status is a catalogue item's state.
type Status string

// The states.
const (
	Active   Status = "active"
	Inactive Status = "inactive"
)

// Faults of the catalogue.
var (
	ErrNotFound = fault.New(fault.NotFound, "catalog.item_not_found", "There is no such catalogue item.")
	ErrInvalid  = fault.New(fault.Invalid, "catalog.item_invalid", "A catalogue item needs a name, a rarity and a payout that is zero or positive.")
	ErrStale    = fault.New(fault.Conflict, "catalog.version_stale", "The catalogue item was changed in the meantime.")
)

type itemKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Item is a catalogue item. EstimatedValue is in hundredths of the project's
// display currency and is never posted.
type Item struct {
	itemKey
	Name           string          `db:"name"`
	Description    string          `db:"description"`
	Category       string          `db:"category"`
	Rarity         Rarity          `db:"rarity"`
	EstimatedValue int64           `db:"estimated_value"`
	PayoutAsset    ledger.Asset    `db:"payout_asset"` // "" where redeeming pays nothing on the ledger
	PayoutAmount   amount.Amount   `db:"payout_amount"`
	Status         Status          `db:"status"`
	Version        int64           `db:"version"`
	CreatedAt      instant.Instant `db:"created_at"`
	ChangedAt      instant.Instant `db:"changed_at"`
}

var items = store.Define[itemKey, Item]("catalog_item")

// PutCmd makes a catalogue item, or edits it. ID zero makes a new one; a
// given ID that does not exist yet is for sample data. Version is the one
// that the caller saw, 0 for a new one.
type PutCmd struct {
	ID             id.ID
	Name           string
	Description    string
	Category       string
	Rarity         Rarity
	EstimatedValue int64
	PayoutAsset    ledger.Asset
	PayoutAmount   amount.Amount
	Status         Status
	Version        int64
}

func (c PutCmd) valid() bool {
	texts := len(c.Name) > 0 && len(c.Name) <= 200 && len(c.Description) <= 2000 && len(c.Category) <= 100
	payout := c.PayoutAmount >= 0 && c.PayoutAmount <= amount.Max && (c.PayoutAsset != "") == (c.PayoutAmount > 0)
	return texts && payout && c.Rarity.Valid() && c.EstimatedValue >= 0 && (c.Status == Active || c.Status == Inactive)
}

// Put makes or edits. Faults: ErrInvalid, ErrStale.
// contract: S0-P2
// contract: N-10
func Put(tx *store.Tx, cmd PutCmd) (Item, error) {
	if !cmd.valid() {
		return Item{}, ErrInvalid
	}
	if cmd.ID == 0 {
		i, err := tx.NewID(id.BucketOf(cmd.Name))
		if err != nil {
			return Item{}, err
		}
		cmd.ID = i
	}
	key := itemKey{cmd.ID.Bucket(), cmd.ID}
	row, found, err := items.Get(tx, key)
	if err != nil {
		return Item{}, err
	}
	if row.Version != cmd.Version {
		return Item{}, ErrStale.With("version", row.Version)
	}
	if !found {
		row.CreatedAt = tx.Now()
	}
	row = Item{key, cmd.Name, cmd.Description, cmd.Category, cmd.Rarity, cmd.EstimatedValue, cmd.PayoutAsset, cmd.PayoutAmount, cmd.Status, row.Version + 1, row.CreatedAt, tx.Now()}
	items.Put(tx, row)
	return row, nil
}

// Get reads a catalogue item without locking it. Faults: ErrNotFound.
func Get(tx *store.Tx, i id.ID) (Item, error) {
	row, found, err := items.Read(tx, itemKey{i.Bucket(), i})
	if err == nil && !found {
		err = ErrNotFound
	}
	return row, err
}

// ListCmd asks for catalogue items. Category "" means any.
type ListCmd struct {
	Category string
	After    id.ID
	Limit    int
}

// List is a page of the catalogue by id.
// contract: S0-31
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Item, error) {
	sql, args := "SELECT bucket, id, name, description, category, rarity, estimated_value, payout_asset, payout_amount, status, version, created_at, changed_at FROM catalog_item WHERE id > ?", []any{cmd.After}
	if cmd.Category != "" {
		sql, args = sql+" AND category = ?", append(args, cmd.Category)
	}
	return store.Select[Item](ctx, q, sql+" ORDER BY id LIMIT ?", append(args, cmd.Limit)...)
}
