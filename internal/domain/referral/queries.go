package referral

import (
	"context"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// LoadCode is a member's own code, "" where they have none yet.
func LoadCode(ctx context.Context, q store.Querier, member id.ID) (string, error) {
	code, _, err := store.SelectOne[string](ctx, q, "SELECT code FROM referrer WHERE bucket = ? AND member = ?", member.Bucket(), member)
	return code, err
}

// Line is a referral with the username of who was brought, "" where they have
// none.
type Line struct {
	Referral
	Username string `db:"username"`
}

const lines = `SELECT r.bucket, r.member, r.id, r.referrer, r.state, r.reason, r.reward, r.taken, r.shortfall, r.network, r.day, r.month, r.order_id,
	r.created_at, r.completed_at, r.ended_at, coalesce(m.username, '') AS username FROM referral r LEFT JOIN member m ON m.bucket = r.bucket AND m.id = r.member WHERE `

// Records is a page of the members whom a referrer brought, newest first, and
// what the referrer has been paid for all of them and kept.
type Records struct {
	page.List[Line]
	Rewards amount.Amount // of completed referrals
}

// Page reads a page of a referrer's records at one instant.
// contract: S2-34
func Page(ctx context.Context, s *store.Store, referrer id.ID, p page.Numbered) (out Records, err error) {
	err = s.View(ctx, func(v *store.View) error {
		type sums struct {
			Total   int64         `db:"total"`
			Rewards amount.Amount `db:"rewards"`
		}
		sum, _, err := store.SelectOne[sums](ctx, v,
			"SELECT count(*) AS total, CAST(coalesce(sum(CASE WHEN state = 'completed' THEN reward ELSE 0 END), 0) AS bigint) AS rewards FROM referral WHERE referrer = ?", referrer)
		if err != nil {
			return err
		}
		out.Total, out.Rewards = sum.Total, sum.Rewards
		out.Items, err = store.Select[Line](ctx, v, lines+"r.referrer = ? ORDER BY r.created_at DESC, r.id DESC LIMIT ? OFFSET ?", referrer, p.Size, p.Offset())
		return err
	})
	return out, err
}

// BrowseCmd asks for referrals, newest first, those after the cursor
// (CreatedAt and ID of the last one seen, zero for the first page). What is
// zero is any.
type BrowseCmd struct {
	Referrer id.ID
	Member   id.ID
	State    State
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// Browse is a page of referrals.
// contract: N-14
func Browse(ctx context.Context, q store.Querier, cmd BrowseCmd) ([]Line, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(given bool, sql string, values ...any) {
		if given {
			where, args = append(where, sql), append(args, values...)
		}
	}
	add(cmd.Referrer != 0, "r.referrer = ?", cmd.Referrer)
	add(cmd.Member != 0, "r.bucket = ? AND r.member = ?", cmd.Member.Bucket(), cmd.Member)
	add(cmd.State != "", "r.state = ?", cmd.State)
	add(cmd.BeforeAt != 0, "r.created_at <= ? AND (r.created_at, r.id) < (?, ?)", cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	return store.Select[Line](ctx, q, lines+strings.Join(where, " AND ")+" ORDER BY r.created_at DESC, r.id DESC LIMIT ?", append(args, cmd.Limit)...)
}
