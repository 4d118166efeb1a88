package activity_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// contract: S2-28
func TestAGiftIsGivenOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := b.create(nil)
		got, err := b.join(b.member(100), a.ID)
		if err != nil || got.Stage != activity.Given || got.Available != 100 || got.Spent != 100 {
			t.Fatalf("%+v %v", got, err)
		}
		if _, err := b.join(100, a.ID); !errors.Is(err, activity.ErrJoined) {
			t.Errorf("again: %v", err)
		}
		line, err := ledger.History(t.Context(), b.store, ledger.HistoryCmd{Of: ledger.Member(100), Filter: ledger.Filter{Asset: ledger.Credit}, Limit: 5})
		if err != nil || len(line) != 1 || line[0].Reason != "credit.gift" || line[0].Source != fmt.Sprint("activity:", a.ID) || line[0].Kind != ledger.Earn || line[0].ID != got.Transfer {
			t.Errorf("%+v %v", line, err)
		}
		if a := b.load(a.ID); a.Participants != 1 || a.Spent != 100 {
			t.Errorf("%+v", a)
		}
	})
}

// A gift without an audience is for users who came since it began.
func TestAudiences(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		old := b.member(100)
		b.clock.Advance(48 * time.Hour)
		fresh := b.member(101)
		gift := func(c activity.Config) id.ID {
			c.Credits = 10
			return b.create(func(cmd *activity.CreateCmd) {
				cmd.Config, cmd.StartsAt, cmd.EndsAt = c, b.clock.Now().Add(-time.Hour), b.clock.Now().Add(time.Hour)
			}).ID
		}
		for _, v := range []struct {
			what       string
			activity   id.ID
			old, fresh error
		}{
			{"new users", gift(activity.Config{}), activity.ErrNotEligible, nil},
			{"new within a day", gift(activity.Config{NewWithinDays: 1}), activity.ErrNotEligible, nil},
			{"new within two days", gift(activity.Config{NewWithinDays: 2}), nil, nil},
			{"all", gift(activity.Config{Audience: activity.Everybody}), nil, nil},
			{"members", gift(activity.Config{Audience: activity.Members}), activity.ErrNotEligible, activity.ErrNotEligible},
			{"non-members", gift(activity.Config{Audience: activity.NonMembers}), nil, nil},
		} {
			for who, want := range map[id.ID]error{old: v.old, fresh: v.fresh} {
				if _, err := b.join(who, v.activity); !errors.Is(err, want) {
					t.Errorf("%s: member %d: %v", v.what, who, err)
				}
			}
		}
		b.clock.Advance(time.Microsecond)
		if got := b.credits(old); got != 30 {
			t.Errorf("the old user has %d", got)
		}
	})
}

// contract: S2-28
func TestJoiningInTime(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.member(100)
		early := b.create(func(c *activity.CreateCmd) { c.StartsAt = begin.Add(time.Second) })
		late := b.create(func(c *activity.CreateCmd) { c.EndsAt = begin.Add(-time.Second) })
		paused := b.create(nil)
		stop := activity.Paused
		b.must(b.edit(activity.EditCmd{ID: paused.ID, State: &stop}))
		gone := b.create(nil)
		b.must(b.remove(gone.ID))
		for i, want := range map[id.ID]error{early.ID: activity.ErrNotStarted, late.ID: activity.ErrEnded, paused.ID: activity.ErrPaused, gone.ID: activity.ErrNotFound, 1 + 9*1024: activity.ErrNotFound} {
			if _, err := b.join(100, i); !errors.Is(err, want) {
				t.Errorf("activity %d: %v, want %v", i, err, want)
			}
		}
		end := begin.Add(24 * time.Hour)
		a := b.create(func(c *activity.CreateCmd) { c.EndsAt, c.Config.Audience = end, activity.Everybody })
		b.clock.Set(end.Add(time.Second - time.Microsecond))
		if _, err := b.join(100, a.ID); err != nil {
			t.Errorf("in the last second: %v", err)
		}
		b.clock.Advance(time.Microsecond)
		if _, err := b.join(b.member(101), a.ID); !errors.Is(err, activity.ErrEnded) {
			t.Errorf("after it: %v", err)
		}
	})
}

// The other kinds record who enrolled, and credit nothing.
func TestEnrolling(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.member(100)
		for kind, config := range map[activity.Kind]activity.Config{
			activity.MembershipDiscount: {PercentOff: 10_00}, activity.ReferralBonus: {Credits: 80}, activity.FirstPurchase: {BonusCredits: 5},
		} {
			a := b.campaign(kind, config, activity.Limits{})
			got, err := b.join(100, a.ID)
			if err != nil || got.Stage != activity.Enrolled || got.Available != 0 || b.load(a.ID).Participants != 1 {
				t.Errorf("%s: %+v %v", kind, got, err)
			}
			if _, err := b.join(100, a.ID); !errors.Is(err, activity.ErrJoined) {
				t.Errorf("%s again: %v", kind, err)
			}
		}
	})
}

