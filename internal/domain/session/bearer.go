package session

import (
	"context"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/token"
)

// ErrToken is a token that is not, or no longer, good for calling an API.
var ErrToken = fault.New(fault.Unauthenticated, "session.token_invalid", "The access token is missing, invalid or has expired.")

// Bearers lets in who comes with a signed token.
type Bearers struct {
	verifier  *token.Verifier
	directory *member.Directory
}

// NewBearers makes the door.
func NewBearers(v *token.Verifier, d *member.Directory) *Bearers {
	return &Bearers{verifier: v, directory: d}
}

// Bearer is who a token names, and what it says they may do.
type Bearer struct {
	Member id.ID
	Role   token.Role
	Domain int32 // the study domain that a domain admin runs; 0 is none
}

// IsAdmin reports whether the token makes its bearer an admin.
func (b Bearer) IsAdmin() bool { return b.Role == token.RoleAdmin }

// Who verifies an access token. An outside subject that nobody knows becomes
// a member. Faults: ErrToken, member.ErrSuspended.
func (b *Bearers) Who(ctx context.Context, raw string) (Bearer, error) {
	claims, err := b.verifier.Verify(raw)
	if err != nil {
		return Bearer{}, ErrToken.Because(err)
	}
	if !claims.IsAccess() {
		return Bearer{}, ErrToken
	}
	subject := "ext:" + claims.Subject
	if claims.IsOwn() {
		if _, err := strconv.ParseInt(claims.Subject, 10, 64); err != nil {
			return Bearer{}, ErrToken.Because(err)
		}
		subject = "id:" + claims.Subject
	}
	mid, err := b.directory.Admit(ctx, subject)
	if err != nil {
		return Bearer{}, err
	}
	out := Bearer{Member: mid, Role: claims.Role}
	if claims.Role == token.RoleDomainAdmin && claims.AdminDomain > 0 && claims.AdminDomain < 1<<31 {
		out.Domain = int32(claims.AdminDomain)
	}
	return out, nil
}
