package coupon

import (
	"context"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// ListCmd asks for coupons. Status "" is any. Viewer is the member for whom
// it is, or 0: they see the public ones and their own, or with All every one.
type ListCmd struct {
	Viewer id.ID
	All    bool
	Status Status
	Now    instant.Instant
	Page   page.Numbered
}

// Line is a coupon, and whether the viewer has it.
type Line struct {
	Coupon
	Mine bool `db:"mine"`
}

// List is a page of the coupons that are not deleted, newest first.
// Faults: ErrField for a status that there is not.
// contract: S2-30, N-14
func List(ctx context.Context, q store.Querier, cmd ListCmd) (page.List[Line], error) {
	f, err := statusFilter(cmd.Status, cmd.Now)
	if err != nil {
		return page.List[Line]{}, err
	}
	const mine = "EXISTS (SELECT 1 FROM user_coupon u WHERE u.bucket = ? AND u.member = ? AND u.coupon = c.id)"
	who := []any{cmd.Viewer.Bucket(), cmd.Viewer}
	if !cmd.All {
		f.add("(c.visibility = 'public' OR "+mine+")", who...)
	}
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM coupon c"+f.where(), f.args...)
	if err != nil {
		return page.List[Line]{}, err
	}
	args := append(append(who, f.args...), cmd.Page.Size, cmd.Page.Offset())
	items, err := store.Select[Line](ctx, q, "SELECT "+couponColumns+", "+mine+" AS mine FROM coupon c"+f.where()+" ORDER BY c.created_at DESC, c.id DESC LIMIT ? OFFSET ?", args...)
	return page.List[Line]{Items: items, Total: total}, err
}

// Load reads a coupon that is not deleted. Faults: ErrNotFound.
// contract: N-14
func Load(ctx context.Context, q store.Querier, i id.ID) (Coupon, error) {
	c, found, err := store.SelectOne[Coupon](ctx, q, "SELECT "+couponColumns+" FROM coupon c WHERE c.bucket = ? AND c.id = ? AND c.state <> ?", i.Bucket(), i, Deleted)
	if err == nil && !found {
		err = ErrNotFound
	}
	return c, err
}

var couponColumns = "c." + strings.Join(coupons.Columns(), ", c.")

// statusFilter is the condition of Coupon.Status in SQL.
func statusFilter(status Status, now instant.Instant) (f filter, err error) {
	over := now.Add(-lastSecond) // what was valid until then, or before, has expired
	f.add("c.state <> ?", Deleted)
	switch status {
	case "":
		return f, nil
	case OnPause:
		f.add("c.state = ?", Paused)
		return f, nil
	}
	f.add("c.state = ?", Active)
	switch status {
	case Upcoming:
		f.add("c.valid_from > ?", now)
	case Expired:
		f.add("c.valid_from <= ? AND c.valid_until <= ?", now, over)
	case Exhausted:
		f.add("c.valid_from <= ? AND c.valid_until > ? AND c.claimed >= c.max_usage", now, over)
	case Running:
		f.add("c.valid_from <= ? AND c.valid_until > ? AND c.claimed < c.max_usage", now, over)
	default:
		return f, ErrField.With("field", "status")
	}
	return f, nil
}

// MineCmd asks for a member's coupons. State "" is any.
type MineCmd struct {
	Member id.ID
	State  HoldState
	Now    instant.Instant
	Page   page.Numbered
}

// Owned is a coupon that a member has.
type Owned struct {
	ID         id.ID           `db:"id"` // of the member's
	Coupon     id.ID           `db:"coupon"`
	State      HoldState       `db:"state"` // Lapsed where it cannot be used any more
	OrderID    string          `db:"order_id"`
	ClaimedAt  instant.Instant `db:"claimed_at"`
	ChangedAt  instant.Instant `db:"changed_at"`
	Code       string          `db:"code"`
	Name       string          `db:"name"`
	Kind       Kind            `db:"kind"`
	Value      amount.Amount   `db:"value"`
	MinAmount  amount.Amount   `db:"min_amount"`
	ValidFrom  instant.Instant `db:"valid_from"`
	ValidUntil instant.Instant `db:"valid_until"`
}

// Mine is a page of a member's coupons, claimed last first.
// Faults: ErrField for a state that there is not.
// contract: S2-32
func Mine(ctx context.Context, q store.Querier, cmd MineCmd) (page.List[Owned], error) {
	over := cmd.Now.Add(-lastSecond)
	const lapsed = "(u.state = 'unused' AND (c.valid_until <= ? OR c.state = 'deleted'))"
	f := filter{}
	f.add("u.bucket = ? AND u.member = ?", cmd.Member.Bucket(), cmd.Member)
	switch cmd.State {
	case "":
	case Lapsed:
		f.add(lapsed, over)
	case Unused:
		f.add("u.state = 'unused' AND NOT "+lapsed, over)
	case Reserved, Used:
		f.add("u.state = ?", cmd.State)
	default:
		return page.List[Owned]{}, ErrField.With("field", "status")
	}
	from := " FROM user_coupon u JOIN coupon c ON c.bucket = u.coupon % 1024 AND c.id = u.coupon" + f.where()
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*)"+from, f.args...)
	if err != nil {
		return page.List[Owned]{}, err
	}
	args := append(append([]any{over}, f.args...), cmd.Page.Size, cmd.Page.Offset())
	items, err := store.Select[Owned](ctx, q, "SELECT u.id, u.coupon, CASE WHEN "+lapsed+` THEN 'expired' ELSE u.state END AS state, u.order_id, u.claimed_at, u.changed_at,
		c.code, c.name, c.kind, c.value, c.min_amount, c.valid_from, c.valid_until`+from+" ORDER BY u.claimed_at DESC, u.id DESC LIMIT ? OFFSET ?", args...)
	return page.List[Owned]{Items: items, Total: total}, err
}

// filter builds the WHERE of a query.
type filter struct {
	text []string
	args []any
}

func (f *filter) add(condition string, args ...any) {
	f.text, f.args = append(f.text, condition), append(f.args, args...)
}

func (f *filter) where() string { return " WHERE " + strings.Join(f.text, " AND ") }