// contract: S2-01
func TestRegistered(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.create(nil) // not by itself
		b.create(func(c *activity.CreateCmd) { c.Config.AutoJoin = true })
		b.create(func(c *activity.CreateCmd) {
			c.Config, c.Limits.MaxParticipants = activity.Config{Credits: 7, AutoJoin: true, Audience: activity.Everybody}, 1
		})
		b.create(func(c *activity.CreateCmd) {
			c.Config.AutoJoin, c.Config.Credits, c.Limits.Budget = true, 1000, 999
		})
		b.create(func(c *activity.CreateCmd) {
			c.Config.AutoJoin, c.Config.Credits, c.StartsAt = true, 5000, begin.Add(time.Minute)
		})
		for who, want := range map[id.ID]amount.Amount{100: 107} {
			b.must(b.registered(who))
			b.must(b.store.Write(t.Context(), 0, func(tx *store.Tx) error { return b.activities.Registered(tx, who) }))
			if got := b.credits(who); got != want {
				t.Errorf("member %d has %d", who, got)
			}
		}
		b.must(b.registered(101))
		if got := b.credits(101); got != 100 {
			t.Errorf("the second has %d", got)
		}
	})
}

func TestEditAndDelete(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := b.create(func(c *activity.CreateCmd) { c.Config.Audience = activity.Everybody })
		for who := range id.ID(3) {
			_, err := b.join(b.member(100+who), a.ID)
			b.must(err)
		}
		two, little, enough := int64(2), amount.Amount(299), amount.Amount(300)
		if err := b.edit(activity.EditCmd{ID: a.ID, MaxParticipants: &two}); !errors.Is(err, activity.ErrLimit) {
			t.Errorf("fewer than there are: %v", err)
		}
		if err := b.edit(activity.EditCmd{ID: a.ID, Budget: &little}); !errors.Is(err, activity.ErrLimit) {
			t.Errorf("less than was spent: %v", err)
		}
		b.must(b.edit(activity.EditCmd{ID: a.ID, Budget: &enough, Config: &activity.Config{Credits: 1, Audience: activity.Everybody}}))
		if _, err := b.join(b.member(110), a.ID); !errors.Is(err, activity.ErrBudget) {
			t.Errorf("beyond the budget: %v", err)
		}
		early := begin.Add(-2 * time.Hour)
		if err := b.edit(activity.EditCmd{ID: a.ID, EndsAt: &early}); !errors.Is(err, activity.ErrField) {
			t.Errorf("it ends before it begins: %v", err)
		}
		d := b.campaign(activity.FirstPurchase, activity.Config{AmountOff: 100}, activity.Limits{Budget: 5_00})
		if err := b.edit(activity.EditCmd{ID: d.ID, Config: &activity.Config{BonusCredits: 10}}); !errors.Is(err, activity.ErrField) {
			t.Errorf("a budget of another unit: %v", err)
		}
		b.must(b.remove(a.ID))
		if err := b.remove(a.ID); !errors.Is(err, activity.ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		acts, err := audit.List(t.Context(), b.store, audit.ListCmd{Object: fmt.Sprint("activity:", a.ID), Limit: 10})
		if err != nil || len(acts) != 3 {
			t.Errorf("%+v %v", acts, err)
		}
	})
}

// contract: S2-27
func TestLists(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		named := func(name string, change func(*activity.CreateCmd)) activity.Activity {
			defer b.clock.Advance(time.Microsecond)
			return b.create(func(c *activity.CreateCmd) {
				c.Name = name
				if change != nil {
					change(c)
				}
			})
		}
		run := named("run", nil)
		named("early", func(c *activity.CreateCmd) { c.StartsAt = begin.Add(time.Minute) })
		named("late", func(c *activity.CreateCmd) { c.EndsAt = begin.Add(-time.Second) })
		off := named("off", nil)
		stop := activity.Paused
		b.must(b.edit(activity.EditCmd{ID: off.ID, State: &stop}))
		b.must(b.remove(named("gone", nil).ID))
		named("refer", func(c *activity.CreateCmd) { c.Kind = activity.ReferralBonus })
		_, err := b.join(b.member(100), run.ID)
		b.must(err)
		for _, v := range []struct {
			cmd  activity.ListCmd
			want []string
		}{
			{activity.ListCmd{}, []string{"refer", "off", "late", "early", "run"}},
			{activity.ListCmd{Status: activity.Running, Viewer: 100}, []string{"refer", "run"}},
			{activity.ListCmd{Status: activity.Upcoming}, []string{"early"}}, {activity.ListCmd{Status: activity.Ended}, []string{"late"}},
			{activity.ListCmd{Status: activity.OnPause}, []string{"off"}}, {activity.ListCmd{Kind: activity.ReferralBonus}, []string{"refer"}},
		} {
			v.cmd.Now, v.cmd.Page = b.clock.Now(), first
			list, err := activity.List(t.Context(), b.store, v.cmd)
			b.must(err)
			var got []string
			for _, a := range list.Items {
				got = append(got, a.Name)
				if a.Joined != (v.cmd.Viewer == 100 && a.Name == "run") {
					t.Errorf("%s: joined %t", a.Name, a.Joined)
				}
			}
			if !slices.Equal(got, v.want) || list.Total != int64(len(got)) {
				t.Errorf("%+v: %v of %d", v.cmd, got, list.Total)
			}
		}
		for _, bad := range []activity.ListCmd{{Status: "none"}, {Kind: "none"}} {
			bad.Page = page.Numbered{Page: 1, Size: 1}
			if _, err := activity.List(t.Context(), b.store, bad); !errors.Is(err, activity.ErrField) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}
