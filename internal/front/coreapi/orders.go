package coreapi

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/order"
)

// orderRoutes are there where something is sold.
func (a *API) orderRoutes() {
	if a.Orders == nil {
		return
	}
	a.add(toRead, a.listOrders, operation{
		Method: http.MethodGet, Path: "/v1/orders", ID: "N-14", Summary: "Orders, newest first.",
		Query: paging(param{"subject", "string", "Whose."}, param{"kind", "string", "recharge or membership."}, param{"state", "string", "pending, paid, failed, expired or refunded."},
			param{"method", "string", "alipay, wechat or balance."}, param{"sandbox", "boolean", "Only those of the sandbox, or only real ones."}),
		Out: list[orderReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
	a.add(toRead, a.getOrder, operation{
		Method: http.MethodGet, Path: "/v1/orders/{order}", ID: "N-14", Summary: "One order, with its refunds.",
		Out: orderReply{}, Status: http.StatusOK, Faults: []*fault.Fault{order.ErrNotFound},
	})
	a.add(toRead, a.listPayments, operation{
		Method: http.MethodGet, Path: "/v1/payments", ID: "N-14", Summary: "Transactions at payment providers that paid an order, newest first.",
		Query: paging(param{"method", "string", "alipay or wechat."}), Out: list[paymentReply]{}, Status: http.StatusOK,
	})
	a.add(toRead, a.listPlans, operation{
		Method: http.MethodGet, Path: "/v1/plans", ID: "N-14", Summary: "What memberships cost. The prices are settings: membership.price_monthly, …",
		Out: list[planReply]{}, Status: http.StatusOK,
	})
	a.orderRefundRoutes()
}

// orderReply is an order.
type orderReply struct {
	ID          string        `json:"id"`
	Subject     string        `json:"subject"`
	Kind        string        `json:"kind" enum:"recharge,membership"`
	Plan        string        `json:"plan,omitempty" enum:"monthly,quarterly,yearly"`
	Method      string        `json:"method" enum:"alipay,wechat,balance"`
	Sandbox     bool          `json:"sandbox" doc:"Nothing real was paid; it is no revenue."`
	State       string        `json:"state" enum:"pending,paid,failed,expired,refunded"`
	Reason      string        `json:"reason,omitempty" doc:"Why it failed."`
	Face        string        `json:"face" doc:"Yuan before discounts."`
	Payable     string        `json:"payable" doc:"Yuan that were asked for."`
	Credits     string        `json:"credits" doc:"Bought by a recharge; the price of a membership that was paid with credits."`
	Bonus       string        `json:"bonus" doc:"Credits that the paid order gives on top."`
	Coupon      string        `json:"coupon,omitempty"`
	Activity    *int64        `json:"activity,omitempty"`
	Transaction string        `json:"transaction,omitempty" doc:"The provider's."`
	StartsAt    wireTime      `json:"starts_at" doc:"Of the membership that it gave."`
	EndsAt      wireTime      `json:"ends_at"`
	CreatedAt   wireTime      `json:"created_at"`
	ExpiresAt   wireTime      `json:"expires_at"`
	PaidAt      wireTime      `json:"paid_at"`
	EndedAt     wireTime      `json:"ended_at" doc:"When it failed, expired or was refunded."`
	Refunds     []refundReply `json:"refunds,omitempty" doc:"Only of one order."`
}

func (a *API) showOrder(o order.Order) orderReply {
	return orderReply{
		ID: o.ID, Subject: subjectText(o.Member), Kind: string(o.Kind), Plan: string(o.Plan), Method: o.Method, Sandbox: o.Sandbox, State: string(o.StateAt(a.Clock.Now())), Reason: o.Reason,
		Face: fen(o.Face), Payable: fen(o.Payable), Credits: o.Credits.Format(0), Bonus: o.Bonus.Format(0), Coupon: o.Coupon, Activity: optional(o.Activity), Transaction: o.Transaction,
		StartsAt: wireTime(o.StartsAt), EndsAt: wireTime(o.EndsAt), CreatedAt: wireTime(o.CreatedAt), ExpiresAt: wireTime(o.ExpiresAt), PaidAt: wireTime(o.PaidAt), EndedAt: wireTime(o.EndedAt),
	}
}

// fen is an amount in fen as yuan.
func fen(n amount.Amount) string { return wireAmount(n, ledger.CNY) }

// listOrders is a page of orders.
// contract: N-14
func (a *API) listOrders(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit := q.limit()
	cmd := order.ListCmd{
		Kind: order.Kind(q.oneOf("kind", string(order.Recharge), string(order.Membership))), State: pick(q, "state", order.States()),
		Method: q.oneOf("method", order.Alipay, order.Wechat, order.Balance), Now: a.Clock.Now(), After: q.after("or"), Limit: limit + 1,
	}
	if sandbox := q.bool("sandbox"); q.values.Has("sandbox") {
		cmd.Sandbox = &sandbox
	}
	subject := q.text("subject")
	if q.err != nil {
		return q.err
	}
	var err error
	if cmd.Member, err = a.whose(r.Context(), subject); err != nil {
		return err
	}
	rows, err := order.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageAfter(rows, limit, "or", a.showOrder, func(o order.Order) order.After { return order.After{At: o.CreatedAt, ID: o.ID} }))
}

// getOrder is one order.
// contract: N-14
func (a *API) getOrder(w http.ResponseWriter, r *http.Request, _ caller) error {
	o, err := order.Load(r.Context(), a.Store, r.PathValue("order"))
	if err != nil {
		return err
	}
	refunds, err := order.RefundsOf(r.Context(), a.Store, o)
	if err != nil {
		return err
	}
	out := a.showOrder(o)
	for _, f := range refunds {
		out.Refunds = append(out.Refunds, showRefund(f))
	}
	return answer(w, out)
}

// paymentReply is a transaction at a provider.
type paymentReply struct {
	Transaction string   `json:"transaction"`
	Method      string   `json:"method" enum:"alipay,wechat"`
	Order       string   `json:"order"`
	Amount      string   `json:"amount" doc:"Yuan."`
	Sandbox     bool     `json:"sandbox"`
	At          wireTime `json:"at"`
}

// listPayments is a page of transactions.
// contract: N-14
func (a *API) listPayments(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit := q.limit()
	cmd := order.PaymentsCmd{Method: q.oneOf("method", order.Alipay, order.Wechat), After: q.after("py"), Limit: limit + 1}
	if q.err != nil {
		return q.err
	}
	rows, err := order.Payments(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageAfter(rows, limit, "py", func(t order.Transaction) paymentReply {
		return paymentReply{t.Transaction, t.Method, t.Order, fen(t.Amount), t.Sandbox, wireTime(t.At)}
	}, func(t order.Transaction) order.After { return order.After{At: t.At, ID: t.Transaction} }))
}

// planReply is what a plan costs.
type planReply struct {
	Plan    string `json:"plan" enum:"monthly,quarterly,yearly"`
	Months  int    `json:"months"`
	Price   string `json:"price" doc:"Yuan."`
	Credits string `json:"credits" doc:"The price where it is paid with credits."`
}

// listPlans is what memberships cost now.
// contract: N-14
func (a *API) listPlans(w http.ResponseWriter, r *http.Request, _ caller) error {
	prices, err := order.Prices(r.Context(), a.Store)
	if err != nil {
		return err
	}
	return answer(w, pageOf(prices, len(prices), "", func(p order.Price) planReply {
		return planReply{string(p.Plan), p.Plan.Months(), fen(p.Fen), p.Credits.Format(0)}
	}, nil))
}

// after is the position that an earlier page of a list by time and name ended
// at. kind keeps the cursors of different lists apart.
func (q *query) after(kind string) order.After {
	v := q.values.Get("cursor")
	if v == "" {
		return order.After{}
	}
	raw, err := base64.RawURLEncoding.DecodeString(v)
	parts := strings.SplitN(string(raw), ".", 3)
	if err != nil || len(v) > textMax || len(parts) != 3 || parts[0] != kind || !storable(parts[2]) {
		q.wrong("cursor")
		return order.After{}
	}
	at, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || at <= 0 {
		q.wrong("cursor")
	}
	return order.After{At: instant.Instant(at), ID: parts[2]}
}

// pageAfter is pageOf for a list by time and name.
func pageAfter[R, T any](rows []R, limit int, kind string, show func(R) T, at func(R) order.After) list[T] {
	out := list[T]{Items: make([]T, 0, min(len(rows), limit))}
	if len(rows) > limit {
		rows = rows[:limit]
		last := at(rows[limit-1])
		out.NextCursor = base64.RawURLEncoding.EncodeToString([]byte(kind + "." + strconv.FormatInt(int64(last.At), 10) + "." + last.ID))
	}
	for _, r := range rows {
		out.Items = append(out.Items, show(r))
	}
	return out
}
