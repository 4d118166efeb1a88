package referral

import (
	"strconv"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/store"
)

// Bonuses are campaigns that change the reward.
type Bonuses interface {
	// ReferralBonus is the reward in whole credits that holds now, where one
	// does.
	ReferralBonus(tx *store.Tx) (amount.Amount, bool, error)
}

// Service binds members and pays for them.
type Service struct {
	ledger  *ledger.Ledger
	bonuses Bonuses
}

// New makes the service; bonuses may be nil.
func New(l *ledger.Ledger, b Bonuses) *Service { return &Service{l, b} }

// The settings and their bounds.
var (
	rewardSpec  = number("referral.reward", 50, 0, 1_000_000)         // credits a referral
	networkSpec = number("referral.network_day_max", 5, 1, 1_000_000) // members a referrer, network and day
	monthSpec   = number("referral.month_max", 100, 1, 1_000_000)     // rewards a referrer and month
)

// Settings are what operators may change.
func (s *Service) Settings() []setting.Spec {
	return []setting.Spec{rewardSpec, networkSpec, monthSpec}
}

// number is a setting that is a whole number.
func number(name string, standard, lowest, highest int64) setting.Spec {
	return setting.Spec{Name: name, Default: strconv.FormatInt(standard, 10), Check: func(v string) bool {
		n, err := strconv.ParseInt(v, 10, 64)
		return err == nil && n >= lowest && n <= highest && strconv.FormatInt(n, 10) == v
	}}
}

// read is the value of a setting that is a whole number.
func read(tx *store.Tx, spec setting.Spec) (int64, error) {
	v, err := spec.Read(tx)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(v, 10, 64)
}

// reward is what a referral is worth now: a campaign's, or the setting's.
func (s *Service) reward(tx *store.Tx) (amount.Amount, error) {
	if s.bonuses != nil {
		bonus, running, err := s.bonuses.ReferralBonus(tx)
		if err != nil || running {
			return max(0, bonus), err
		}
	}
	n, err := read(tx, rewardSpec)
	return amount.Amount(n), err
}
