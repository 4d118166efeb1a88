package alipay

import (
	"context"
	"errors"

	"guerdon/internal/domain/payment"
)

// Close makes Alipay take no more money for an order. Alipay says the same to
// closing a paid and a closed trade, so that case is looked up. See
// payment.Provider.
func (p *Provider) Close(ctx context.Context, orderID string) error {
	if err := payment.CheckOrderID(orderID); err != nil {
		return err
	}
	n, err := p.call(ctx, "alipay.trade.close", orderContent{OrderID: orderID})
	if errors.Is(err, payment.ErrState) {
		return p.closedAlready(ctx, orderID, err)
	}
	if err == nil && n.OrderID != orderID {
		return payment.ErrUnknown.Because(errors.New("reply about another order"))
	}
	return err
}

func (p *Provider) closedAlready(ctx context.Context, orderID string, refusal error) error {
	status, err := p.Query(ctx, orderID)
	if err != nil {
		return err
	}
	if status.State == payment.Closed {
		return nil
	}
	return refusal
}
