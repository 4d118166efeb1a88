package wechatpay

import (
	"context"
	"errors"
	"net/url"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
)

type refundContent struct {
	OrderID   string       `json:"out_trade_no"`
	RefundID  string       `json:"out_refund_no"`
	Reason    string       `json:"reason,omitempty"`
	NotifyURL string       `json:"notify_url,omitempty"`
	Amount    refundAmount `json:"amount"`
}

type refundAmount struct {
	Refund   amount.Amount `json:"refund"` // fen
	Total    amount.Amount `json:"total"`  // fen
	Currency string        `json:"currency"`
}

// refund is a refund, in a reply ("status") and in a notification
// ("refund_status", with the merchant and without the currency).
type refund struct {
	MchID         string       `json:"mchid"`
	OrderID       string       `json:"out_trade_no"`
	RefundID      string       `json:"out_refund_no"`
	TransactionID string       `json:"transaction_id"`
	Status        string       `json:"status"`
	RefundStatus  string       `json:"refund_status"`
	Amount        refundAmount `json:"amount"`
}

var refundStates = map[string]payment.RefundState{
	"SUCCESS": payment.RefundSucceeded, "PROCESSING": payment.RefundProcessing,
	"CLOSED": payment.RefundFailed, "ABNORMAL": payment.RefundFailed,
}

// Refund gives money back. See payment.Provider.
func (p *Provider) Refund(ctx context.Context, cmd payment.RefundCmd) (payment.RefundStatus, error) {
	if err := cmd.Check(); err != nil {
		return payment.RefundStatus{}, err
	}
	var r refund
	err := p.call(ctx, "POST", "/v3/refund/domestic/refunds", refundContent{
		OrderID: cmd.OrderID, RefundID: cmd.RefundID, Reason: cmd.Reason, NotifyURL: cmd.NotifyURL,
		Amount: refundAmount{Refund: cmd.Amount, Total: cmd.Total, Currency: currency},
	}, &r)
	if err != nil {
		return payment.RefundStatus{}, err
	}
	return r.answer(payment.RefundRef{OrderID: cmd.OrderID, RefundID: cmd.RefundID})
}

// QueryRefund asks what became of a refund. See payment.Provider.
func (p *Provider) QueryRefund(ctx context.Context, ref payment.RefundRef) (payment.RefundStatus, error) {
	if err := ref.Check(); err != nil {
		return payment.RefundStatus{}, err
	}
	var r refund
	err := p.call(ctx, "GET", "/v3/refund/domestic/refunds/"+url.PathEscape(ref.RefundID), nil, &r)
	if errors.Is(err, payment.ErrAbsent) {
		return payment.RefundStatus{OrderID: ref.OrderID, RefundID: ref.RefundID, State: payment.RefundAbsent}, nil
	}
	if err != nil {
		return payment.RefundStatus{}, err
	}
	return r.answer(ref)
}

// answer is a reply about the refund that was asked for.
func (r refund) answer(asked payment.RefundRef) (payment.RefundStatus, error) {
	status, err := r.status()
	if err != nil || r.OrderID != asked.OrderID || r.RefundID != asked.RefundID {
		return payment.RefundStatus{}, payment.ErrUnknown.Because(errors.Join(errors.New("unusable refund"), err))
	}
	return status, nil
}

func (r refund) status() (payment.RefundStatus, error) {
	detail := r.Status
	if detail == "" {
		detail = r.RefundStatus
	}
	state, known := refundStates[detail]
	if !known {
		return payment.RefundStatus{}, errors.New("unknown refund status " + word(detail))
	}
	if r.OrderID == "" || r.RefundID == "" {
		return payment.RefundStatus{}, errors.New("refund without numbers")
	}
	if err := checkAmount(r.Amount.Refund, r.Amount.Currency, true); err != nil {
		return payment.RefundStatus{}, err
	}
	return payment.RefundStatus{
		OrderID: r.OrderID, RefundID: r.RefundID, TransactionID: r.TransactionID,
		State: state, Amount: r.Amount.Refund, Detail: detail,
	}, nil
}
