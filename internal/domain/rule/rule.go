package rule

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Status is a rule's state.
type Status string

// The states.
const (
	Active   Status = "active"
	Inactive Status = "inactive"
)

// Faults of rules.
var (
	ErrNotFound = fault.New(fault.NotFound, "rule.not_found", "There is no such rule.")
	ErrInactive = fault.New(fault.Refused, "rule.inactive", "The rule is not active.")
	ErrInvalid  = fault.New(fault.Invalid, "rule.invalid", "A rule needs a name of a-z, 0-9, dot, dash and underscore, an asset, a positive amount and limits of zero or more.")
	ErrStale    = fault.New(fault.Conflict, "rule.version_stale", "The rule was changed in the meantime.")
)

type ruleKey struct {
	Name string `db:"name"`
}

// Rule is an earning rule. Limits of 0 mean none.
type Rule struct {
	ruleKey
	Asset       ledger.Asset    `db:"asset"`
	Amount      amount.Amount   `db:"amount"`
	DailyMax    int32           `db:"daily_max"`
	TotalMax    int32           `db:"total_max"`
	Status      Status          `db:"status"`
	Description string          `db:"description"`
	Version     int64           `db:"version"`
	ChangedAt   instant.Instant `db:"changed_at"`
}

type useKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	Rule   string    `db:"rule"`
}

// use counts a member's awards by one rule.
type use struct {
	useKey
	Total int64 `db:"total"`
}

type dayKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	Rule   string    `db:"rule"`
	Day    int32     `db:"day"` // yyyymmdd in the project's zone
}

// dayUse counts those for one day.
type dayUse struct {
	dayKey
	Used int64 `db:"used"`
}

var (
	rules = store.Define[ruleKey, Rule]("rule")
	uses  = store.Define[useKey, use]("rule_use")
	days  = store.Define[dayKey, dayUse]("rule_day")
)

// remaining is how many more awards the limits allow for a day, after so
// many for that day and in total; -1 is no limit.
func (r Rule) remaining(day, total int64) int64 {
	left := int64(-1)
	if r.DailyMax > 0 {
		left = max(0, int64(r.DailyMax)-day)
	}
	if r.TotalMax > 0 {
		if all := max(0, int64(r.TotalMax)-total); left < 0 || all < left {
			left = all
		}
	}
	return left
}

// Service awards by rules.
type Service struct{ ledger *ledger.Ledger }

// New makes the service.
func New(l *ledger.Ledger) *Service { return &Service{ledger: l} }
