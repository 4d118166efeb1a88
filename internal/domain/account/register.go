package account

import (
	"context"
	"net/netip"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// RegisterCmd asks for an account. Code is a referral code, or "".
type RegisterCmd struct {
	Username string
	Email    string
	Password string
	Code     string
	Client   netip.Addr
}

// Registration is a checked RegisterCmd whose password is a hash.
type Registration struct {
	cmd  RegisterCmd
	hash string
}

// Registered is a new account.
type Registered struct {
	Credential
	Code string // their own referral code
}

// Route is where the write of the registration belongs.
func (r Registration) Route() id.Bucket { return member.Username(r.cmd.Username).Bucket() }

// Prepare checks a registration and hashes its password, ahead of Register,
// because that is slow. Faults: ErrUsername, ErrEmail, ErrPassword.
func (s *Service) Prepare(ctx context.Context, cmd RegisterCmd) (Registration, error) {
	cmd.Username, cmd.Email = strings.TrimSpace(cmd.Username), strings.TrimSpace(cmd.Email)
	switch {
	case !validUsername(cmd.Username):
		return Registration{}, ErrUsername
	case !validEmail(cmd.Email):
		return Registration{}, ErrEmail
	case !validPassword(cmd.Password, cmd.Username, cmd.Email):
		return Registration{}, ErrPassword
	}
	hash, err := s.Hasher.Hash(ctx, cmd.Password)
	cmd.Password = ""
	return Registration{cmd, hash}, err
}

// Register makes a member with a password, gives them a referral code, binds
// them to who brought them, and welcomes them; or changes nothing.
// Faults: ErrNameTaken, ErrEmailTaken, those of Referrals and Welcomes.
// contract: S2-01
func (s *Service) Register(tx *store.Tx, r Registration) (Registered, error) {
	name, email := member.Username(r.cmd.Username), member.Email(r.cmd.Email)
	if err := free(tx, name, email); err != nil {
		return Registered{}, err
	}
	m, err := member.Create(tx, member.CreateCmd{Subjects: []member.Subject{name, email}})
	if err != nil {
		return Registered{}, err
	}
	out := Registered{Credential: Credential{
		memberKey: keyOf(m.ID), Username: r.cmd.Username, Email: r.cmd.Email, PasswordHash: r.hash, Role: Member,
		CreatedAt: tx.Now(), PasswordAt: tx.Now(),
	}}
	credentials.Add(tx, out.Credential)
	if out.Code, err = s.Referrals.Code(tx, m.ID); err != nil {
		return Registered{}, err
	}
	if r.cmd.Code != "" {
		if err := s.Referrals.Bind(tx, m.ID, r.cmd.Code, r.cmd.Client); err != nil {
			return Registered{}, err
		}
	}
	if s.Welcomes != nil {
		err = s.Welcomes.Registered(tx, m.ID)
	}
	return out, err
}

// free refuses names that somebody has. Faults: ErrNameTaken, ErrEmailTaken.
func free(tx *store.Tx, name, email member.Subject) error {
	_, named, err1 := member.Find(tx, name)
	_, mailed, err2 := member.Find(tx, email)
	switch {
	case err1 != nil:
		return err1
	case err2 != nil:
		return err2
	case named:
		return ErrNameTaken
	case mailed:
		return ErrEmailTaken
	}
	return nil
}
