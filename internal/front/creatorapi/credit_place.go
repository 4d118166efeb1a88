package creatorapi

import (
	"encoding/json"
	"net/http"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type rechargeRequest struct {
	Amount httpx.Money `json:"amount"`
	Method string      `json:"payment_method"`
	Coupon string      `json:"coupon_code"`
}

// rechargeReply is a placed recharge: what is to be paid, and what it buys.
type rechargeReply struct {
	OrderID    string `json:"order_id"`
	Amount     yuan   `json:"amount"`
	Credits    int64  `json:"credits"`
	PaymentURL text   `json:"payment_url"`
}

const couponMax = 64 // bytes

// recharge orders credits.
// contract: S2-05
func (a *API) recharge(w http.ResponseWriter, r *http.Request, c caller) error {
	var req rechargeRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	switch {
	case !req.Amount.IsSet():
		return errMissing.With("field", "amount")
	case req.Method == "":
		return errMissing.With("field", "payment_method")
	case len(req.Coupon) > couponMax:
		return order.ErrCoupon
	}
	fen, err := req.Amount.Amount(2)
	if err != nil {
		return order.ErrAmount.Because(err)
	}
	cmd := order.RechargeCmd{Buyer: buyer(r, c, req.Method), Amount: fen, Coupon: strings.TrimSpace(req.Coupon)}
	do := func(tx *store.Tx) (order.Order, error) { return a.Orders.Recharge(tx, cmd) }
	return a.placeOrder(w, r, c, "订单创建成功", do, func(o order.Order) any {
		return rechargeReply{o.ID, yuan(o.Payable), int64(o.Credits), text(o.PayURL)}
	})
}

type membershipRequest struct {
	Plan   string `json:"membership_type"`
	Method string `json:"payment_method"`
}

// membershipReply is a placed membership. The address is null where it was
// paid with credits.
type membershipReply struct {
	OrderID    string `json:"order_id"`
	Plan       string `json:"membership_type"`
	Amount     yuan   `json:"amount"`
	PaymentURL text   `json:"payment_url"`
}

// buyMembership orders a membership, or pays it with credits at once.
// contract: S2-06
func (a *API) buyMembership(w http.ResponseWriter, r *http.Request, c caller) error {
	var req membershipRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	switch {
	case req.Plan == "":
		return errMissing.With("field", "membership_type")
	case req.Method == "":
		return errMissing.With("field", "payment_method")
	}
	plan, err := membership.ParsePlan(req.Plan)
	if err != nil {
		return err
	}
	cmd := order.MembershipCmd{Buyer: buyer(r, c, req.Method), Plan: plan}
	do := func(tx *store.Tx) (order.Order, error) { return a.Orders.Membership(tx, cmd) }
	return a.placeOrder(w, r, c, "会员订单创建成功", do, func(o order.Order) any {
		return membershipReply{o.ID, string(o.Plan), yuan(o.Payable), text(o.PayURL)}
	})
}

// buyer is who orders, and from where: a phone's browser can switch to the
// vendor's app, for which the vendor asks the payer's address.
func buyer(r *http.Request, c caller, method string) order.Buyer {
	b := order.Buyer{Member: c.Member, Method: method}
	if ip := httpx.ClientIP(r.Context()); ip.IsValid() && strings.Contains(r.UserAgent(), "Mobile") {
		b.Surface, b.IP = payment.Mobile, ip.String()
	}
	return b
}

// placedOrder is what is stored as the answer of a request that places: which
// order it placed. What is sent is that order's.
type placedOrder struct {
	Order string `json:"order"`
}

// placing renders placedOrder.
type placing struct{ renderer }

// Success is which order was placed.
func (placing) Success(v any) (idem.Answer, error) {
	o, _ := v.(order.Order)
	return idem.JSON(http.StatusOK, placedOrder{o.ID})
}

var _ idem.Renderer = placing{}

// placeOrder places an order once for the request, in a write; then has its
// provider take it, outside of the write; and answers with the order. A
// repetition finds the same order.
func (a *API) placeOrder(w http.ResponseWriter, r *http.Request, c caller, message string, do func(tx *store.Tx) (order.Order, error), show func(order.Order) any) error {
	req := idem.Request{Scope: "creatorapi " + c.actor().String(), Key: r.Header.Get(idem.Header)}
	if req.Key != "" {
		body, err := httpx.Body(r)
		if err != nil {
			return err
		}
		req.Content = [][]byte{[]byte(r.Method), []byte(r.URL.RequestURI()), body}
	}
	answer, err := idem.Run(r.Context(), a.Store, c.Member.Bucket(), req, placing{}, func(tx *store.Tx) (any, error) { return do(tx) })
	if err != nil {
		return err
	}
	if answer.Status != http.StatusOK {
		answer.Write(w)
		return nil
	}
	var placed placedOrder
	if err := json.Unmarshal(answer.Body, &placed); err != nil {
		return fault.ErrInternal.Because(err)
	}
	if answer.Replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	o, err := a.Orders.Open(r.Context(), placed.Order)
	if err != nil {
		return err
	}
	return reply(w, message, show(o))
}
