package alipay

import (
	"context"
	"errors"

	"guerdon/internal/domain/payment"
)

type refundContent struct {
	OrderID  string `json:"out_trade_no"`
	Amount   string `json:"refund_amount"`
	RefundID string `json:"out_request_no"`
	Reason   string `json:"refund_reason,omitempty"`
}

// Refund gives money back. Only fund_change=Y says that this very call moved
// money; N is also the answer to a repetition, so it is looked up. See
// payment.Provider.
func (p *Provider) Refund(ctx context.Context, cmd payment.RefundCmd) (payment.RefundStatus, error) {
	if err := cmd.Check(); err != nil {
		return payment.RefundStatus{}, err
	}
	n, err := p.call(ctx, "alipay.trade.refund", refundContent{
		OrderID: cmd.OrderID, Amount: Yuan(cmd.Amount), RefundID: cmd.RefundID, Reason: cmd.Reason,
	})
	if err != nil {
		return payment.RefundStatus{}, err
	}
	if n.OrderID != cmd.OrderID {
		return payment.RefundStatus{}, payment.ErrUnknown.Because(errors.New("reply about another order"))
	}
	status := payment.RefundStatus{
		OrderID: cmd.OrderID, RefundID: cmd.RefundID, TransactionID: n.TransactionID,
		State: payment.RefundProcessing, Amount: cmd.Amount, Detail: "fund_change=" + word(n.FundChange),
	}
	if n.FundChange == "Y" {
		status.State = payment.RefundSucceeded
	}
	return status, nil
}

type refundQueryContent struct {
	OrderID  string `json:"out_trade_no"`
	RefundID string `json:"out_request_no"`
}

// QueryRefund asks what became of a refund. Alipay leaves out refund_status
// where it has not given the money back. See payment.Provider.
func (p *Provider) QueryRefund(ctx context.Context, ref payment.RefundRef) (payment.RefundStatus, error) {
	if err := ref.Check(); err != nil {
		return payment.RefundStatus{}, err
	}
	absent := payment.RefundStatus{OrderID: ref.OrderID, RefundID: ref.RefundID, State: payment.RefundAbsent}
	n, err := p.call(ctx, "alipay.trade.fastpay.refund.query", refundQueryContent(ref))
	switch {
	case errors.Is(err, payment.ErrAbsent):
		return absent, nil
	case err != nil:
		return payment.RefundStatus{}, err
	case n.RefundStatus == "":
		return absent, nil
	case n.OrderID != ref.OrderID || n.RefundID != ref.RefundID:
		return payment.RefundStatus{}, payment.ErrUnknown.Because(errors.New("reply about another refund"))
	}
	return n.refund()
}

func (n node) refund() (payment.RefundStatus, error) {
	given, err := parseYuanOrNone(n.RefundAmount)
	if err != nil {
		return payment.RefundStatus{}, payment.ErrUnknown.Because(err)
	}
	status := payment.RefundStatus{
		OrderID: n.OrderID, RefundID: n.RefundID, TransactionID: n.TransactionID,
		State: payment.RefundProcessing, Amount: given, Detail: word(n.RefundStatus),
	}
	if n.RefundStatus == "REFUND_SUCCESS" {
		status.State = payment.RefundSucceeded
	}
	return status, nil
}
