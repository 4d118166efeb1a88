package exchange

import (
	"context"
	"strings"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

const (
	productColumns  = "p.bucket, p.id, p.domain, p.name, p.description, p.category, p.kind, p.price, p.member_max, p.review, p.status, p.sort_order, p.version, p.created_at, p.changed_at"
	exchangeColumns = "bucket, id, member, product, domain, product_name, quantity, price, points, state, notes, remark, transfer, refund, created_at, changed_at, changed_by"
)

// Offer is a product and what is left of it, or Unlimited.
type Offer struct {
	Product
	Left int64
}

// IsSoldOut reports whether nothing is left.
func (o Offer) IsSoldOut() bool { return o.Left == 0 }

type offerRow struct {
	Product
	Supplied int64 `db:"supplied"`
	Taken    int64 `db:"taken"`
}

func (r offerRow) offer() Offer {
	return Offer{r.Product, stock{Supplied: r.Supplied, Taken: r.Taken}.left()}
}

const offers = "SELECT " + productColumns + ", s.supplied, s.taken FROM product p JOIN product_stock s ON s.bucket = p.bucket AND s.product = p.id WHERE "

// ProductsCmd asks for products. Domain -1 is any; otherwise the domain's own
// and, with Global, those of all. Category "" is any. Limit and Offset page.
type ProductsCmd struct {
	Domain   int32
	Global   bool
	Category string
	Offered  bool // only those that are available
	Limit    int
	Offset   int
}

// ListProducts is a page of products in their order.
// contract: S3-03
// contract: N-11
func ListProducts(ctx context.Context, q store.Querier, cmd ProductsCmd) ([]Offer, error) {
	where, args := []string{"p.status <> ?"}, []any{Deleted}
	switch {
	case cmd.Domain >= 0 && cmd.Global:
		where, args = append(where, "p.domain IN (0, ?)"), append(args, cmd.Domain)
	case cmd.Domain >= 0:
		where, args = append(where, "p.domain = ?"), append(args, cmd.Domain)
	}
	if cmd.Category != "" {
		where, args = append(where, "p.category = ?"), append(args, cmd.Category)
	}
	if cmd.Offered {
		where, args = append(where, "p.status = ?"), append(args, Available)
	}
	rows, err := store.Select[offerRow](ctx, q, offers+strings.Join(where, " AND ")+" ORDER BY p.sort_order, p.id LIMIT ? OFFSET ?", append(args, cmd.Limit, cmd.Offset)...)
	out := make([]Offer, len(rows))
	for i, r := range rows {
		out[i] = r.offer()
	}
	return out, err
}

// StateTotal is how many exchanges stand in a state, and what they cost.
type StateTotal struct {
	State  State         `db:"state"`
	Count  int64         `db:"n"`
	Points amount.Amount `db:"points"`
}

// TotalsCmd asks for sums over days of the zone, both ends included.
type TotalsCmd struct {
	Domain   int32
	From, To instant.Day
	Zone     *time.Location
}

// Totals sums the exchanges of a domain's products that were asked for in a
// period, by what has become of them.
// contract: S3-M10
func Totals(ctx context.Context, q store.Querier, cmd TotalsCmd) ([]StateTotal, error) {
	begin, err := cmd.From.Start(cmd.Zone)
	if err != nil {
		return nil, err
	}
	end, err := cmd.To.AddDays(1).Start(cmd.Zone)
	if err != nil {
		return nil, err
	}
	return store.Select[StateTotal](ctx, q, `SELECT state, count(*) AS n, CAST(sum(points) AS bigint) AS points FROM exchange
		WHERE domain = ? AND created_at >= ? AND created_at < ? GROUP BY state ORDER BY state`, cmd.Domain, begin, end)
}

// LoadProduct reads a product of the domain, or of any where domain is
// negative. Faults: ErrProductNotFound.
func LoadProduct(ctx context.Context, q store.Querier, i id.ID, domain int32) (Offer, error) {
	r, found, err := store.SelectOne[offerRow](ctx, q, offers+"p.bucket = ? AND p.id = ?", i.Bucket(), i)
	if err == nil && (!found || r.Status == Deleted || domain >= 0 && r.Domain != domain) {
		return Offer{}, ErrProductNotFound
	}
	return r.offer(), err
}

// Page is a numbered page of a member's exchanges, newest first.
// contract: S3-05
func Page(ctx context.Context, q store.Querier, member id.ID, p page.Numbered) (page.List[Exchange], error) {
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM exchange WHERE bucket = ? AND member = ?", member.Bucket(), member)
	if err != nil {
		return page.List[Exchange]{}, err
	}
	list, err := store.Select[Exchange](ctx, q, "SELECT "+exchangeColumns+" FROM exchange WHERE bucket = ? AND member = ? ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
		member.Bucket(), member, p.Size, p.Offset())
	return page.List[Exchange]{Items: list, Total: total}, err
}

// ListCmd asks for exchanges, newest first. Domain -1 is any; State "" and
// Member 0 are any; Before and Below are the last one's CreatedAt and ID.
type ListCmd struct {
	Domain int32
	State  State
	Member id.ID
	Before instant.Instant
	Below  id.ID
	Limit  int
}

// List is a page of exchanges.
// contract: N-11
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Exchange, error) {
	where, args := []string{"1 = 1"}, []any{}
	if cmd.Domain >= 0 {
		where, args = append(where, "domain = ?"), append(args, cmd.Domain)
	}
	if cmd.State != "" {
		where, args = append(where, "state = ?"), append(args, cmd.State)
	}
	if cmd.Member != 0 {
		where, args = append(where, "bucket = ? AND member = ?"), append(args, cmd.Member.Bucket(), cmd.Member)
	}
	if cmd.Before != 0 {
		where, args = append(where, "(created_at < ? OR (created_at = ? AND id < ?))"), append(args, cmd.Before, cmd.Before, cmd.Below)
	}
	return store.Select[Exchange](ctx, q, "SELECT "+exchangeColumns+" FROM exchange WHERE "+strings.Join(where, " AND ")+" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}

// Load reads an exchange of the domain, or of any where domain is negative.
// Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, i id.ID, domain int32) (Exchange, error) {
	e, found, err := store.SelectOne[Exchange](ctx, q, "SELECT "+exchangeColumns+" FROM exchange WHERE bucket = ? AND id = ?", i.Bucket(), i)
	if err == nil && (!found || domain >= 0 && e.Domain != domain) {
		return Exchange{}, ErrNotFound
	}
	return e, err
}
