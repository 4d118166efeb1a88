package operator

import (
	"context"
	"errors"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/store"
)

const columns = "bucket, id, username, role, domain, password_hash, status, failures, locked_until, created_at, signed_in_at, password_at"

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

// SignedIn reads the operator of a session, as their role is now. An operator
// who was disabled, or has another password since, is signed out.
// Faults: session.ErrNone.
func SignedIn(ctx context.Context, q store.Querier, s session.Session) (Operator, error) {
	o, err := Load(ctx, q, s.Owner)
	if errors.Is(err, ErrNotFound) || (err == nil && (o.Status != Active || s.CreatedAt < o.PasswordAt)) {
		return Operator{}, session.ErrNone
	}
	return o, err
}
