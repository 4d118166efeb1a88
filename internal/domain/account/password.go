package account

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// ChangePasswordCmd is a member's wish for another password.
type ChangePasswordCmd struct {
	Member id.ID
	Old    string
	New    string
}

// PasswordChange is a ChangePasswordCmd whose old password was looked at.
type PasswordChange struct {
	member id.ID
	seen   string // the hash that the old password was held against
	good   bool
	hash   string // of the new one
}

// PrepareChange looks at both passwords, ahead of ChangePassword, because
// hashing is slow. Faults: ErrNotFound, ErrPassword, ErrLocked.
func (s *Service) PrepareChange(ctx context.Context, cmd ChangePasswordCmd) (PasswordChange, error) {
	c, err := Load(ctx, s.Store, cmd.Member)
	if err != nil {
		return PasswordChange{}, err
	}
	if !validPassword(cmd.New, c.Username, c.Email) {
		return PasswordChange{}, ErrPassword
	}
	if err := s.admit(ctx, attempt{name: changeKey(cmd.Member)}); err != nil {
		return PasswordChange{}, err
	}
	good, err := s.Hasher.Verify(ctx, cmd.Old, c.PasswordHash)
	if err != nil {
		return PasswordChange{}, err
	}
	p := PasswordChange{member: cmd.Member, seen: c.PasswordHash, good: good}
	if good {
		p.hash, err = s.Hasher.Hash(ctx, cmd.New)
	}
	return p, err
}

// ChangePassword sets the new password and revokes every family, or counts
// that the old one was wrong: that ErrOldPassword is kept apart from errors,
// for the count is to be committed. Faults: ErrNotFound, ErrLocked.
func (s *Service) ChangePassword(tx *store.Tx, p PasswordChange) (refused, err error) {
	a := attempt{name: changeKey(p.member)}
	until, err := a.lockedUntil(tx)
	if err != nil {
		return nil, err
	}
	if until > tx.Now() {
		return nil, locked(until, tx.Now())
	}
	c, err := get(tx, p.member)
	if err != nil {
		return nil, err
	}
	if !p.good || c.PasswordHash != p.seen {
		return ErrOldPassword, a.fail(tx)
	}
	_, err = setPassword(tx, c, p.hash)
	return nil, err
}

// HashFor checks a password that an operator sets for a member, and hashes
// it. Faults: ErrNotFound, ErrPassword.
func (s *Service) HashFor(ctx context.Context, member id.ID, pass string) (string, error) {
	c, err := Load(ctx, s.Store, member)
	if err != nil {
		return "", err
	}
	if !validPassword(pass, c.Username, c.Email) {
		return "", ErrPassword
	}
	return s.Hasher.Hash(ctx, pass)
}

// ResetPassword sets a password whose hash is of HashFor, revokes every family
// and ends the locks on the member's names. Faults: ErrNotFound.
func ResetPassword(tx *store.Tx, member id.ID, hash string) (Credential, error) {
	c, err := get(tx, member)
	if err != nil {
		return Credential{}, err
	}
	return setPassword(tx, c, hash)
}

// setPassword makes the hash the member's, and the past over.
func setPassword(tx *store.Tx, c Credential, hash string) (Credential, error) {
	c.PasswordHash, c.PasswordAt = hash, tx.Now()
	credentials.Put(tx, c)
	for _, k := range locksOf(c) {
		guesses.Want(tx, k)
	}
	for _, k := range locksOf(c) {
		if err := forget(tx, k); err != nil {
			return c, err
		}
	}
	return c, revokeAll(tx, c.Member, byPassword)
}

// locksOf are the counts of guesses at a member's password.
func locksOf(c Credential) []guessKey {
	return []guessKey{nameKey(string(member.Username(c.Username))), nameKey(string(member.Email(c.Email))), changeKey(c.Member)}
}
