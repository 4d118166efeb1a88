package reward_test

import (
	"errors"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/store"
)

// Who gets what, by the chain above the adopter and the holders of areas.
// contract: S1-M1
func TestRecipients(t *testing.T) {
	type who = map[reward.Right]string
	community, team := member.Role{Name: member.Community}, member.Role{Name: member.CityTeam, Region: "4401"}
	hq := "headquarters"
	for title, c := range map[string]struct {
		top, middle, referrer, adopter []member.Role // the chain, from above
		alone                          bool          // nobody brought the adopter
		want                           who
	}{
		"nobody holds anything": {want: who{
			reward.Share: "referrer", reward.Community: hq, reward.CityTeam: hq, reward.ProvinceTeam: hq, reward.CityArea: "region:4401", reward.ProvinceArea: "region:44",
		}},
		"nobody at all": {alone: true, want: who{
			reward.Share: hq, reward.Community: hq, reward.CityTeam: hq, reward.ProvinceTeam: hq, reward.CityArea: "region:4401", reward.ProvinceArea: "region:44",
		}},
		"the nearest of two": {top: []member.Role{community, team}, middle: []member.Role{community}, want: who{
			reward.Share: "referrer", reward.Community: "middle", reward.CityTeam: "top", reward.ProvinceTeam: hq, reward.CityArea: "region:4401", reward.ProvinceArea: "region:44",
		}},
		"another city's team": {top: []member.Role{{Name: member.CityTeam, Region: "4403"}, {Name: member.ProvinceTeam, Region: "44"}}, want: who{
			reward.Share: "referrer", reward.Community: hq, reward.CityTeam: hq, reward.ProvinceTeam: "top", reward.CityArea: "region:4401", reward.ProvinceArea: "region:44",
		}},
		"the referrer is everything": {referrer: []member.Role{community, team, {Name: member.ProvinceTeam, Region: "44"}, {Name: member.CityArea, Region: "4401"}, {Name: member.ProvinceArea, Region: "44"}}, want: who{
			reward.Share: "referrer", reward.Community: "referrer", reward.CityTeam: "referrer", reward.ProvinceTeam: "referrer", reward.CityArea: "referrer", reward.ProvinceArea: "referrer",
		}},
		"the adopter's own community and area": {adopter: []member.Role{community, {Name: member.CityArea, Region: "4401"}}, want: who{
			reward.Share: "referrer", reward.Community: hq, reward.CityTeam: hq, reward.ProvinceTeam: hq, reward.CityArea: "adopter", reward.ProvinceArea: "region:44",
		}},
	} {
		t.Run(title, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bundle) {
				names := map[id.ID]string{}
				top := b.join("top", 0, c.top...)
				middle := b.join("middle", top, c.middle...)
				referrer := b.join("referrer", middle, c.referrer...)
				if c.alone {
					referrer = 0
				}
				adopter := b.join("adopter", referrer, c.adopter...)
				names[top], names[middle], names[referrer], names[adopter] = "top", "middle", "referrer", "adopter"
				for _, r := range b.adopt("e1", adopter).Rewards {
					got := r.Account
					if r.Owner != 0 {
						got = names[r.Owner]
					}
					if got != c.want[r.Right] {
						t.Errorf("%s goes to %s, want %s", r.Right, got, c.want[r.Right])
					}
				}
			})
		})
	}
}

