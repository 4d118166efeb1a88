package operator

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

const columns = "bucket, id, username, role, domain, password_hash, status, failures, locked_until, created_at, signed_in_at"

// Load reads an operator. Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, i id.ID) (Operator, error) {
	o, found, err := store.SelectOne[Operator](ctx, q, "SELECT "+columns+" FROM operator WHERE bucket = ? AND id = ?", i.Bucket(), i)
	if err == nil && !found {
		err = ErrNotFound
	}
	return o, err
}

// List is all operators by name.
func List(ctx context.Context, q store.Querier) ([]Operator, error) {
	return store.Select[Operator](ctx, q, "SELECT "+columns+" FROM operator ORDER BY username LIMIT 1000")
}

// CountOtherAdmins counts the active admins but for one.
func CountOtherAdmins(ctx context.Context, q store.Querier, but id.ID) (int, error) {
	n, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM operator WHERE role = ? AND status = ? AND id <> ?", Admin, Active, but)
	return int(n), err
}
