package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/order"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) orderRefundRoutes() {
	a.add(toManage, a.refundOrder, operation{
		Method: http.MethodPost, Path: "/v1/orders/{order}/refund", ID: "N-14",
		Summary: "Give an order's money back, all of it. What it gave is taken back at once, and given again should the provider refuse.",
		In:      refundRequest{}, Out: refundReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{order.ErrNotFound, order.ErrReason, order.ErrState, order.ErrRefunding, order.ErrUnconfigured, ledger.ErrLotSpent, ledger.ErrInsufficient},
	})
	a.add(toRead, a.listReviews, operation{
		Method: http.MethodGet, Path: "/v1/payment-reviews", ID: "N-14", Summary: "What payment providers told that does not agree with the orders, newest first.",
		Query: paging(param{"state", "string", "open or closed."}), Out: list[reviewReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.resolveReview, operation{
		Method: http.MethodPost, Path: "/v1/payment-reviews/{id}/resolve", ID: "N-14", Summary: "Say what was done about a case. No order is changed by it.",
		In: reviewRequest{}, Out: reviewReply{}, Status: http.StatusOK, Faults: []*fault.Fault{order.ErrNoReview, order.ErrReviewClosed, order.ErrReason},
	})
}

type refundRequest struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why; for the audit record."`
}

// refundReply is money on its way back.
type refundReply struct {
	ID        string   `json:"id" doc:"Its name at the provider."`
	Order     string   `json:"order"`
	State     string   `json:"state" enum:"requested,submitted,unknown,refunded,failed"`
	Origin    string   `json:"origin" enum:"operator,provider" doc:"provider: a dispute, or a refund on the provider's own pages."`
	Amount    string   `json:"amount" doc:"Yuan."`
	Credits   string   `json:"credits" doc:"Taken back; of an order paid with credits, given back."`
	Bonus     string   `json:"bonus" doc:"Taken back, as far as it was there."`
	Seconds   int64    `json:"membership_seconds" doc:"Taken back."`
	Reason    string   `json:"reason,omitempty"`
	Actor     string   `json:"actor,omitempty"`
	Detail    string   `json:"detail,omitempty" doc:"The provider's own word."`
	CreatedAt wireTime `json:"created_at"`
	EndedAt   wireTime `json:"ended_at"`
}

func showRefund(f order.Refund) refundReply {
	return refundReply{
		f.ID, f.Order, string(f.State), f.Origin, fen(f.Amount), f.Credits.Format(0), f.Bonus.Format(0), int64(f.Took().Seconds()), f.Reason, f.Actor, f.Detail, wireTime(f.CreatedAt), wireTime(f.EndedAt),
	}
}

// refundOrder begins a refund.
// contract: N-14
func (a *API) refundOrder(w http.ResponseWriter, r *http.Request, c caller) error {
	var req refundRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	orderID := r.PathValue("order")
	route, ok := order.BucketOf(orderID)
	if !ok {
		return order.ErrNotFound
	}
	return a.write(w, r, c, call{route: route, status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		f, err := a.Orders.Refund(tx, order.RefundCmd{Order: orderID, Reason: req.Reason, Actor: c.Actor})
		return showRefund(f), err
	})
}

// reviewReply is something that does not agree.
type reviewReply struct {
	ID          int64    `json:"id"`
	Kind        string   `json:"kind" enum:"wrong_amount,wrong_merchant,wrong_method,unknown_order,paid_twice,taken_twice,refund_part,refund_spent,refund_failed"`
	Method      string   `json:"method"`
	Sandbox     bool     `json:"sandbox"`
	Order       string   `json:"order" doc:"As it was told; it may be none of ours."`
	Transaction string   `json:"transaction,omitempty"`
	Subject     string   `json:"subject,omitempty"`
	Due         string   `json:"due" doc:"Yuan that the order costs."`
	Told        string   `json:"told" doc:"Yuan that were told, 0 where none were."`
	Detail      string   `json:"detail,omitempty"`
	State       string   `json:"state" enum:"open,closed"`
	OpenedAt    wireTime `json:"opened_at"`
	ClosedAt    wireTime `json:"closed_at"`
	ClosedBy    string   `json:"closed_by,omitempty"`
	Resolution  string   `json:"resolution,omitempty"`
}

func showReview(v order.Review) reviewReply {
	out := reviewReply{
		ID: int64(v.ID), Kind: string(v.Kind), Method: v.Method, Sandbox: v.Sandbox, Order: v.Order, Transaction: v.Transaction, Due: fen(v.Due), Told: fen(v.Told), Detail: v.Detail,
		State: string(v.State), OpenedAt: wireTime(v.OpenedAt), ClosedAt: wireTime(v.ClosedAt), ClosedBy: v.ClosedBy, Resolution: v.Resolution,
	}
	if v.Member != 0 {
		out.Subject = subjectText(v.Member)
	}
	return out
}

// listReviews is a page of the review queue.
// contract: N-14
func (a *API) listReviews(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("pr", 2)
	cmd := order.ReviewsCmd{State: order.ReviewState(q.oneOf("state", string(order.ReviewOpen), string(order.ReviewClosed))), BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1}
	if q.err != nil {
		return q.err
	}
	rows, err := order.Reviews(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "pr", showReview, func(v order.Review) []int64 { return []int64{int64(v.OpenedAt), int64(v.ID)} }))
}

type reviewRequest struct {
	Resolution string `json:"resolution" minLength:"1" maxLength:"500" doc:"What was done about it."`
}

// resolveReview closes a case of the review queue.
// contract: N-14
func (a *API) resolveReview(w http.ResponseWriter, r *http.Request, c caller) error {
	rid, err := pathID(r)
	if err != nil {
		return err
	}
	var req reviewRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	found, err := order.FindReview(r.Context(), a.Store, rid)
	return a.write(w, r, c, call{route: rid.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
		done, err := a.Orders.Resolve(tx, order.ResolveCmd{Review: found, Note: req.Resolution, Actor: c.Actor})
		return showReview(done), err
	})
}
