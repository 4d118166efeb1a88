package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
)

// creditPricesReply says what credits cost, and how they are paid.
type creditPricesReply struct {
	CreditsPerYuan int64    `json:"credits_per_yuan"`
	MinAmount      yuan     `json:"min_amount"`
	MaxAmount      yuan     `json:"max_amount"`
	Methods        []string `json:"payment_methods"`
}

// methods are the ways to pay that there are.
func (a *API) methods(more ...string) []string {
	out := []string{}
	for _, m := range []string{payment.Alipay, payment.Wechat} {
		if a.Orders.Accepts(m) {
			out = append(out, m)
		}
	}
	return append(out, more...)
}

// creditPrices is what credits cost.
// contract: S2-05
func (a *API) creditPrices(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return reply(w, success, creditPricesReply{order.CreditsPerYuan, yuan(order.RechargeMin), yuan(order.RechargeMax), a.methods()})
}

// membershipPrice is what a plan costs, in yuan or in credits.
type membershipPrice struct {
	Plan    string   `json:"membership_type"`
	Name    string   `json:"name"`
	Months  int      `json:"months"`
	Amount  yuan     `json:"amount"`
	Credits int64    `json:"credits"`
	Methods []string `json:"payment_methods"`
}

var planNames = map[membership.Plan]string{membership.Monthly: "月度会员", membership.Quarterly: "季度会员", membership.Yearly: "年度会员"}

// membershipPrices is what memberships cost.
// contract: S2-06
func (a *API) membershipPrices(w http.ResponseWriter, r *http.Request, _ caller) error {
	prices, err := order.Prices(r.Context(), a.Store)
	if err != nil {
		return err
	}
	out := make([]membershipPrice, len(prices))
	for i, p := range prices {
		out[i] = membershipPrice{string(p.Plan), planNames[p.Plan], p.Plan.Months(), yuan(p.Fen), int64(p.Credits), a.methods(order.Balance)}
	}
	return reply(w, success, out)
}
