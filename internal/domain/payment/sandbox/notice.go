package sandbox

import (
	"net/url"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
)

// NoticeKind is what a notice tells.
type NoticeKind string

// The kinds of notice. The zero kind is Outcome.
const (
	Outcome  NoticeKind = ""         // the trade was paid, or with Alipay also closed
	Finished NoticeKind = "finished" // Alipay only: paid, and no refund is possible any more
	Refunds  NoticeKind = "refund"   // money was given back
)

// NoticeCmd asks for a signed notification.
type NoticeCmd struct {
	Ref      string
	Kind     NoticeKind
	RefundID string        // for Refunds
	Amount   amount.Amount // fen to tell instead of the truth; 0 tells the truth
}

// Delivery is a signed notification on its way to the merchant.
type Delivery struct {
	Provider string
	URL      string
	Headers  payment.Headers
	Body     []byte
}

// Notice makes a signed notification about a trade, as its vendor would. Each
// call makes a fresh one about the same transaction; deliver one twice for a
// replay. Faults: ErrTradeAbsent, ErrNoNotice (the vendor tells nothing then).
func (b *Bank) Notice(cmd NoticeCmd) (Delivery, error) {
	t, err := b.Get(cmd.Ref)
	if err != nil {
		return Delivery{}, err
	}
	told := t.Amount
	if cmd.Amount > 0 {
		told = cmd.Amount
	}
	if cmd.Kind == Refunds {
		if _, found := t.refund(cmd.RefundID); !found {
			return Delivery{}, ErrNoNotice
		}
	}
	if t.Provider == payment.Alipay {
		return b.alipayNotice(t, cmd, told)
	}
	return b.wechatNotice(t, cmd, told)
}

func (b *Bank) alipayNotice(t Trade, cmd NoticeCmd, told amount.Amount) (Delivery, error) {
	status := alipayStatus(t)
	if t.State == payment.Waiting || (cmd.Kind == Finished && t.PaidAt.IsZero()) {
		return Delivery{}, ErrNoNotice
	}
	if cmd.Kind == Finished {
		status = "TRADE_FINISHED"
	}
	now := b.now()
	params := alipay.Params{
		"notify_time": alipay.Time(now), "notify_type": "trade_status_sync", "notify_id": randomHex(17),
		"charset": "utf-8", "version": "1.0", "app_id": AlipayAppID, "auth_app_id": AlipayAppID,
		"seller_id": AlipaySellerID, "buyer_id": "2088000000000001", "body": "",
		"out_trade_no": t.OrderID, "trade_no": t.TransactionID, "trade_status": status,
		"subject": t.Subject, "total_amount": alipay.Yuan(told), "gmt_create": alipay.Time(t.CreatedAt),
	}
	if !t.PaidAt.IsZero() {
		params["gmt_payment"] = alipay.Time(t.PaidAt)
		params["receipt_amount"], params["buyer_pay_amount"] = alipay.Yuan(told), alipay.Yuan(told)
	}
	if t.Refunded() > 0 {
		params["refund_fee"] = alipay.Yuan(t.Refunded())
		params["gmt_refund"] = alipay.Time(t.Refunds[len(t.Refunds)-1].RefundAt)
	}
	if cmd.Kind == Refunds {
		params["out_biz_no"] = cmd.RefundID
	}
	if err := params.SignNotification(b.keys.alipayVendor); err != nil {
		return Delivery{}, err
	}
	form := url.Values{}
	for name, value := range params {
		form.Set(name, value)
	}
	return Delivery{
		Provider: t.Provider, URL: t.NotifyURL, Body: []byte(form.Encode()),
		Headers: payment.Headers{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}},
	}, nil
}
