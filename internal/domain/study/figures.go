package study

import (
	"math"

	"guerdon/internal/base/amount"
)

// The names of conditions' figures, as the contract has them.
const (
	DailyMinutesRequired = "daily_minutes_required"
	DaysRequired         = "days_required"
	PointsPerDay         = "points_per_day"
	CompletionPoints     = "completion_points"
)

// Figure is one named figure of conditions.
type Figure struct {
	Name  string
	Value int64
}

// slots are where the figures of the trigger stand. The threshold is nil for a
// trigger without one.
func (c *Conditions) slots() (threshold string, awards []slot) {
	switch c.Trigger {
	case StudyDuration:
		return DailyMinutesRequired, []slot{{PointsPerDay, &c.Award}}
	case ContinuousStudy:
		return DaysRequired, []slot{{PointsPerDay, &c.Award}}
	case ProjectCompletion:
		return "", []slot{{CompletionPoints, &c.Award}}
	case StudyRating:
		return "", []slot{{string(Excellent), &c.Excellent}, {string(Good), &c.Good}, {string(Average), &c.Average}, {string(Poor), &c.Poor}}
	}
	return "", nil
}

type slot struct {
	name string
	at   *amount.Amount
}

// NewConditions makes the conditions of a trigger from named figures; those
// that the trigger does not know are left out. Faults: ErrTrigger,
// ErrConditions.
func NewConditions(t Trigger, figures map[string]int64, points amount.Amount) (Conditions, error) {
	c := Blank(t)
	c.Points = points
	threshold, awards := c.slots()
	if n, ok := figures[threshold]; ok {
		c.Threshold = int32(min(max(n, math.MinInt32), math.MaxInt32))
	}
	for _, s := range awards {
		n, ok := figures[s.name]
		if ok && n < 0 {
			return Conditions{}, ErrConditions.With("field", s.name)
		}
		if ok {
			*s.at = amount.Amount(n)
		}
	}
	return c, c.Check()
}

// Figures lists the figures that were given, in the contract's order.
func (c Conditions) Figures() []Figure {
	threshold, awards := c.slots()
	var list []Figure
	if threshold != "" {
		list = append(list, Figure{threshold, int64(c.Threshold)})
	}
	for _, s := range awards {
		if *s.at != NotGiven {
			list = append(list, Figure{s.name, int64(*s.at)})
		}
	}
	return list
}
