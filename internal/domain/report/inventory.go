package report

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/platform/store"
)

// InventoryCmd asks for a member's items, latest first, those after the
// cursor (At and ID of the last one seen, zero for the first page). Status ""
// means any.
type InventoryCmd struct {
	Member id.ID
	Status inventory.Status
	At     instant.Instant
	ID     id.ID
	Limit  int
}

// Inventory is a page of a member's items.
// contract: N-10
func Inventory(ctx context.Context, q store.Querier, cmd InventoryCmd) ([]inventory.Item, error) {
	if cmd.At == 0 {
		cmd.At = 1 << 62
	}
	where, args := "bucket = ? AND member = ? AND obtained_at <= ? AND (obtained_at, id) < (?, ?)", []any{cmd.Member.Bucket(), cmd.Member, cmd.At, cmd.At, cmd.ID}
	if cmd.Status != "" {
		where, args = where+" AND status = ?", append(args, cmd.Status)
	}
	return store.Select[inventory.Item](ctx, q, "SELECT bucket, id, member, catalog_item, name, description, rarity, origin, source, status, obtained_at, requested_at, completed_at, payout_asset, payout_amount FROM item WHERE "+
		where+" ORDER BY obtained_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}
