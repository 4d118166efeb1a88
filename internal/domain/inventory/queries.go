package inventory

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/platform/store"
)

const columns = "bucket, id, member, catalog_item, name, description, rarity, origin, source, status, obtained_at, requested_at, completed_at, payout_asset, payout_amount"

// Load reads a member's item. Faults: ErrNotFound.
// contract: S0-14
func Load(ctx context.Context, q store.Querier, member, i id.ID) (Item, error) {
	it, found, err := store.SelectOne[Item](ctx, q, "SELECT "+columns+" FROM item WHERE bucket = ? AND id = ? AND member = ?", i.Bucket(), i, member)
	if err == nil && !found {
		err = ErrNotFound
	}
	return it, err
}

// Page is a numbered page of a member's items, newest first.
// contract: S0-12
func Page(ctx context.Context, q store.Querier, member id.ID, redeemedToo bool, p page.Numbered) (page.List[Item], error) {
	where := " FROM item WHERE bucket = ? AND member = ?"
	if !redeemedToo {
		where += " AND status <> 'redeemed'"
	}
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*)"+where, member.Bucket(), member)
	if err != nil {
		return page.List[Item]{}, err
	}
	list, err := store.Select[Item](ctx, q, "SELECT "+columns+where+" ORDER BY obtained_at DESC, id DESC LIMIT ? OFFSET ?", member.Bucket(), member, p.Size, p.Offset())
	return page.List[Item]{Items: list, Total: total}, err
}

// CountByRarity counts a member's items that are not redeemed yet.
// contract: S0-13
func CountByRarity(ctx context.Context, q store.Querier, member id.ID) (map[catalog.Rarity]int64, error) {
	type row struct {
		Rarity catalog.Rarity `db:"rarity"`
		N      int64          `db:"n"`
	}
	rows, err := store.Select[row](ctx, q, "SELECT rarity, count(*) AS n FROM item WHERE bucket = ? AND member = ? AND status <> 'redeemed' GROUP BY rarity", member.Bucket(), member)
	out := map[catalog.Rarity]int64{}
	for _, r := range rows {
		out[r.Rarity] = r.N
	}
	return out, err
}

// CountByStatus counts all items.
// contract: S0-30
func CountByStatus(ctx context.Context, q store.Querier) (map[Status]int64, error) {
	type row struct {
		Status Status `db:"status"`
		N      int64  `db:"n"`
	}
	rows, err := store.Select[row](ctx, q, "SELECT status, count(*) AS n FROM item GROUP BY status")
	out := map[Status]int64{}
	for _, r := range rows {
		out[r.Status] = r.N
	}
	return out, err
}
