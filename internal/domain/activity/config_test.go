package activity_test

import (
	"errors"
	"slices"
	"testing"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/activity"
	"guerdon/internal/platform/store"
)

// Each kind takes its own fields, within bounds, and no other's.
// contract: S2-26
func TestConfigs(t *testing.T) {
	type config = activity.Config
	engines(t, func(t *testing.T, b *bench) {
		for _, v := range []struct {
			kind   activity.Kind
			config config
			field  string // that is wrong, or ""
		}{
			{activity.CreditGift, config{Credits: 100}, ""},
			{activity.CreditGift, config{Credits: 1, Audience: activity.NewUsers, NewWithinDays: 7, AutoJoin: true}, ""},
			{activity.CreditGift, config{Credits: 1, Audience: activity.Members}, ""},
			{activity.CreditGift, config{}, "config.credits"},
			{activity.CreditGift, config{Credits: -1}, "config.credits"},
			{activity.CreditGift, config{Credits: 1_000_000_001}, "config.credits"},
			{activity.CreditGift, config{Credits: 1, PercentOff: 1}, "config.percent_off"},
			{activity.CreditGift, config{Credits: 1, AmountOff: 1}, "config.amount_off"},
			{activity.CreditGift, config{Credits: 1, BonusCredits: 1}, "config.bonus_credits"},
			{activity.CreditGift, config{Credits: 1, Plans: "monthly"}, "config.plans"},
			{activity.CreditGift, config{Credits: 1, Audience: "friends"}, "config.audience"},
			{activity.CreditGift, config{Credits: 1, Audience: activity.Everybody, NewWithinDays: 7}, "config.new_users_within_days"},
			{activity.CreditGift, config{Credits: 1, NewWithinDays: 3651}, "config.new_users_within_days"},
			{activity.CreditGift, config{Credits: 1, Audience: activity.Members, AutoJoin: true}, "config.auto"},
			{activity.MembershipDiscount, config{PercentOff: 20_00, Plans: "monthly,yearly"}, ""},
			{activity.MembershipDiscount, config{AmountOff: 500}, ""},
			{activity.MembershipDiscount, config{}, "config.percent_off"},
			{activity.MembershipDiscount, config{PercentOff: 100_01}, "config.percent_off"},
			{activity.MembershipDiscount, config{PercentOff: 1, AmountOff: 1}, "config.amount_off"},
			{activity.MembershipDiscount, config{PercentOff: 1, BonusCredits: 1}, "config.bonus_credits"},
			{activity.MembershipDiscount, config{PercentOff: 1, Credits: 1}, "config.credits"},
			{activity.MembershipDiscount, config{PercentOff: 1, Audience: activity.Everybody}, "config.audience"},
			{activity.MembershipDiscount, config{PercentOff: 1, AutoJoin: true}, "config.auto"},
			{activity.ReferralBonus, config{Credits: 80}, ""},
			{activity.ReferralBonus, config{}, "config.credits"},
			{activity.FirstPurchase, config{BonusCredits: 20}, ""},
			{activity.FirstPurchase, config{PercentOff: 50_00, BonusCredits: 20}, ""},
			{activity.FirstPurchase, config{}, "config.bonus_credits"},
			{activity.FirstPurchase, config{AmountOff: -1}, "config.amount_off"},
			{activity.FirstPurchase, config{AmountOff: 1, Plans: "monthly"}, "config.plans"},
			{"lottery", config{}, "type"},
		} {
			cmd := sample()
			cmd.Kind, cmd.Config = v.kind, v.config
			a, err := do(b, 1, func(tx *store.Tx) (activity.Activity, error) { return b.activities.Create(tx, cmd) })
			if v.field == "" && (err != nil || a.Status(b.clock.Now()) != activity.Running) {
				t.Errorf("%s %+v: %v", v.kind, v.config, err)
			}
			if v.field != "" && (!errors.Is(err, activity.ErrField) || fault.Of(err).Params["field"] != v.field) {
				t.Errorf("%s %+v: %v, want %s", v.kind, v.config, err, v.field)
			}
		}
	})
}

func TestPlans(t *testing.T) {
	got, err := activity.Plans([]string{"yearly", "monthly", "yearly"})
	if err != nil || got != "monthly,yearly" || !slices.Equal(activity.Config{Plans: got}.PlanList(), []string{"monthly", "yearly"}) {
		t.Error(got, err)
	}
	if _, err := activity.Plans([]string{"weekly"}); !errors.Is(err, activity.ErrField) {
		t.Error(err)
	}
	if got, err := activity.Plans(nil); got != "" || err != nil || len(activity.Config{}.PlanList()) != 0 {
		t.Error(got, err)
	}
}

// contract: S2-26
func TestCreateRefusesWhatIsOutOfBounds(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for field, spoil := range map[string]func(*activity.CreateCmd){
			"name":             func(c *activity.CreateCmd) { c.Name = " " },
			"end_time":         func(c *activity.CreateCmd) { c.EndsAt = c.StartsAt },
			"start_time":       func(c *activity.CreateCmd) { c.StartsAt = 0 },
			"max_participants": func(c *activity.CreateCmd) { c.Limits.MaxParticipants = -1 },
			"budget":           func(c *activity.CreateCmd) { c.Limits.Budget = -1 },
			"id":               func(c *activity.CreateCmd) { c.ID = 2 },
		} {
			cmd := sample()
			spoil(&cmd)
			_, err := do(b, 1, func(tx *store.Tx) (activity.Activity, error) { return b.activities.Create(tx, cmd) })
			if !errors.Is(err, activity.ErrField) || fault.Of(err).Params["field"] != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		for _, limits := range []activity.Limits{{MaxParticipants: 1}, {Budget: 1}} {
			cmd := sample()
			cmd.Kind, cmd.Config, cmd.Limits = activity.ReferralBonus, activity.Config{Credits: 1}, limits
			if _, err := do(b, 1, func(tx *store.Tx) (activity.Activity, error) { return b.activities.Create(tx, cmd) }); !errors.Is(err, activity.ErrField) {
				t.Errorf("a limit of a referral bonus: %v", err)
			}
		}
	})
}
