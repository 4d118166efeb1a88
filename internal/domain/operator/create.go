package operator

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
)

// CreateCmd asks for a new operator. ID is zero but for the first one.
type CreateCmd struct {
	ID       id.ID
	Username string
	Role     Role
	Domain   int32
}

// Hash checks and hashes a password, ahead of Create or Change, because it is
// slow. Faults: password.ErrPolicy.
func (s *Service) Hash(ctx context.Context, pass string) (string, error) {
	if err := password.Check(pass); err != nil {
		return "", err
	}
	return s.hasher.Hash(ctx, pass)
}

// Create adds an operator with the hash of their password.
// Faults: ErrName, ErrNameTaken, ErrRole.
// contract: N-18
func Create(tx *store.Tx, cmd CreateCmd, hash string) (Operator, error) {
	if !validName(cmd.Username) {
		return Operator{}, ErrName
	}
	if !validRole(cmd.Role, cmd.Domain) {
		return Operator{}, ErrRole
	}
	if _, taken, err := byName.Find(tx, usernameKey{cmd.Username}); err != nil || taken {
		return Operator{}, orTaken(err)
	}
	i := cmd.ID
	if i == 0 {
		var err error
		if i, err = tx.NewID(id.BucketOf(cmd.Username)); err != nil {
			return Operator{}, err
		}
	}
	o := Operator{operatorKey: operatorKey{i.Bucket(), i}, Username: cmd.Username, Role: cmd.Role, Domain: cmd.Domain, PasswordHash: hash, Status: Active, CreatedAt: tx.Now(), PasswordAt: tx.Now()}
	operators.Add(tx, o)
	return o, nil
}

func orTaken(err error) error {
	if err != nil {
		return err
	}
	return ErrNameTaken
}
