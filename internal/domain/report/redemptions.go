package report

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/platform/store"
)

// Redemption is one redemption with its item.
type Redemption struct {
	ID          id.ID            `db:"id"`
	Item        id.ID            `db:"item"`
	Member      id.ID            `db:"member"`
	State       redemption.State `db:"state"`
	Name        string           `db:"name"`
	Rarity      catalog.Rarity   `db:"rarity"`
	Wallet      string           `db:"wallet"`
	Notes       string           `db:"notes"`
	TxHash      string           `db:"tx_hash"`
	Transfer    id.ID            `db:"transfer"`
	RequestedAt instant.Instant  `db:"requested_at"`
	FinishedAt  instant.Instant  `db:"finished_at"`
	FinishedBy  string           `db:"finished_by"`
}

const redemptionColumns = "SELECT r.id, r.item, r.member, r.state, i.name, i.rarity, r.wallet, r.notes, r.tx_hash, r.transfer, r.requested_at, r.finished_at, r.finished_by FROM "

// RedemptionsCmd asks for redemptions in a state: the open ones oldest first,
// others latest first, those after the cursor (At and ID of the last one
// seen, zero for the first page).
type RedemptionsCmd struct {
	State redemption.State
	At    instant.Instant
	ID    id.ID
	Limit int
}

// Redemptions is a page of the queue, or of what became of it.
// contract: N-10
func Redemptions(ctx context.Context, q store.Querier, cmd RedemptionsCmd) ([]Redemption, error) {
	if cmd.State == redemption.Requested {
		return store.Select[Redemption](ctx, q, redemptionColumns+`item i JOIN redemption r ON r.bucket = i.bucket AND r.item = i.id AND r.state = 'requested'
			WHERE i.status = 'pending' AND i.requested_at >= ? AND (i.requested_at, r.id) > (?, ?) ORDER BY i.requested_at, r.id LIMIT ?`, cmd.At, cmd.At, cmd.ID, cmd.Limit)
	}
	if cmd.At == 0 {
		cmd.At = 1 << 62
	}
	return store.Select[Redemption](ctx, q, redemptionColumns+`redemption r JOIN item i ON i.bucket = r.bucket AND i.id = r.item
		WHERE r.state = ? AND r.requested_at <= ? AND (r.requested_at, r.id) < (?, ?) ORDER BY r.requested_at DESC, r.id DESC LIMIT ?`, cmd.State, cmd.At, cmd.At, cmd.ID, cmd.Limit)
}

// LoadRedemption reads one redemption. found is false where there is none.
func LoadRedemption(ctx context.Context, q store.Querier, i id.ID) (r Redemption, found bool, err error) {
	return store.SelectOne[Redemption](ctx, q, redemptionColumns+"redemption r JOIN item i ON i.bucket = r.bucket AND i.id = r.item WHERE r.bucket = ? AND r.id = ?", i.Bucket(), i)
}
