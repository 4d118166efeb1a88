package creatorapi

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/domain/activity"
	"guerdon/internal/platform/httpx"
)

// activityConfig is what an activity gives, as it is shown: the fields that
// its type has.
type activityConfig struct {
	Credits            amount.Amount `json:"credits,omitempty"`
	Audience           string        `json:"audience,omitempty"`
	NewUsersWithinDays int64         `json:"new_users_within_days,omitempty"`
	Auto               bool          `json:"auto,omitempty"`
	PercentOff         decimal       `json:"percent_off,omitempty"`
	AmountOff          decimal       `json:"amount_off,omitempty"`
	BonusCredits       amount.Amount `json:"bonus_credits,omitempty"`
	Plans              []string      `json:"plans,omitempty"`
}

func activityConfigOf(c activity.Config) activityConfig {
	return activityConfig{
		Credits: c.Credits, Audience: string(c.Audience), NewUsersWithinDays: c.NewWithinDays, Auto: c.AutoJoin,
		PercentOff: decimal(c.PercentOff), AmountOff: decimal(c.AmountOff), BonusCredits: c.BonusCredits, Plans: c.PlanList(),
	}
}

// configRequest is a config as it is sent. Which fields a type takes is the
// domain's rule.
type configRequest struct {
	Credits            httpx.Money `json:"credits"`
	Audience           string      `json:"audience"`
	NewUsersWithinDays httpx.Int   `json:"new_users_within_days"`
	Auto               bool        `json:"auto"`
	PercentOff         httpx.Money `json:"percent_off"`
	AmountOff          httpx.Money `json:"amount_off"`
	BonusCredits       httpx.Money `json:"bonus_credits"`
	Plans              []string    `json:"plans"`
}

func (q *configRequest) config() (c activity.Config, err error) {
	c = activity.Config{Audience: activity.Audience(q.Audience), NewWithinDays: q.NewUsersWithinDays.Or(0), AutoJoin: q.Auto}
	if c.Plans, err = activity.Plans(q.Plans); err != nil {
		return c, err
	}
	var percent amount.Amount
	for _, f := range []struct {
		name  string
		text  httpx.Money
		scale int
		to    *amount.Amount
	}{
		{"config.credits", q.Credits, 0, &c.Credits}, {"config.bonus_credits", q.BonusCredits, 0, &c.BonusCredits},
		{"config.amount_off", q.AmountOff, 2, &c.AmountOff}, {"config.percent_off", q.PercentOff, 2, &percent},
	} {
		value, err := fieldAmount(f.name, f.text, f.scale)
		if err != nil {
			return c, err
		}
		*f.to = valueOr(value, 0)
	}
	c.PercentOff = int64(percent)
	return c, nil
}
