package wechatpay

import (
	"context"
	"errors"

	"guerdon/internal/domain/payment"
)

type closeContent struct {
	MchID string `json:"mchid"`
}

// Close makes WeChat Pay take no more money for an order. See payment.Provider.
func (p *Provider) Close(ctx context.Context, orderID string) error {
	if err := payment.CheckOrderID(orderID); err != nil {
		return err
	}
	err := p.call(ctx, "POST", orderPath(orderID)+"/close", closeContent{MchID: p.mchID}, nil)
	if errors.Is(err, payment.ErrState) {
		return p.closedAlready(ctx, orderID, err)
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
