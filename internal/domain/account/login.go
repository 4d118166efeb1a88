package account

import (
	"context"
	"net/netip"
	"strings"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// LoginCmd is a name, which may be an e-mail address, and a password.
type LoginCmd struct {
	Name     string
	Password string
	Client   netip.Addr
}

// Login checks a password and begins a family. A name that nobody has and a
// wrong password take as long, count as much and answer alike; that a member
// is suspended is told to whoever knows the password.
// Faults: ErrCredentials, ErrLocked, member.ErrSuspended.
// contract: S2-02
func (s *Service) Login(ctx context.Context, cmd LoginCmd) (Credential, Tokens, error) {
	subject := subjectOf(strings.TrimSpace(cmd.Name))
	if !storable(subject) {
		return Credential{}, Tokens{}, ErrCredentials
	}
	a := attemptOf(string(subject), cmd.Client)
	if err := s.admit(ctx, a); err != nil {
		return Credential{}, Tokens{}, err
	}
	c, status, err := find(ctx, s.Store, subject)
	if err != nil {
		return Credential{}, Tokens{}, err
	}
	good, rehashed, err := s.verify(ctx, cmd.Password, c.PasswordHash)
	if err != nil {
		return Credential{}, Tokens{}, err
	}
	e := entry{attempt: a, seen: c, suspended: status == member.Suspended, good: good, rehashed: rehashed}
	if err := s.Store.Write(ctx, subject.Bucket(), e.settle); err != nil {
		return Credential{}, Tokens{}, err
	}
	if !good {
		return Credential{}, Tokens{}, ErrCredentials
	}
	tokens, err := s.both(e.family, e.row.Role)
	return e.row, tokens, err
}

// verify compares a password with a hash; without one it takes as long. Where
// new hashes cost more than this one, it is made again.
func (s *Service) verify(ctx context.Context, pass, hash string) (good bool, rehashed string, err error) {
	if hash == "" {
		return false, "", s.Hasher.VerifyNobody(ctx, pass)
	}
	good, err = s.Hasher.Verify(ctx, pass, hash)
	if err == nil && good && s.Hasher.Outdated(hash) {
		rehashed, err = s.Hasher.Hash(ctx, pass)
	}
	return good, rehashed, err
}

// both issues the two tokens of a family.
func (s *Service) both(f family, role Role) (t Tokens, err error) {
	if t.Access, err = s.access(f, role); err == nil {
		t.Refresh, err = s.refresh(f)
	}
	return t, err
}

// entry is what a login has found out before its write, and what that decides.
type entry struct {
	attempt   attempt
	seen      Credential
	suspended bool
	good      bool
	rehashed  string

	row    Credential
	family family
}

// settle counts a wrong password, or begins a family. Among callers at the
// same time it is decided here, under the lock, who is one too many: those
// learn nothing, also of a right password.
// Faults: ErrLocked, ErrCredentials, member.ErrSuspended.
func (e *entry) settle(tx *store.Tx) error {
	until, err := e.attempt.lockedUntil(tx)
	switch {
	case err != nil:
		return err
	case until > tx.Now():
		return locked(until, tx.Now())
	case !e.good:
		return e.attempt.fail(tx)
	}
	familiesOf.Want(tx, e.seen.memberKey)
	row, err := get(tx, e.seen.Member)
	switch {
	case err != nil:
		return err
	case row.PasswordHash != e.seen.PasswordHash: // changed while it was looked at
		return ErrCredentials
	case e.suspended:
		return member.ErrSuspended
	}
	return e.enter(tx, row)
}

func (e *entry) enter(tx *store.Tx, row Credential) (err error) {
	if err := forget(tx, e.attempt.name); err != nil {
		return err
	}
	if err := member.Touch(tx, row.Member); err != nil {
		return err
	}
	if e.family, err = begin(tx, row.Member); err != nil {
		return err
	}
	row.SignedInAt = tx.Now()
	if e.rehashed != "" {
		row.PasswordHash = e.rehashed
	}
	credentials.Put(tx, row)
	e.row = row
	return nil
}

// admit refuses an attempt that is locked, before its password costs anything.
// Faults: ErrLocked.
func (s *Service) admit(ctx context.Context, a attempt) error {
	until, _, err := store.SelectOne[int64](ctx, s.Store,
		"SELECT coalesce(max(locked_until), 0) FROM login_guess WHERE (bucket = ? AND who = ?) OR (bucket = ? AND who = ?)",
		a.name.Bucket, a.name.Who, a.network.Bucket, a.network.Who)
	if err != nil {
		return err
	}
	if at := instant.Instant(until); at > s.Now() {
		return locked(at, s.Now())
	}
	return nil
}
