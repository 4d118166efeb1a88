package order

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

const (
	columns       = "bucket, id, member, kind, plan, method, sandbox, state, reason, face, payable, credits, bonus, coupon, activity, transaction_id, pay_url, pay_use, surface, payer_ip, refund, refunds, starts_at, ends_at, created_at, expires_at, paid_at, ended_at, changed_at"
	refundColumns = "bucket, id, purchase, member, amount, credits, bonus, span, state, origin, reason, actor, detail, tries, created_at, changed_at, ended_at"
	reviewColumns = "bucket, mark, id, kind, method, sandbox, purchase, transaction_id, member, due, told, detail, state, opened_at, closed_at, closed_by, resolution"
	paidColumns   = "bucket, method, transaction_id, purchase, amount, sandbox, at"
)

// Load reads an order. Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, orderID string) (Order, error) {
	b, ok := BucketOf(orderID)
	if !ok {
		return Order{}, ErrNotFound
	}
	o, found, err := store.SelectOne[Order](ctx, q, "SELECT "+columns+" FROM purchase WHERE bucket = ? AND id = ?", b, orderID)
	if err == nil && !found {
		err = ErrNotFound
	}
	return o, err
}

// LoadMany reads a member's orders by their ids, at most a page of them;
// those that are not there are left out.
func LoadMany(ctx context.Context, q store.Querier, member id.ID, ids []string) (map[string]Order, error) {
	out := map[string]Order{}
	if len(ids) == 0 {
		return out, nil
	}
	args := []any{member.Bucket(), member}
	for _, i := range ids {
		args = append(args, i)
	}
	rows, err := store.Select[Order](ctx, q, "SELECT "+columns+" FROM purchase WHERE bucket = ? AND member = ? AND id IN "+store.Marks(len(ids)), args...)
	for _, o := range rows {
		out[o.ID] = o
	}
	return out, err
}

// Mine is a numbered page of a member's orders of a kind, newest first.
// contract: S2-10, S2-11
func Mine(ctx context.Context, q store.Querier, member id.ID, kind Kind, p page.Numbered) (page.List[Order], error) {
	const where = " FROM purchase WHERE bucket = ? AND member = ? AND kind = ?"
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*)"+where, member.Bucket(), member, kind)
	if err != nil {
		return page.List[Order]{}, err
	}
	rows, err := store.Select[Order](ctx, q, "SELECT "+columns+where+" ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?", member.Bucket(), member, kind, p.Size, p.Offset())
	return page.List[Order]{Items: rows, Total: total}, err
}

// After is where a list by time goes on: after this row.
type After struct {
	At instant.Instant
	ID string
}

// filter is a WHERE clause in the making.
type filter struct {
	parts []string
	args  []any
}

func (f *filter) and(part string, args ...any) {
	f.parts, f.args = append(f.parts, part), append(f.args, args...)
}

func (f *filter) after(column, name string, a After) {
	if a.At != 0 {
		f.and(column+" <= ? AND ("+column+", "+name+") < (?, ?)", a.At, a.At, a.ID)
	}
}

func (f *filter) where() string {
	if len(f.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.parts, " AND ")
}

// ListCmd asks for orders, newest first. Zero values mean "any".
type ListCmd struct {
	Member  id.ID
	Kind    Kind
	State   State
	Method  string
	Sandbox *bool
	Now     instant.Instant // decides what is expired
	After   After
	Limit   int
}

// List is a page of orders.
// contract: N-14
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Order, error) {
	var f filter
	if cmd.Member != 0 {
		f.and("bucket = ? AND member = ?", cmd.Member.Bucket(), cmd.Member)
	}
	if cmd.Kind != "" {
		f.and("kind = ?", cmd.Kind)
	}
	switch cmd.State {
	case "":
	case Pending:
		f.and("state = 'pending' AND expires_at > ?", cmd.Now)
	case Expired:
		f.and("(state = 'expired' OR (state = 'pending' AND expires_at <= ?))", cmd.Now)
	default:
		f.and("state = ?", cmd.State)
	}
	if cmd.Method != "" {
		f.and("method = ?", cmd.Method)
	}
	if cmd.Sandbox != nil {
		f.and("sandbox = ?", *cmd.Sandbox)
	}
	f.after("created_at", "id", cmd.After)
	return store.Select[Order](ctx, q, "SELECT "+columns+" FROM purchase"+f.where()+" ORDER BY created_at DESC, id DESC LIMIT ?", append(f.args, cmd.Limit)...)
}

// RefundsOf are the refunds of an order, the first one first.
// contract: N-14
func RefundsOf(ctx context.Context, q store.Querier, o Order) ([]Refund, error) {
	if o.Refunds == 0 {
		return nil, nil
	}
	args := []any{o.Bucket}
	for n := int32(1); n <= o.Refunds; n++ {
		args = append(args, refundID(o.ID, n))
	}
	return store.Select[Refund](ctx, q, "SELECT "+refundColumns+" FROM purchase_refund WHERE bucket = ? AND id IN "+store.Marks(len(args)-1)+" ORDER BY created_at, id", args...)
}

// ReviewsCmd asks for the review queue, newest first. Zero values mean "any".
type ReviewsCmd struct {
	State    ReviewState
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// Reviews is a page of the review queue.
// contract: N-14
func Reviews(ctx context.Context, q store.Querier, cmd ReviewsCmd) ([]Review, error) {
	var f filter
	if cmd.State != "" {
		f.and("state = ?", cmd.State)
	}
	if cmd.BeforeAt != 0 {
		f.and("opened_at <= ? AND (opened_at, id) < (?, ?)", cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	}
	return store.Select[Review](ctx, q, "SELECT "+reviewColumns+" FROM payment_review"+f.where()+" ORDER BY opened_at DESC, id DESC LIMIT ?", append(f.args, cmd.Limit)...)
}

// FindReview reads a case of the review queue. Faults: ErrNoReview.
// contract: N-14
func FindReview(ctx context.Context, q store.Querier, rid id.ID) (Review, error) {
	r, found, err := store.SelectOne[Review](ctx, q, "SELECT "+reviewColumns+" FROM payment_review WHERE bucket = ? AND id = ?", rid.Bucket(), rid)
	if err == nil && !found {
		err = ErrNoReview
	}
	return r, err
}

// PaymentsCmd asks for transactions at providers, newest first.
type PaymentsCmd struct {
	Method string
	After  After // ID is the transaction's
	Limit  int
}

// Payments is a page of the transactions that paid an order.
// contract: N-14
func Payments(ctx context.Context, q store.Querier, cmd PaymentsCmd) ([]Transaction, error) {
	var f filter
	if cmd.Method != "" {
		f.and("method = ?", cmd.Method)
	}
	f.after("at", "transaction_id", cmd.After)
	return store.Select[Transaction](ctx, q, "SELECT "+paidColumns+" FROM payment_transaction"+f.where()+" ORDER BY at DESC, transaction_id DESC LIMIT ?", append(f.args, cmd.Limit)...)
}
