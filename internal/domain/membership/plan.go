package membership

import (
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
)

// Faults of memberships.
var (
	ErrPlan = fault.New(fault.Invalid, "membership.plan_unknown", "The plan must be monthly, quarterly or yearly.")
	// ErrExpired: the caller demanded a membership, and it has ended or never
	// was. contract: S2-P5
	ErrExpired = fault.New(fault.Refused, "membership.expired", "The membership has expired.")
)

// Plans lists the plans, the shortest first.
func Plans() []Plan { return []Plan{Monthly, Quarterly, Yearly} }

// ParsePlan checks a plan that came from outside. Faults: ErrPlan.
func ParsePlan(s string) (Plan, error) {
	for _, p := range Plans() {
		if string(p) == s {
			return p, nil
		}
	}
	return "", ErrPlan
}

// Months is how many calendar months a plan lasts.
func (p Plan) Months() int {
	switch p {
	case Monthly:
		return 1
	case Quarterly:
		return 3
	case Yearly:
		return 12
	}
	return 0
}

// Require refuses who is no member at an instant, for callers that demand
// one. Faults: ErrExpired.
// contract: S2-P5
func (m Membership) Require(now instant.Instant) error {
	if !m.IsActive(now) {
		return ErrExpired
	}
	return nil
}
