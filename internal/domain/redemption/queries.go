package redemption

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/platform/store"
)

// Open is one redemption that waits for an operator.
type Open struct {
	Item        id.ID           `db:"item"`
	Member      id.ID           `db:"member"`
	Wallet      string          `db:"wallet"`
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Rarity      catalog.Rarity  `db:"rarity"`
	RequestedAt instant.Instant `db:"requested_at"`
}

// Queue is a page of the open redemptions, oldest first.
// contract: S0-27
func Queue(ctx context.Context, q store.Querier, p page.Numbered) ([]Open, error) {
	return store.Select[Open](ctx, q, `SELECT i.id AS item, i.member, r.wallet, i.name, i.description, i.rarity, i.requested_at
		FROM item i JOIN redemption r ON r.bucket = i.bucket AND r.item = i.id AND r.state = 'requested'
		WHERE i.status = 'pending' ORDER BY i.requested_at, i.id LIMIT ? OFFSET ?`, p.Size, p.Offset())
}

// CountRequested counts the requests since an instant.
// contract: S0-30
func CountRequested(ctx context.Context, q store.Querier, since instant.Instant) (int64, error) {
	n, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM redemption WHERE requested_at >= ?", since)
	return n, err
}
