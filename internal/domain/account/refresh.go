package account

import (
	"context"

	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

// Refresh gives a new access token for a refresh token; with rotate a new
// refresh token too, for which the former is good no more. A refresh token
// that was changed for another one revokes its family.
// Faults: ErrToken, member.ErrSuspended.
// contract: S2-03
func (s *Service) Refresh(ctx context.Context, raw string, rotate bool) (Tokens, error) {
	p, err := s.read(raw)
	if err != nil {
		return Tokens{}, err
	}
	if p.kind != token.TypeRefresh {
		return Tokens{}, ErrToken
	}
	f, found, err := loadFamily(ctx, s.Store, p.family)
	if err != nil {
		return Tokens{}, err
	}
	if !found || f.Member != p.member || !f.isLiving(s.Now()) {
		return Tokens{}, ErrToken
	}
	if p.serial != f.Serial {
		return s.rotate(ctx, p, "") // to be refused, whoever it is
	}
	role, err := s.mayRefresh(ctx, p)
	if err != nil {
		return Tokens{}, err
	}
	if rotate {
		return s.rotate(ctx, p, role)
	}
	access, err := s.access(f, role)
	return Tokens{Access: access}, err
}

// mayRefresh is the role that the family's member has by now.
// Faults: member.ErrSuspended.
func (s *Service) mayRefresh(ctx context.Context, p presented) (Role, error) {
	m, err := member.Load(ctx, s.Store, p.member)
	if err != nil {
		return "", err
	}
	if m.Status == member.Suspended {
		return "", member.ErrSuspended
	}
	c, err := Load(ctx, s.Store, p.member)
	return c.Role, err
}

// rotate changes the refresh token for the next one. Of two callers with the
// same one the second has one that was changed, and ends the family.
func (s *Service) rotate(ctx context.Context, p presented, role Role) (Tokens, error) {
	var next family
	var refused error
	err := s.Store.Write(ctx, p.family.Bucket(), func(tx *store.Tx) error {
		f, found, err := families.Get(tx, familyOf(p.family))
		if err != nil {
			return err
		}
		refused = nil
		switch {
		case !found || !f.isLiving(tx.Now()):
			refused = ErrToken
		case f.Serial != p.serial:
			f.revoke(tx, byReuse)
			refused = ErrToken
		default:
			f.Serial, f.RotatedAt = f.Serial+1, tx.Now()
			families.Put(tx, f)
			next = f
		}
		return nil
	})
	switch {
	case err != nil:
		return Tokens{}, err
	case refused != nil:
		return Tokens{}, refused
	}
	return s.both(next, role)
}
