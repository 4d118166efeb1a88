package creatorapi

import (
	"net/http"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/order"
	"guerdon/internal/platform/idem"
)

// rechargeItem is a recharge in its list. The amount is what was to be paid.
type rechargeItem struct {
	OrderID   string   `json:"order_id"`
	Amount    yuan     `json:"amount"`
	Credits   int64    `json:"credits"`
	Method    string   `json:"payment_method"`
	Status    string   `json:"status"`
	Coupon    text     `json:"coupon_code"`
	CreatedAt wireTime `json:"created_at"`
	PaidAt    wireTime `json:"paid_at"`
}

// listRecharges is a page of the caller's recharges.
// contract: S2-10
func (a *API) listRecharges(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	found, err := order.Mine(r.Context(), a.Store, c.Member, order.Recharge, p)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	return replyList(w, p, found, func(o order.Order) rechargeItem {
		return rechargeItem{o.ID, yuan(o.Payable), int64(o.Credits), o.Method, string(o.StateAt(now)), text(o.Coupon), wireTime(o.CreatedAt), wireTime(o.PaidAt)}
	})
}

// membershipItem is a membership's order in its list. The dates are of the
// time that it gave, null before it is paid.
type membershipItem struct {
	OrderID   string   `json:"order_id"`
	Plan      string   `json:"membership_type"`
	Amount    yuan     `json:"amount"`
	Method    string   `json:"payment_method"`
	Status    string   `json:"status"`
	StartDate wireTime `json:"start_date"`
	EndDate   wireTime `json:"end_date"`
	CreatedAt wireTime `json:"created_at"`
	PaidAt    wireTime `json:"paid_at"`
}

// listMemberships is a page of the caller's memberships' orders.
// contract: S2-11
func (a *API) listMemberships(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	found, err := order.Mine(r.Context(), a.Store, c.Member, order.Membership, p)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	return replyList(w, p, found, func(o order.Order) membershipItem {
		return membershipItem{
			o.ID, string(o.Plan), yuan(o.Payable), o.Method, string(o.StateAt(now)), wireTime(o.StartsAt), wireTime(o.EndsAt), wireTime(o.CreatedAt), wireTime(o.PaidAt),
		}
	})
}

// orderItem is an order of either kind, for who waits for its payment.
type orderItem struct {
	OrderID    string   `json:"order_id"`
	Type       string   `json:"type"`
	Plan       text     `json:"membership_type"`
	Amount     yuan     `json:"amount"`
	Original   yuan     `json:"original_amount"`
	Credits    int64    `json:"credits"`
	Bonus      int64    `json:"bonus_credits"`
	Method     string   `json:"payment_method"`
	Status     string   `json:"status"`
	Coupon     text     `json:"coupon_code"`
	PaymentURL text     `json:"payment_url"`
	Use        text     `json:"payment_url_use"`
	Sandbox    bool     `json:"sandbox"`
	StartDate  wireTime `json:"start_date"`
	EndDate    wireTime `json:"end_date"`
	CreatedAt  wireTime `json:"created_at"`
	ExpiresAt  wireTime `json:"expires_at"`
	PaidAt     wireTime `json:"paid_at"`
	RefundedAt wireTime `json:"refunded_at"`
}

func showOrder(o order.Order, now instant.Instant) orderItem {
	out := orderItem{
		OrderID: o.ID, Type: string(o.Kind), Plan: text(o.Plan), Amount: yuan(o.Payable), Original: yuan(o.Face), Credits: int64(o.Credits), Bonus: int64(o.Bonus),
		Method: o.Method, Status: string(o.StateAt(now)), Coupon: text(o.Coupon), Sandbox: o.Sandbox,
		StartDate: wireTime(o.StartsAt), EndDate: wireTime(o.EndsAt), CreatedAt: wireTime(o.CreatedAt), ExpiresAt: wireTime(o.ExpiresAt), PaidAt: wireTime(o.PaidAt),
	}
	if o.StateAt(now) == order.Pending {
		out.PaymentURL, out.Use = text(o.PayURL), text(o.PayUse)
	}
	if o.State == order.Refunded {
		out.RefundedAt = wireTime(o.EndedAt)
	}
	return out
}

// getOrder is one order of the caller's. One that waits is looked up at its
// provider, so that a lost notification is found by who asks.
// contract: S2-05, S2-06
func (a *API) getOrder(w http.ResponseWriter, r *http.Request, c caller) error {
	o, err := order.Load(r.Context(), a.Store, r.PathValue("order_id"))
	if err == nil && o.Member != c.Member {
		err = order.ErrNotFound
	}
	if err != nil {
		return err
	}
	if o, err = a.Orders.Refresh(r.Context(), o.ID); err != nil && o.ID == "" {
		return err
	}
	return reply(w, success, showOrder(o, a.Clock.Now()))
}

// cancelOrder ends an order of the caller's that waits for its payment.
// contract: S2-05, S2-06
func (a *API) cancelOrder(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	o, err := a.Orders.Cancel(r.Context(), c.Member, r.PathValue("order_id"))
	if err != nil {
		return err
	}
	return reply(w, "订单已取消", showOrder(o, a.Clock.Now()))
}
