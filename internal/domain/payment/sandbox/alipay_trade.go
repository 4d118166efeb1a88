package sandbox

import (
	"errors"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
)

// alipayNode is the union of the replies that the bank gives.
type alipayNode struct {
	Code       string `json:"code"`
	Message    string `json:"msg"`
	SubCode    string `json:"sub_code,omitempty"`
	SubMessage string `json:"sub_msg,omitempty"`

	TransactionID string `json:"trade_no,omitempty"`
	OrderID       string `json:"out_trade_no,omitempty"`
	TradeStatus   string `json:"trade_status,omitempty"`
	Total         string `json:"total_amount,omitempty"`
	PaidAt        string `json:"send_pay_date,omitempty"`

	FundChange   string `json:"fund_change,omitempty"`
	RefundFee    string `json:"refund_fee,omitempty"`
	RefundID     string `json:"out_request_no,omitempty"`
	RefundAmount string `json:"refund_amount,omitempty"`
	RefundStatus string `json:"refund_status,omitempty"`
}

func alipaySuccess(t Trade) alipayNode {
	return alipayNode{Code: "10000", Message: "Success", TransactionID: t.TransactionID, OrderID: t.OrderID}
}

func alipayFailure(err error) alipayNode {
	code := "ACQ.SYSTEM_ERROR"
	switch {
	case errors.Is(err, ErrTradeAbsent):
		code = "ACQ.TRADE_NOT_EXIST"
	case errors.Is(err, ErrTradeState):
		code = "ACQ.TRADE_STATUS_ERROR"
	case errors.Is(err, ErrRefund):
		code = "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
	}
	return alipayNode{Code: "40004", Message: "Business Failed", SubCode: code, SubMessage: "sandbox"}
}

// alipayStatus is Alipay's word for a trade's state. Giving back everything
// closes a trade; giving back a part does not show.
func alipayStatus(t Trade) string {
	switch {
	case t.State == payment.Waiting:
		return "WAIT_BUYER_PAY"
	case t.State == payment.Paid, t.State == payment.Refunded && t.Refunded() < t.Amount:
		return "TRADE_SUCCESS"
	}
	return "TRADE_CLOSED"
}

func (b *Bank) alipayQuery(c alipayContent) alipayNode {
	t, err := b.Find(payment.Alipay, c.OrderID)
	if err != nil {
		return alipayFailure(err)
	}
	n := alipaySuccess(t)
	n.TradeStatus, n.Total = alipayStatus(t), alipay.Yuan(t.Amount)
	if !t.PaidAt.IsZero() {
		n.PaidAt = alipay.Time(t.PaidAt)
	}
	return n
}

func (b *Bank) alipayClose(c alipayContent) alipayNode {
	before, err := b.Find(payment.Alipay, c.OrderID)
	if err == nil && before.State == payment.Closed {
		err = ErrTradeState // Alipay refuses to close twice
	}
	if err != nil {
		return alipayFailure(err)
	}
	t, err := b.shut(before.Ref)
	if err != nil {
		return alipayFailure(err)
	}
	return alipaySuccess(t)
}

func (b *Bank) alipayRefund(c alipayContent) alipayNode {
	fen, err := alipay.ParseYuan(c.Refund)
	if err != nil {
		return alipayFailure(ErrRefund)
	}
	t, isNew, err := b.giveBack(b.book.ofOrder(payment.Alipay, c.OrderID), Refund{RefundID: c.RefundID, Amount: fen})
	if err != nil {
		return alipayFailure(err)
	}
	n := alipaySuccess(t)
	n.RefundFee, n.FundChange = alipay.Yuan(t.Refunded()), "N"
	if isNew {
		n.FundChange = "Y"
	}
	return n
}

func (b *Bank) alipayRefundQuery(c alipayContent) alipayNode {
	t, err := b.Find(payment.Alipay, c.OrderID)
	if err != nil {
		return alipayFailure(err)
	}
	r, found := t.refund(c.RefundID)
	if !found {
		return alipayNode{Code: "10000", Message: "Success"}
	}
	n := alipaySuccess(t)
	n.RefundID, n.RefundStatus = r.RefundID, "REFUND_SUCCESS"
	n.RefundAmount, n.Total = alipay.Yuan(r.Amount), alipay.Yuan(t.Amount)
	return n
}
