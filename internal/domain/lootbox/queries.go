package lootbox

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

const (
	boxColumns   = "bucket, id, name, description, price, price_sol, state, sold_out, version, odds, created_at, changed_at"
	prizeColumns = "bucket, id, box, version, position, kind, name, description, rarity, points, catalog_item, weight, stock, created_at"
	drawColumns  = "bucket, id, member, box, version, prize, box_name, kind, name, description, rarity, points, item, price, remaining, balance, at"
)

// List is a page of boxes by id. Drafts are left out where shown is set.
// contract: S0-08
func List(ctx context.Context, q store.Querier, shown bool, after id.ID, limit int) ([]Box, error) {
	where := "id > ?"
	if shown {
		where += " AND state <> 'draft'"
	}
	return store.Select[Box](ctx, q, "SELECT "+boxColumns+" FROM box WHERE "+where+" ORDER BY id LIMIT ?", after, limit)
}

// Load reads a box. Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, i id.ID) (Box, error) {
	box, found, err := store.SelectOne[Box](ctx, q, "SELECT "+boxColumns+" FROM box WHERE bucket = ? AND id = ?", i.Bucket(), i)
	if err == nil && !found {
		err = ErrNotFound
	}
	return box, err
}

// Odds are a box's current prizes as a draw uses them, in the order of their
// declaration, and the sum of their shares.
// contract: S0-11
func Odds(ctx context.Context, q store.Querier, box Box) (chances []Chance, sum int64, err error) {
	list, err := store.Select[Prize](ctx, q, "SELECT "+prizeColumns+" FROM prize WHERE bucket = ? AND box = ? AND version = ? ORDER BY position", box.Bucket, box.ID, box.Odds)
	if err != nil {
		return nil, 0, err
	}
	left, err := store.Select[stock](ctx, q, "SELECT bucket, prize, box, version, remaining FROM prize_stock WHERE bucket = ? AND box = ? AND version = ?", box.Bucket, box.ID, box.Odds)
	if err != nil {
		return nil, 0, err
	}
	o := newOdds(list, remaining(left))
	return o.chances, o.sum, nil
}

// Page is a numbered page of a member's draws, newest first.
// contract: S0-10
func Page(ctx context.Context, q store.Querier, member id.ID, p page.Numbered) (page.List[Draw], error) {
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM draw WHERE bucket = ? AND member = ?", member.Bucket(), member)
	if err != nil {
		return page.List[Draw]{}, err
	}
	list, err := store.Select[Draw](ctx, q, "SELECT "+drawColumns+" FROM draw WHERE bucket = ? AND member = ? ORDER BY at DESC, id DESC LIMIT ? OFFSET ?", member.Bucket(), member, p.Size, p.Offset())
	return page.List[Draw]{Items: list, Total: total}, err
}

// Count is how often a prize was drawn.
type Count struct {
	Prize id.ID `db:"prize"`
	N     int64 `db:"n"`
}

// Counts tells how often each prize of a box was drawn under one version.
func Counts(ctx context.Context, q store.Querier, box id.ID, version int64) ([]Count, error) {
	return store.Select[Count](ctx, q, "SELECT prize, count(*) AS n FROM draw WHERE box = ? AND version = ? GROUP BY prize ORDER BY prize", box, version)
}
