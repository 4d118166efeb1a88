package demo

import (
	"context"
	"errors"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/store"
)

// The sample data of the reward API: member 100 adopts a tree in Guangzhou
// (province 44, city 4401). Their tokens have the subjects "100" to "104".
const (
	Adopter   id.ID = 100
	Sharer    id.ID = 101 // brought 100; community
	TeamChief id.ID = 102 // brought 101; teams of 4401 and 44
	CityChief id.ID = 103 // area 4401
	Province  id.ID = 104 // area 44

	adoptionID = "demo-adoption-1"
)

// LoadRewards writes what is missing of the reward API's sample data: after
// it, member 101 has 500 USDT that wait for a day and 80 USDT to settle.
func LoadRewards(ctx context.Context, s *store.Store, rewards *reward.Service) error {
	chain := []struct {
		id, referrer id.ID
		subject      string
		roles        []member.Role
	}{
		{TeamChief, 0, "102", []member.Role{{Name: member.CityTeam, Region: "4401"}, {Name: member.ProvinceTeam, Region: "44"}}},
		{Sharer, TeamChief, "101", []member.Role{{Name: member.Community}}},
		{Adopter, Sharer, "100", nil},
		{CityChief, 0, "103", []member.Role{{Name: member.CityArea, Region: "4401"}}},
		{Province, 0, "104", []member.Role{{Name: member.ProvinceArea, Region: "44"}}},
	}
	var parts []func(tx *store.Tx) error
	for _, m := range chain {
		parts = append(parts, func(tx *store.Tx) error {
			if _, err := member.CreateWithID(tx, m.id, member.External(m.subject)); err != nil {
				return err
			}
			if m.referrer == 0 {
				return nil
			}
			_, err := member.SetReferrer(tx, m.id, m.referrer)
			return err
		}, func(tx *store.Tx) error { return firstRoles(tx, m.id, m.roles) })
	}
	parts = append(parts, func(tx *store.Tx) error {
		_, err := rewards.Allocate(tx, reward.AllocateCmd{Event: adoptionID, Member: Adopter, Trees: 1, Province: "44", City: "4401", PaidAt: tx.Now(), By: actor.OfSystem})
		return err
	})
	for _, part := range parts {
		if err := s.Write(ctx, 0, part); err != nil && !rewardThere(err) {
			return err
		}
	}
	return nil
}

// firstRoles gives a member their roles, unless somebody has edited them.
func firstRoles(tx *store.Tx, mid id.ID, roles []member.Role) error {
	has, err := member.RolesIn(tx, mid)
	if err != nil || len(has) > 0 {
		return err
	}
	_, err = member.SetRoles(tx, mid, roles)
	return err
}

// rewardThere reports whether err says that somebody has changed the sample
// since it was loaded.
func rewardThere(err error) bool {
	return errors.Is(err, member.ErrReferrerSet) || errors.Is(err, member.ErrSubjectTaken) || errors.Is(err, member.ErrAreaTaken)
}
