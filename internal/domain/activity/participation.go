package activity

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Stage is where a participation stands.
type Stage string

// The stages: the member joined, has the credits, or an order has the
// discount.
const (
	Enrolled Stage = "enrolled"
	Given    Stage = "given"
	Applied  Stage = "applied"
)

type participationKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Member   id.ID     `db:"member"`
	Activity id.ID     `db:"activity"`
}

// Participation is a member's part in an activity. JoinedAt is 0 where only
// an order made it: it ends with the order.
type Participation struct {
	participationKey
	ID        id.ID           `db:"id"`
	Stage     Stage           `db:"state"`
	OrderID   string          `db:"order_id"`
	Payable   amount.Amount   `db:"payable"`  // of the order, in fen
	Bonus     amount.Amount   `db:"bonus"`    // credits that the order gets when it is paid
	Spent     amount.Amount   `db:"spent"`    // of the budget
	Transfer  id.ID           `db:"transfer"` // of the credits given, or 0
	JoinedAt  instant.Instant `db:"joined_at"`
	ChangedAt instant.Instant `db:"changed_at"`
}

var participations = store.Define[participationKey, Participation]("activity_participation")

func participationOf(member, activity id.ID) participationKey {
	return participationKey{member.Bucket(), member, activity}
}

// enter makes the row of a new participant and counts them.
func enter(tx *store.Tx, a *Activity, member id.ID) (Participation, error) {
	i, err := tx.NewID(member.Bucket())
	if err != nil {
		return Participation{}, err
	}
	a.Participants++
	return Participation{participationKey: participationOf(member, a.ID), ID: i, Stage: Enrolled, ChangedAt: tx.Now()}, nil
}
