package study

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
)

// Trigger is what a rule awards for.
type Trigger string

// The triggers of rules.
const (
	StudyDuration     Trigger = "study_duration"
	ProjectCompletion Trigger = "project_completion"
	StudyRating       Trigger = "study_rating"
	ContinuousStudy   Trigger = "continuous_study"
)

// achievement is the trigger of awards that no rule gives.
const achievement Trigger = "achievement"

// NotGiven stands for a figure that a rule's conditions do not name.
const NotGiven = -1

// Bounds of rules.
const (
	PointsMax     amount.Amount = 1_000_000 // of one award
	minutesADay                 = 24 * 60
	daysInARowMax               = 366
)

// Faults of conditions. ErrConditions has the param field.
var (
	ErrTrigger    = fault.New(fault.Invalid, "study.trigger_invalid", "The trigger must be study_duration, project_completion, study_rating or continuous_study.")
	ErrConditions = fault.New(fault.Invalid, "study.conditions_invalid", "A figure of the rule's conditions is missing or out of range.")
)

// Conditions are what a rule asks and gives. A figure that the trigger does
// not know is NotGiven.
type Conditions struct {
	Trigger   Trigger       `db:"trigger_on"`
	Threshold int32         `db:"threshold"` // minutes in a day, or days in a row
	Award     amount.Amount `db:"award"`     // for a day, or for a completed project
	Excellent amount.Amount `db:"excellent"`
	Good      amount.Amount `db:"good"`
	Average   amount.Amount `db:"average"`
	Poor      amount.Amount `db:"poor"`
	Points    amount.Amount `db:"points"` // stands in for an award that is not given
}

// Blank are conditions of a trigger with no figure given.
func Blank(t Trigger) Conditions {
	return Conditions{Trigger: t, Threshold: NotGiven, Award: NotGiven, Excellent: NotGiven, Good: NotGiven, Average: NotGiven, Poor: NotGiven}
}

// Check holds the conditions to what their trigger needs.
// Faults: ErrTrigger, ErrConditions.
func (c Conditions) Check() error {
	switch c.Trigger {
	case StudyDuration:
		if c.Threshold < 0 || c.Threshold > minutesADay {
			return ErrConditions.With("field", "daily_minutes_required")
		}
	case ContinuousStudy:
		if c.Threshold < 0 || c.Threshold > daysInARowMax {
			return ErrConditions.With("field", "days_required")
		}
	case ProjectCompletion, StudyRating:
	default:
		return ErrTrigger
	}
	return c.checkFigures()
}

func (c Conditions) checkFigures() error {
	award := "points_per_day"
	if c.Trigger == ProjectCompletion {
		award = "completion_points"
	}
	for _, f := range [...]struct {
		name   string
		value  amount.Amount
		lowest amount.Amount
	}{
		{award, c.Award, NotGiven}, {"excellent", c.Excellent, NotGiven}, {"good", c.Good, NotGiven},
		{"average", c.Average, NotGiven}, {"poor", c.Poor, NotGiven}, {"points", c.Points, 0},
	} {
		if f.value < f.lowest || f.value > PointsMax {
			return ErrConditions.With("field", f.name)
		}
	}
	return nil
}

// award is what a day or a completed project is worth.
func (c *Conditions) award() amount.Amount {
	if c.Award == NotGiven {
		return c.Points
	}
	return c.Award
}

// band is what a rating is worth. Points stand in where no rating has a
// figure; among given ones, a missing one is worth nothing.
func (c *Conditions) band(r Rating) amount.Amount {
	if c.Excellent == NotGiven && c.Good == NotGiven && c.Average == NotGiven && c.Poor == NotGiven {
		return c.Points
	}
	switch r {
	case Excellent:
		return max(0, c.Excellent)
	case Good:
		return max(0, c.Good)
	case Average:
		return max(0, c.Average)
	}
	return max(0, c.Poor)
}

// dueOn is what the rule awards for a day as it stands, with which so many
// days in a row end.
func (c *Conditions) dueOn(d *dayRow, run int32) amount.Amount {
	reached := c.Trigger == StudyDuration && d.Sessions > 0 && d.Minutes >= c.Threshold
	inARow := c.Trigger == ContinuousStudy && run > 0 && run >= c.Threshold
	if reached || inARow {
		return c.award()
	}
	return 0
}

// dueFor is what the rule awards for a project as it stands. decided is false
// where there is nothing to decide yet; a rating that is worth nothing is
// decided too.
func (c *Conditions) dueFor(p *progress) (due amount.Amount, decided bool) {
	switch {
	case c.Trigger == ProjectCompletion && p.Completed > 0:
		return c.award(), c.award() > 0
	case c.Trigger == StudyRating && p.Rating != "":
		return c.band(p.Rating), true
	}
	return 0, false
}

// IsOdd reports whether the rule's points differ from the figure that it
// awards by: allowed, but perhaps not meant.
func (c Conditions) IsOdd() bool {
	return c.Trigger != StudyRating && c.Award != NotGiven && c.Award != c.Points
}
