package alipay

import (
	"context"
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
)

type orderContent struct {
	OrderID string `json:"out_trade_no"`
}

// Query asks what became of an order. See payment.Provider.
func (p *Provider) Query(ctx context.Context, orderID string) (payment.Status, error) {
	if err := payment.CheckOrderID(orderID); err != nil {
		return payment.Status{}, err
	}
	n, err := p.call(ctx, "alipay.trade.query", orderContent{OrderID: orderID})
	if errors.Is(err, payment.ErrAbsent) {
		return payment.Status{OrderID: orderID, State: payment.Absent, Detail: n.SubCode}, nil
	}
	if err != nil {
		return payment.Status{}, err
	}
	status, err := n.status()
	if err != nil || status.OrderID != orderID {
		return payment.Status{}, payment.ErrUnknown.Because(errors.Join(errors.New("unreadable trade"), err))
	}
	return status, nil
}

func (n node) status() (payment.Status, error) {
	total, err := ParseYuan(n.Total)
	if err != nil {
		return payment.Status{}, err
	}
	paidAt := ParseTime(n.PaidAt)
	state, err := stateOf(n.TradeStatus, !paidAt.IsZero(), 0)
	return payment.Status{
		OrderID: n.OrderID, TransactionID: n.TransactionID, State: state,
		Amount: total, PaidAt: paidAt, Detail: n.TradeStatus,
	}, err
}

// stateOf translates a trade_status. A closed trade that was paid has been
// given back in full; a successful one may have been given back in part.
func stateOf(tradeStatus string, paid bool, refunded amount.Amount) (payment.State, error) {
	switch {
	case tradeStatus == "WAIT_BUYER_PAY":
		return payment.Waiting, nil
	case tradeStatus == "TRADE_CLOSED" && !paid && refunded == 0:
		return payment.Closed, nil
	case tradeStatus == "TRADE_CLOSED":
		return payment.Refunded, nil
	case tradeStatus == "TRADE_SUCCESS" || tradeStatus == "TRADE_FINISHED":
		if refunded > 0 {
			return payment.Refunded, nil
		}
		return payment.Paid, nil
	}
	return "", errors.New("unknown trade_status " + word(tradeStatus))
}
