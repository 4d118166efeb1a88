package wechatpay

import (
	"context"
	"errors"
	"net/url"

	"guerdon/internal/domain/payment"
)

// Query asks what became of an order. See payment.Provider.
func (p *Provider) Query(ctx context.Context, orderID string) (payment.Status, error) {
	if err := payment.CheckOrderID(orderID); err != nil {
		return payment.Status{}, err
	}
	var t transaction
	err := p.call(ctx, "GET", orderPath(orderID)+"?mchid="+url.QueryEscape(p.mchID), nil, &t)
	if errors.Is(err, payment.ErrAbsent) {
		return payment.Status{OrderID: orderID, State: payment.Absent, Detail: "ORDER_NOT_EXIST"}, nil
	}
	if err != nil {
		return payment.Status{}, err
	}
	status, err := t.status()
	if err != nil || t.OrderID != orderID || t.MchID != p.mchID || t.AppID != p.appID {
		return payment.Status{}, payment.ErrUnknown.Because(errors.Join(errors.New("unusable transaction"), err))
	}
	return status, nil
}

func orderPath(orderID string) string {
	return "/v3/pay/transactions/out-trade-no/" + url.PathEscape(orderID)
}
