package publication

// State is where a result stands. See the package comment.
type State string

// The states.
const (
	Pending         State = "pending"
	Preparing       State = "preparing"
	Submitting      State = "submitting"
	Submitted       State = "submitted"
	Unknown         State = "unknown"
	NeedsUserAction State = "needs_user_action"
	NeedsReview     State = "needs_review"
	Published       State = "published"
	DraftCreated    State = "draft_created"
	Exported        State = "exported"
	Failed          State = "failed"
	Cancelled       State = "cancelled"
)

// States lists them in the order of a result's life.
func States() []State {
	return []State{Pending, Preparing, Submitting, Submitted, Unknown, NeedsUserAction, NeedsReview, Published, DraftCreated, Exported, Failed, Cancelled}
}

// underWay reports whether a job brings the result further.
func (s State) underWay() bool {
	switch s {
	case Pending, Preparing, Submitting, Submitted, Unknown:
		return true
	}
	return false
}

// sent reports whether the call that posts may have been made.
func (s State) sent() bool { return s == Submitting || s == Submitted || s == Unknown }

// waits reports whether a person has to do something.
func (s State) waits() bool { return s == NeedsUserAction || s == NeedsReview }

// went reports whether the platform's part went well.
func (s State) went() bool { return s == Published || s == DraftCreated || s == Exported }

// Status is where a publication stands, over all its platforms.
type Status string

// The statuses. Publishing also covers what waits for a person.
const (
	StatusPending   Status = "pending"
	StatusScheduled Status = "scheduled"
	Publishing      Status = "publishing"
	Done            Status = "done"
	Partly          Status = "partly"
	StatusFailed    Status = "failed"
	StatusCancelled Status = "cancelled"
)

// Statuses lists them.
func Statuses() []Status {
	return []Status{StatusPending, StatusScheduled, Publishing, Done, Partly, StatusFailed, StatusCancelled}
}

// ended reports whether nothing is under way or waited for.
func (s Status) ended() bool {
	return s == Done || s == Partly || s == StatusFailed || s == StatusCancelled
}

// tally counts results by what they mean to their publication.
type tally struct {
	Pending int64 `db:"pending"`
	Open    int64 `db:"open"` // under way, or waiting for a person
	Went    int64 `db:"went"`
	Failed  int64 `db:"failed"`
}

func tallyOf(results []Result) tally {
	var t tally
	for _, r := range results {
		switch {
		case r.State == Pending:
			t.Pending++
		case r.State.underWay(), r.State.waits():
			t.Open++
		case r.State.went():
			t.Went++
		case r.State == Failed:
			t.Failed++
		}
	}
	return t
}

// status is the status that follows. waiting is what it is while nothing has
// begun: pending or scheduled. What was cancelled counts only where all was.
func (t tally) status(waiting Status) Status {
	switch {
	case t.Pending > 0 && t.Open+t.Went == 0:
		return waiting
	case t.Pending+t.Open > 0:
		return Publishing
	case t.Went > 0 && t.Failed > 0:
		return Partly
	case t.Went > 0:
		return Done
	case t.Failed > 0:
		return StatusFailed
	}
	return StatusCancelled
}
