package member_test

import (
	"errors"
	"fmt"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func joined(t *testing.T, s *store.Store, name string) (mid id.ID) {
	t.Helper()
	err := s.Write(t.Context(), 0, func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		mid = m.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return mid
}

func setRoles(t *testing.T, s *store.Store, mid id.ID, list ...member.Role) ([]member.Role, error) {
	t.Helper()
	return store.Do(t.Context(), s, mid.Bucket(), func(tx *store.Tx) ([]member.Role, error) { return member.SetRoles(tx, mid, list) })
}

// A list of roles replaces the one before; an area that is given up is free.
// contract: N-03
func TestSetRoles(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		ann, bob := joined(t, s, "ann"), joined(t, s, "bob")
		area, team := member.Role{Name: member.CityArea, Region: "4401"}, member.Role{Name: member.CityTeam, Region: "4401"}
		steps := []struct {
			who    id.ID
			set    []member.Role
			before int
			err    error
			holder id.ID // of 4401 afterwards
		}{
			{ann, []member.Role{area, team}, 0, nil, ann},
			{bob, []member.Role{area}, 0, member.ErrAreaTaken, ann},
			{bob, []member.Role{team}, 0, nil, ann},
			{ann, []member.Role{team, area}, 2, nil, ann},
			{ann, []member.Role{team}, 2, nil, 0},
			{bob, []member.Role{area}, 1, nil, bob},
			{bob, nil, 1, nil, 0},
			{id.ID(5), nil, 0, member.ErrNotFound, 0},
		}
		for i, c := range steps {
			before, err := setRoles(t, s, c.who, c.set...)
			if !errors.Is(err, c.err) || len(before) != c.before {
				t.Errorf("step %d: before %v, %v", i, before, err)
			}
			var holder id.ID
			err = s.Write(t.Context(), 0, func(tx *store.Tx) (err error) { holder, err = member.Holder(tx, member.CityArea, "4401"); return err })
			if err != nil || holder != c.holder {
				t.Errorf("step %d: %d holds the area, %v", i, holder, err)
			}
			if has, err := member.Roles(t.Context(), s, c.who); c.err == nil && (err != nil || len(has) != len(c.set)) {
				t.Errorf("step %d: %v, %v", i, has, err)
			}
		}
	})
}

// What is no role is refused.
func TestBadRoles(t *testing.T) {
	s := storetest.Memory(t, store.Options{})
	ann := joined(t, s, "ann")
	for _, r := range []member.Role{
		{}, {Name: "king"}, {Name: member.CityArea}, {Name: member.Community, Region: "44"}, {Name: member.Community, Domain: 1}, {Name: member.DomainAdmin}, {Name: member.DomainAdmin, Domain: -1},
		{Name: member.CityTeam, Region: "44 01"}, {Name: member.CityTeam, Region: "广州"}, {Name: member.CityTeam, Region: "123456789012345678901"}, {Name: member.ProvinceArea, Region: "44", Domain: 3},
	} {
		if _, err := setRoles(t, s, ann, r); !errors.Is(err, member.ErrRole) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	many := make([]member.Role, 101)
	for i := range many {
		many[i] = member.Role{Name: member.CityTeam, Region: fmt.Sprint(i)}
	}
	if _, err := setRoles(t, s, ann, many...); !errors.Is(err, member.ErrRoles) {
		t.Errorf("101 roles: %v", err)
	}
	if _, err := setRoles(t, s, ann, many[0], many[0]); !errors.Is(err, member.ErrRoles) {
		t.Errorf("one twice: %v", err)
	}
}
