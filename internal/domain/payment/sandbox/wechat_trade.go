package sandbox

import (
	"encoding/json"
	"net/http"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

type wechatAmount struct {
	Total    amount.Amount `json:"total"` // fen
	Refund   amount.Amount `json:"refund,omitempty"`
	Currency string        `json:"currency,omitempty"`
}

type wechatOrder struct {
	AppID     string       `json:"appid"`
	MchID     string       `json:"mchid"`
	OrderID   string       `json:"out_trade_no"`
	Subject   string       `json:"description"`
	NotifyURL string       `json:"notify_url"`
	ExpiresAt string       `json:"time_expire"`
	Amount    wechatAmount `json:"amount"`
	Scene     struct {
		PayerIP string `json:"payer_client_ip"`
	} `json:"scene_info"`
}

type wechatTransaction struct {
	AppID         string        `json:"appid"`
	MchID         string        `json:"mchid"`
	OrderID       string        `json:"out_trade_no"`
	TransactionID string        `json:"transaction_id,omitempty"`
	TradeType     string        `json:"trade_type,omitempty"`
	State         string        `json:"trade_state"`
	Description   string        `json:"trade_state_desc"`
	SuccessTime   string        `json:"success_time,omitempty"`
	Amount        *wechatAmount `json:"amount,omitempty"`
}

func wechatState(s payment.State) string {
	switch s {
	case payment.Waiting:
		return "NOTPAY"
	case payment.Paid:
		return "SUCCESS"
	case payment.Refunded:
		return "REFUND"
	case payment.Failed:
		return "PAYERROR"
	}
	return "CLOSED"
}

func (b *Bank) wechatNative(_ *http.Request, body []byte) wechatReply {
	t, failure := b.wechatOpen(body, false)
	if failure != nil {
		return *failure
	}
	return wechatReply{status: http.StatusOK, body: map[string]string{"code_url": b.cashier(t.Ref)}}
}

func (b *Bank) wechatH5(_ *http.Request, body []byte) wechatReply {
	t, failure := b.wechatOpen(body, true)
	if failure != nil {
		return *failure
	}
	return wechatReply{status: http.StatusOK, body: map[string]string{"h5_url": b.cashier(t.Ref)}}
}

func (b *Bank) wechatOpen(body []byte, h5 bool) (Trade, *wechatReply) {
	var o wechatOrder
	err := json.Unmarshal(body, &o)
	if err != nil || o.AppID != WechatAppID || o.MchID != WechatMchID || o.NotifyURL == "" || (h5 && o.Scene.PayerIP == "") {
		failure := wechatRefusal(http.StatusBadRequest, "PARAM_ERROR")
		return Trade{}, &failure
	}
	t, err := b.open(Trade{
		Provider: payment.Wechat, OrderID: o.OrderID, Subject: o.Subject, Amount: o.Amount.Total,
		NotifyURL: o.NotifyURL, ExpiresAt: parseRFC3339(o.ExpiresAt),
	})
	if err != nil {
		failure := wechatFailure(err)
		if t.State == payment.Paid {
			failure = wechatRefusal(http.StatusBadRequest, "ORDER_PAID")
		}
		return Trade{}, &failure
	}
	return t, nil
}

func (b *Bank) wechatQuery(r *http.Request, _ []byte) wechatReply {
	t, err := b.Find(payment.Wechat, r.PathValue("id"))
	if err != nil {
		return wechatFailure(err)
	}
	return wechatReply{status: http.StatusOK, body: wechatTransactionOf(t, t.Amount)}
}

// wechatTransactionOf describes a trade; like the real one it tells the
// amount and the number only once it is paid.
func wechatTransactionOf(t Trade, told amount.Amount) wechatTransaction {
	w := wechatTransaction{
		AppID: WechatAppID, MchID: WechatMchID, OrderID: t.OrderID,
		State: wechatState(t.State), Description: "sandbox",
	}
	if !t.PaidAt.IsZero() {
		w.TransactionID, w.TradeType = t.TransactionID, "NATIVE"
		w.SuccessTime = t.PaidAt.Time().Format(time.RFC3339)
		w.Amount = &wechatAmount{Total: told, Currency: "CNY"}
	}
	return w
}

func (b *Bank) wechatClose(r *http.Request, _ []byte) wechatReply {
	before, err := b.Find(payment.Wechat, r.PathValue("id"))
	if err != nil {
		return wechatFailure(err)
	}
	if before.State == payment.Paid || before.State == payment.Refunded {
		return wechatRefusal(http.StatusBadRequest, "ORDER_PAID")
	}
	if _, err := b.shut(before.Ref); err != nil {
		return wechatFailure(err)
	}
	return wechatReply{status: http.StatusNoContent}
}

func parseRFC3339(s string) instant.Instant {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0
	}
	return instant.Of(t)
}
