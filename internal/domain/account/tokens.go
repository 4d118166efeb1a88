package account

import (
	"strconv"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/token"
)

// Tokens are what a member calls with. Refresh is "" where it stays as it is.
type Tokens struct {
	Access  string
	Refresh string
}

// access issues an access token. It may outlive its family by two hours.
func (s *Service) access(f family, role Role) (string, error) {
	now := s.Now()
	return s.Signer.Issue(token.Claims{
		Issuer: token.Own, Subject: text(f.Member), Session: text(f.ID), Type: token.TypeAccess,
		Role: role.claim(), IssuedAt: now, ExpiresAt: now.Add(AccessLife),
	})
}

// refresh issues the family's good refresh token.
func (s *Service) refresh(f family) (string, error) {
	return s.Signer.Issue(token.Claims{
		Issuer: token.Own, Subject: text(f.Member), Session: text(f.ID), ID: strconv.FormatInt(f.Serial, 10), Type: token.TypeRefresh,
		IssuedAt: max(f.CreatedAt, f.RotatedAt), ExpiresAt: f.ExpiresAt,
	})
}

// presented is what a token of ours says.
type presented struct {
	member id.ID
	family id.ID
	serial int64
	kind   string
}

// read verifies a token of ours; others are none. Faults: ErrToken.
func (s *Service) read(raw string) (presented, error) {
	claims, err := s.Verifier.Verify(raw)
	if err != nil {
		return presented{}, ErrToken.Because(err)
	}
	p := presented{member: number(claims.Subject), family: number(claims.Session), serial: int64(number(claims.ID)), kind: claims.Type}
	if !claims.IsOwn() || p.member == 0 || p.family == 0 {
		return presented{}, ErrToken
	}
	return p, nil
}

func text(i id.ID) string { return strconv.FormatInt(int64(i), 10) }

// number is a positive number, or 0.
func number(text string) id.ID {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return id.ID(n)
}
