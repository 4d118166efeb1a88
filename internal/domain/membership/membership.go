package membership

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Plan is what can be bought.
type Plan string

// The plans.
const (
	Monthly   Plan = "monthly"
	Quarterly Plan = "quarterly"
	Yearly    Plan = "yearly"
)

type key struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

// Membership is a member's; the zero one is that of somebody who never
// bought any.
type Membership struct {
	key
	Plan     Plan            `db:"plan"`      // the one bought last and not refunded
	StartsAt instant.Instant `db:"starts_at"` // of the unbroken time that ends at EndsAt
	EndsAt   instant.Instant `db:"ends_at"`
	Seq      int64           `db:"seq"` // its last change's
}

// IsActive reports whether the membership holds at an instant.
func (m Membership) IsActive(now instant.Instant) bool { return now < m.EndsAt }

var memberships = store.Define[key, Membership]("membership")

func keyOf(member id.ID) key { return key{member.Bucket(), member} }

// Get reads a membership inside a write, and locks it.
func Get(tx *store.Tx, member id.ID) (Membership, error) {
	m, found, err := memberships.Get(tx, keyOf(member))
	if !found {
		m.key = keyOf(member)
	}
	return m, err
}

// Want asks for what Get will read.
func Want(tx *store.Tx, member id.ID) { memberships.Want(tx, keyOf(member)) }

const columns = "bucket, member, plan, starts_at, ends_at, seq"

// Load reads a membership.
func Load(ctx context.Context, q store.Querier, member id.ID) (Membership, error) {
	m, _, err := store.SelectOne[Membership](ctx, q,
		"SELECT "+columns+" FROM membership WHERE bucket = ? AND member = ?", member.Bucket(), member)
	return m, err
}
