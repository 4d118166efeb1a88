package wechatpay

import (
	"errors"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

// transaction is an order, in a reply and in a notification.
type transaction struct {
	AppID         string `json:"appid"`
	MchID         string `json:"mchid"`
	OrderID       string `json:"out_trade_no"`
	TransactionID string `json:"transaction_id"`
	State         string `json:"trade_state"`
	SuccessTime   string `json:"success_time"`
	Amount        struct {
		Total    amount.Amount `json:"total"` // fen
		Currency string        `json:"currency"`
	} `json:"amount"`
}

var states = map[string]payment.State{
	"SUCCESS": payment.Paid, "REFUND": payment.Refunded,
	"NOTPAY": payment.Waiting, "USERPAYING": payment.Waiting,
	"CLOSED": payment.Closed, "REVOKED": payment.Closed, "PAYERROR": payment.Failed,
}

// status translates a transaction. One that was paid must say how much, and
// in our currency.
func (t transaction) status() (payment.Status, error) {
	state, known := states[t.State]
	if !known {
		return payment.Status{}, errors.New("unknown trade_state " + word(t.State))
	}
	if t.OrderID == "" {
		return payment.Status{}, errors.New("transaction without out_trade_no")
	}
	if err := checkAmount(t.Amount.Total, t.Amount.Currency, state == payment.Paid || state == payment.Refunded); err != nil {
		return payment.Status{}, err
	}
	if state == payment.Paid && t.TransactionID == "" {
		return payment.Status{}, errors.New("payment without transaction_id")
	}
	return payment.Status{
		OrderID: t.OrderID, TransactionID: t.TransactionID, State: state,
		Amount: t.Amount.Total, PaidAt: parseTime(t.SuccessTime), Detail: t.State,
	}, nil
}

func checkAmount(fen amount.Amount, currencyCode string, required bool) error {
	switch {
	case fen < 0 || fen > payment.AmountMax:
		return errors.New("amount out of range")
	case required && fen == 0:
		return errors.New("no amount")
	case currencyCode != "" && currencyCode != currency:
		return errors.New("another currency")
	}
	return nil
}

// parseTime reads an RFC 3339 time; what cannot be read is "none".
func parseTime(s string) instant.Instant {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0
	}
	return instant.Of(t)
}
