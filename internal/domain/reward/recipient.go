package reward

import (
	"sync"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// recipient is a member, or a system account.
type recipient struct {
	member  id.ID
	account string // where there is no member
}

var headquarters = recipient{account: ledger.Headquarters.Purpose}

// place is where an adoption was.
type place struct{ province, city string }

// chainMax bounds the walk up a referral chain, as member does.
const chainMax = 200

// recipients finds who gets what.
// contract: S1-M1
func (s *Service) recipients(tx *store.Tx, adopter member.Member, at place) (map[Right]recipient, error) {
	member.WantHolder(tx, member.CityArea, at.city)
	member.WantHolder(tx, member.ProvinceArea, at.province)
	out := map[Right]recipient{Share: headquarters, Community: headquarters, CityTeam: headquarters, ProvinceTeam: headquarters}
	if adopter.Referrer != 0 {
		out[Share] = recipient{member: adopter.Referrer}
	}
	if err := s.climb(tx, adopter, at, out); err != nil {
		return nil, err
	}
	areas := []struct {
		right  Right
		role   member.RoleName
		region string
	}{{CityArea, member.CityArea, at.city}, {ProvinceArea, member.ProvinceArea, at.province}}
	for _, a := range areas {
		holder, err := member.Holder(tx, a.role, a.region)
		if err != nil {
			return nil, err
		}
		if out[a.right] = (recipient{member: holder}); holder == 0 {
			out[a.right] = recipient{account: ledger.Region(a.region).Purpose}
		}
	}
	return out, nil
}

// climb looks up the chain for the nearest holders of the three roles.
func (s *Service) climb(tx *store.Tx, adopter member.Member, at place, out map[Right]recipient) error {
	wanted := map[member.Role]Right{
		{Name: member.Community}:                         Community,
		{Name: member.CityTeam, Region: at.city}:         CityTeam,
		{Name: member.ProvinceTeam, Region: at.province}: ProvinceTeam,
	}
	s.above.want(tx, adopter.Referrer)
	for up, depth := adopter.Referrer, 0; up != 0 && depth < chainMax && len(wanted) > 0; depth++ {
		member.Want(tx, up)
		member.WantRoles(tx, up)
		who, err := member.Get(tx, up)
		if err != nil {
			return err
		}
		roles, err := member.RolesIn(tx, up)
		if err != nil {
			return err
		}
		for _, r := range roles {
			if right, ok := wanted[r]; ok {
				out[right] = recipient{member: up}
				delete(wanted, r)
			}
		}
		s.above.learn(up, who.Referrer)
		up = who.Referrer
	}
	return nil
}

// referrers remembers whose referrer is whom, so that a chain that was
// climbed before is loaded in one round. It is a hint: what counts is read.
type referrers struct {
	mu sync.RWMutex
	of map[id.ID]id.ID
}

const referrersMax = 1_000_000

func (r *referrers) want(tx *store.Tx, from id.ID) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for up, depth := from, 0; up != 0 && depth < chainMax; up, depth = r.of[up], depth+1 {
		member.Want(tx, up)
		member.WantRoles(tx, up)
	}
}

func (r *referrers) learn(who, referrer id.ID) {
	if referrer == 0 {
		return
	}
	r.mu.RLock()
	known := r.of[who] == referrer
	r.mu.RUnlock()
	if known {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.of) >= referrersMax {
		clear(r.of)
	}
	r.of[who] = referrer
}
