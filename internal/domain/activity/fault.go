package activity

import "guerdon/internal/base/fault"

// Faults of activities. Params: ErrField field.
var (
	ErrNotFound = fault.New(fault.NotFound, "activity.not_found", "There is no such activity.")
	ErrField    = fault.New(fault.Invalid, "activity.field_invalid", "A field of the activity is missing or out of bounds.")
	ErrTaken    = fault.New(fault.Conflict, "activity.exists", "An activity with this id exists.")
	ErrLimit    = fault.New(fault.Conflict, "activity.limit_below_spent", "More was given than the new limit allows.")
)

// Faults of joining.
var (
	ErrNotStarted  = fault.New(fault.Refused, "activity.not_started", "The activity has not started yet.")
	ErrEnded       = fault.New(fault.Refused, "activity.ended", "The activity has ended.")
	ErrPaused      = fault.New(fault.Refused, "activity.paused", "The activity is paused.")
	ErrJoined      = fault.New(fault.Refused, "activity.joined", "The member takes part in this activity already.")
	ErrNotEligible = fault.New(fault.Refused, "activity.not_eligible", "The activity is not for this member.")
	ErrFull        = fault.New(fault.Refused, "activity.full", "The activity has all the participants that it may have.")
	ErrBudget      = fault.New(fault.Refused, "activity.budget_spent", "The activity's budget is spent.")
)
