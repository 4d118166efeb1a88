package account

import (
	"context"

	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

// Logout revokes the family of a token, of its access or its refresh token.
// One that is revoked stays so. Faults: ErrToken.
func (s *Service) Logout(ctx context.Context, raw string) error {
	p, err := s.read(raw)
	if err != nil {
		return err
	}
	if p.kind != token.TypeRefresh && p.kind != token.TypeAccess {
		return ErrToken
	}
	return s.Store.Write(ctx, p.family.Bucket(), func(tx *store.Tx) error {
		f, found, err := families.Get(tx, familyOf(p.family))
		if err == nil && found && f.Member == p.member && f.isLiving(tx.Now()) {
			f.revoke(tx, byLogout)
		}
		return err
	})
}