// Only a share waits, and only while its owner has not adopted.
// contract: S1-M1
func TestWhatWaits(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		referrer := b.join("referrer", 0, member.Role{Name: member.Community})
		adopter := b.join("adopter", referrer)
		first := b.adopt("e1", adopter)
		if r := first.Rewards[0]; r.State != reward.Pending || r.ExpireAt != start.Add(24*3600e9) {
			t.Errorf("the share is %s until %d", r.State, r.ExpireAt)
		}
		if r := first.Rewards[1]; r.Right != reward.Community || r.State != reward.Settleable {
			t.Errorf("%s is %s", r.Right, r.State)
		}
		own := b.adopt("e2", referrer)
		if own.Claimed != 1 {
			t.Errorf("%d were claimed", own.Claimed)
		}
		if r := b.adopt("e3", adopter).Rewards[0]; r.State != reward.Settleable || r.ExpireAt != 0 {
			t.Errorf("the share of one who has adopted is %s", r.State)
		}
		s := b.sum(referrer)
		if s.PendingUSDT != 0 || s.SettleableUSDT != 1160*usdt || s.Earliest != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// One event, from twenty senders and again later, is one allocation.
func TestAnEventIsOneAllocation(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		adopter := b.join("adopter", b.join("referrer", 0))
		answers := make([]reward.Allocation, 20)
		race(20, func(i int) {
			var err error
			if answers[i], err = b.allocate(t.Context(), "e1", adopter, 2); err != nil {
				t.Error(err)
			}
		})
		again := b.adopt("e1", adopter)
		first := 0
		for _, a := range append(answers, again) {
			if !a.Repeated {
				first++
			}
			for i, r := range a.Rewards {
				if r.ID != again.Rewards[i].ID || r.USDT != again.Rewards[i].USDT {
					t.Errorf("%+v is not %+v", r, again.Rewards[i])
				}
			}
		}
		if n := b.count("SELECT count(*) FROM reward"); n != 6 || first != 1 || len(again.Rewards) != 6 {
			t.Errorf("%d rewards, %d first times", n, first)
		}
	})
}

// The event that integrators send, refused and accepted.
// contract: N-01
func TestAdoptionEvent(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		adopter := b.join("adopter", 0)
		events := event.NewRegistry()
		reward.RegisterEvents(events, b.rewards)
		record := func(data event.Data) (event.Result, error) {
			e := event.Event{Type: reward.AdoptionEvent, ID: "e1", Member: adopter, At: start, Data: data, By: actor.OfSystem}
			return store.Do(t.Context(), b.s, adopter.Bucket(), func(tx *store.Tx) (event.Result, error) { return events.Record(tx, e) })
		}
		for _, bad := range []event.Data{
			{}, {"trees": event.Number("1")}, {"trees": event.Number("0"), "province_code": "44", "city_code": "4401"}, {"trees": event.Number("100001"), "province_code": "44", "city_code": "4401"},
			{"trees": "1", "province_code": "44", "city_code": "4401"}, {"trees": event.Number("1"), "province_code": "", "city_code": "4401"},
		} {
			if _, err := record(bad); !errors.Is(err, event.ErrData) {
				t.Errorf("%v: %v", bad, err)
			}
		}
		if _, err := record(event.Data{"trees": event.Number("1"), "province_code": "4 4", "city_code": "4401"}); !errors.Is(err, reward.ErrRegion) {
			t.Errorf("a region with a space: %v", err)
		}
		good := event.Data{"trees": event.Number("2"), "province_code": "44", "city_code": "4401"}
		first, err := record(good)
		b.must(err)
		again, err := record(good)
		b.must(err)
		if first.Duplicate || !again.Duplicate || len(again.Effects) != 6 {
			t.Fatalf("%+v, %+v", first, again)
		}
		for i, e := range again.Effects {
			if e != first.Effects[i] || e.Rule != string(reward.Rights()[i]) || e.Asset != ledger.USDT {
				t.Errorf("%+v, %+v", e, first.Effects[i])
			}
		}
		if n := b.count("SELECT CAST(sum(usdt) AS bigint) FROM reward"); n != 2*690*usdt {
			t.Errorf("%d", n)
		}
	})
}

// A chain longer than the walk is allowed to be, and one that was climbed
// before.
func TestLongChain(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		top := b.join("top", 0, member.Role{Name: member.Community})
		up := top
		for i := range 40 {
			up = b.join(name(i), up)
		}
		for _, e := range []string{"e1", "e2"} {
			if r := b.adopt(e, up).Rewards[1]; r.Owner != top {
				t.Errorf("%s: the community is %d's, want %d", e, r.Owner, top)
			}
		}
	})
}
