package ledger

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// compareLots holds every lot to what the lines of its account make of it.
func compareLots(ctx context.Context, v *store.View, from, to id.Bucket, books map[accountKey]*derived, r *verify.Run) error {
	seen := map[accountKey]bool{}
	err := store.Each(ctx, v, func(lot Lot) error {
		seen[lot.accountKey] = true
		d, ok := books[lot.accountKey]
		switch {
		case !ok:
			r.Differ(name(lot.accountKey), "it has a lot and no lines")
		case lot.Bought != d.bought:
			r.Differ(name(lot.accountKey), "%d of it was bought, its lines make that %d", lot.Bought, d.bought)
		}
		return nil
	}, "SELECT bucket, owner, asset, purpose, bought FROM lot WHERE bucket BETWEEN ? AND ?", from, to)
	for key, d := range books {
		if key.Asset.HasLots() && d.Seq > 0 && !seen[key] {
			r.Differ(name(key), "its lot is missing")
		}
	}
	return err
}
