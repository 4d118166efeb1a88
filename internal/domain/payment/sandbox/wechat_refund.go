package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"

	"guerdon/internal/domain/payment"
)

type wechatRefundOrder struct {
	OrderID   string       `json:"out_trade_no"`
	RefundID  string       `json:"out_refund_no"`
	NotifyURL string       `json:"notify_url"`
	Amount    wechatAmount `json:"amount"`
}

// wechatRefundState is a refund in a reply (status) or in a notice
// (refund_status and mchid).
type wechatRefundState struct {
	MchID         string       `json:"mchid,omitempty"`
	VendorID      string       `json:"refund_id"`
	RefundID      string       `json:"out_refund_no"`
	TransactionID string       `json:"transaction_id"`
	OrderID       string       `json:"out_trade_no"`
	Status        string       `json:"status,omitempty"`
	NoticeStatus  string       `json:"refund_status,omitempty"`
	Amount        wechatAmount `json:"amount"`
}

func (b *Bank) wechatRefund(_ *http.Request, body []byte) wechatReply {
	var o wechatRefundOrder
	if err := json.Unmarshal(body, &o); err != nil || o.RefundID == "" {
		return wechatRefusal(http.StatusBadRequest, "PARAM_ERROR")
	}
	before, err := b.Find(payment.Wechat, o.OrderID)
	if err == nil && before.Amount != o.Amount.Total {
		err = ErrRefund
	}
	if err != nil {
		return wechatRefundFailure(err)
	}
	t, _, err := b.giveBack(before.Ref, Refund{RefundID: o.RefundID, Amount: o.Amount.Refund, NotifyURL: o.NotifyURL})
	if err != nil {
		return wechatRefundFailure(err)
	}
	return wechatReply{status: http.StatusOK, body: wechatRefundOf(t, o.RefundID)}
}

func (b *Bank) wechatRefundQuery(r *http.Request, _ []byte) wechatReply {
	t, found := b.book.ofRefund(payment.Wechat, r.PathValue("id"))
	if !found {
		return wechatRefusal(http.StatusNotFound, "RESOURCE_NOT_EXISTS")
	}
	return wechatReply{status: http.StatusOK, body: wechatRefundOf(t, r.PathValue("id"))}
}

func wechatRefundOf(t Trade, refundID string) wechatRefundState {
	r, _ := t.refund(refundID)
	return wechatRefundState{
		VendorID: "50" + t.TransactionID[2:], RefundID: r.RefundID, TransactionID: t.TransactionID,
		OrderID: t.OrderID, Status: "SUCCESS",
		Amount: wechatAmount{Total: t.Amount, Refund: r.Amount, Currency: "CNY"},
	}
}

// wechatRefundFailure differs from an order's failures in its codes.
func wechatRefundFailure(err error) wechatReply {
	if errors.Is(err, ErrTradeAbsent) {
		return wechatRefusal(http.StatusNotFound, "RESOURCE_NOT_EXISTS")
	}
	if errors.Is(err, ErrTradeState) {
		return wechatRefusal(http.StatusBadRequest, "INVALID_REQUEST")
	}
	return wechatFailure(err)
}
