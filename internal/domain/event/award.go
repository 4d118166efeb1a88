package event

import (
	"time"

	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/store"
)

// The types that the earning rules of the operator's own know.
const (
	// Generic awards by the rule that the data names.
	Generic Type = "generic"
	// Checkin awards by the rule "checkin", once a member and local day.
	Checkin Type = "checkin"
)

// RegisterRules adds the handlers of Generic and Checkin.
func RegisterRules(r *Registry, s *rule.Service, zone *time.Location) {
	r.Register(Generic, generic{s})
	r.Register(Checkin, checkin{s, zone})
}

type generic struct{ rules *rule.Service }

// Apply awards by the named rule; its limits are those of the day of At.
// Faults: ErrData, rule.ErrNotFound, rule.ErrInactive.
func (g generic) Apply(tx *store.Tx, e Event) ([]Effect, error) {
	name, err := e.Data.Text("rule", 64)
	if err != nil {
		return nil, err
	}
	a, err := g.rules.Award(tx, rule.AwardCmd{Member: e.Member, Rule: name, Source: "event:" + e.ID, At: e.At, By: e.By})
	if err != nil {
		return nil, err
	}
	return effects(name, a), nil
}

type checkin struct {
	rules *rule.Service
	zone  *time.Location
}

// Apply awards the day's check-in. The day is the natural key, so that a
// second event of that day, in whatever order, gives nothing more.
// Faults: rule.ErrNotFound, rule.ErrInactive.
func (c checkin) Apply(tx *store.Tx, e Event) ([]Effect, error) {
	const name = "checkin"
	day := string(e.At.DayIn(c.zone))
	a, err := c.rules.Award(tx, rule.AwardCmd{Member: e.Member, Rule: name, Source: "checkin:" + day, At: e.At, By: e.By})
	if err != nil {
		return nil, err
	}
	return effects(name, a), nil
}

// effects tell what a rule's award did.
func effects(name string, a rule.Award) []Effect {
	switch {
	case a.Repeated:
		return []Effect{{Kind: Before, Rule: name}}
	case a.Amount == 0:
		return []Effect{{Kind: Limited, Rule: name}}
	}
	return []Effect{{Granted, name, a.Asset, a.Amount, a.Transfer}}
}
