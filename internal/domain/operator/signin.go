package operator

import (
	"context"
	"errors"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
)

// Service signs operators in.
type Service struct {
	store  *store.Store
	hasher *password.Hasher
	now    func() instant.Instant
}

// New makes the service.
func New(s *store.Store, h *password.Hasher, now func() instant.Instant) *Service {
	return &Service{store: s, hasher: h, now: now}
}

// SignIn checks a name and password and begins a session of the kind. A
// wrong name and a wrong password take as long and answer alike.
// Faults: ErrCredentials, ErrLocked.
// contract: S0-26
func (s *Service) SignIn(ctx context.Context, kind session.Kind, name, pass string) (token string, o Operator, err error) {
	o, found, err := store.SelectOne[Operator](ctx, s.store, "SELECT "+columns+" FROM operator WHERE username = ?", name)
	if err != nil {
		return "", Operator{}, err
	}
	if found && o.LockedUntil > s.now() {
		return "", Operator{}, ErrLocked.With("retry_after_seconds", int64(o.LockedUntil.Sub(s.now()).Seconds())+1)
	}
	if !found || o.Status != Active {
		return "", Operator{}, errors.Join(ErrCredentials, s.hasher.VerifyNobody(ctx, pass))
	}
	good, err := s.hasher.Verify(ctx, pass, o.PasswordHash)
	if err != nil {
		return "", Operator{}, err
	}
	return s.finish(ctx, kind, o, good)
}

// finish counts the attempt on the operator's row, and where it was good
// begins the session.
func (s *Service) finish(ctx context.Context, kind session.Kind, o Operator, good bool) (token string, _ Operator, err error) {
	locked := false
	err = s.store.Write(ctx, o.Bucket, func(tx *store.Tx) error {
		row, found, err := operators.Get(tx, o.operatorKey)
		if err != nil || !found {
			return err
		}
		if locked = row.LockedUntil > tx.Now(); locked {
			return nil
		}
		if row.Status != Active || row.PasswordHash != o.PasswordHash { // changed while the password was looked at
			good = false
			return nil
		}
		if !good {
			row.fail(tx.Now())
			operators.Put(tx, row)
			return nil
		}
		row.Failures, row.LockedUntil, row.SignedInAt = 0, 0, tx.Now()
		operators.Put(tx, row)
		token, _ = session.Begin(tx, session.BeginCmd{Kind: kind, Owner: row.ID, Label: row.Username})
		o = row
		return nil
	})
	switch {
	case err != nil:
		return "", Operator{}, err
	case locked:
		return "", Operator{}, ErrLocked.With("retry_after_seconds", 60)
	case !good:
		return "", Operator{}, ErrCredentials
	}
	return token, o, nil
}
