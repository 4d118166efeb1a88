package creatorapi

import (
	"net/http"

	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/httpx"
)

// CreditDeps are what the area stands on.
type CreditDeps struct {
	Orders *order.Service
	// Callbacks believes the documented payment callback. Nil is none, and
	// then the callback's address does not exist.
	Callbacks payment.CallbackReader
}

// creditRoutes are credits, orders and payments. A vendor's notifications
// have an address where the vendor's payments are taken, and no rate: whoever
// is not believed changes nothing.
func (a *API) creditRoutes() {
	if a.Orders == nil {
		return
	}
	a.add("POST /credit/recharge", users, a.recharge)
	a.add("POST /credit/membership", users, a.buyMembership)
	a.add("GET /credit/balance", users, a.creditBalance)
	a.add("GET /credit/transactions", users, a.listTransactions)
	a.add("GET /credit/recharge/orders", users, a.listRecharges)
	a.add("GET /credit/membership/orders", users, a.listMemberships)
	a.add("GET /credit/orders/{order_id}", users, a.getOrder)
	a.add("POST /credit/orders/{order_id}/cancel", users, a.cancelOrder)
	a.add("GET /credit/prices", public, a.creditPrices)
	a.add("GET /membership/prices", public, a.membershipPrices)
	if a.Callbacks != nil {
		a.addRated("POST /credit/payment/callback", public, nil, a.paymentCallback)
	}
	for _, method := range []string{payment.Alipay, payment.Wechat} {
		if a.Orders.Accepts(method) {
			a.addRated("POST /credit/payment/notify/"+method, public, nil, a.notified(method))
		}
	}
}

var creditWires = map[string]httpx.Wire{
	"membership.plan_unknown":   {Status: http.StatusBadRequest, Text: "请求参数错误: membership_type 只能是 monthly、quarterly 或 yearly"},
	"membership.expired":        {Status: http.StatusBadRequest, Code: codeExpired, Text: "会员已过期"},
	"order.amount_invalid":      {Status: http.StatusBadRequest, Text: "请求参数错误: amount 须为0.01至50000元,最多两位小数"},
	"order.method_unknown":      {Status: http.StatusBadRequest, Text: "请求参数错误: payment_method 只能是 alipay、wechat 或 balance"},
	"order.balance_recharge":    {Status: http.StatusBadRequest, Text: "请求参数错误: 充值不能使用余额支付"},
	"order.method_unconfigured": {Status: http.StatusBadRequest, Code: codePayment, Text: "支付失败: 该支付方式未配置"},
	"order.payment_refused":     {Status: http.StatusBadRequest, Code: codePayment, Text: "支付失败: 支付平台拒绝了订单"},
	"order.coupon_unknown":      {Status: http.StatusBadRequest, Code: codeCoupon, Text: "优惠券无效"},
	"order.too_many_open":       {Status: http.StatusBadRequest, Text: "未支付的订单过多,请先支付或取消"},
	"order.not_found":           {Status: http.StatusNotFound, Code: codeOrder, Text: "订单不存在"},
	"order.state":               {Status: http.StatusBadRequest, Text: "订单状态不允许此操作"},
	"order.payment_mismatch":    {Status: http.StatusBadRequest, Text: "支付通知与订单不符"},
	"payment.signature":         {Status: http.StatusBadRequest, Text: "签名缺失或错误"},
	"payment.stale":             {Status: http.StatusBadRequest, Text: "签名时间戳已失效"},
	"payment.notification":      {Status: http.StatusBadRequest, Text: "请求参数错误: 支付通知无法识别"},
}
