package sandbox

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// Till is a bank's cashier, which tells the merchant inside the process.
type Till struct {
	bank     *Bank
	merchant http.RoundTripper
}

var _ payment.Till = (*Till)(nil)

// NewTill makes a cashier. merchant serves the merchant's notification
// addresses: notices are handed to it, and never leave the process.
func NewTill(b *Bank, merchant http.Handler) *Till {
	return &Till{bank: b, merchant: &inProcess{handler: merchant}}
}

// Order tells which order a reference of the bank's is for.
func (t *Till) Order(ref string) (orderID string, ok bool) { return t.bank.orderOf(ref) }

// Trade is a trade as it stands now. Faults: ErrTradeAbsent.
func (t *Till) Trade(ref string) (payment.Trade, error) {
	trade, err := t.bank.Get(ref)
	return trade.shown(), err
}

func (t Trade) shown() payment.Trade {
	return payment.Trade{
		Ref: t.Ref, Provider: t.Provider, OrderID: t.OrderID, Subject: t.Subject, Amount: t.Amount,
		State: t.State, ExpiresAt: t.ExpiresAt,
	}
}

// Do plays one ending and delivers its notices.
// Faults: ErrTradeAbsent, ErrTradeState, payment.ErrCommand.
func (t *Till) Do(ctx context.Context, ref string, act payment.Act) (payment.Told, error) {
	notices, err := t.play(ref, act)
	if err != nil && !errors.Is(err, ErrNoNotice) {
		return payment.Told{}, err
	}
	out := payment.Told{}
	for _, n := range notices {
		out.Replies = append(out.Replies, t.deliver(ctx, n))
	}
	trade, err := t.bank.Get(ref)
	out.Trade = trade.shown()
	return out, err
}

// play changes the trade and makes what its vendor would send.
func (t *Till) play(ref string, act payment.Act) ([]Delivery, error) {
	var change func(string) (Trade, error)
	switch act {
	case payment.ActPay, payment.ActNotifyTwice:
		change = t.bank.Pay
	case payment.ActFail:
		change = t.bank.Fail
	case payment.ActPayLate:
		change = t.bank.PayLate
	case payment.ActWrongAmount:
		n, err := t.bank.misreport(ref)
		return []Delivery{n}, err
	default:
		return nil, payment.ErrCommand.With("field", "act")
	}
	if _, err := change(ref); err != nil {
		return nil, err
	}
	n, err := t.bank.Notice(NoticeCmd{Ref: ref})
	if err != nil {
		return nil, err
	}
	if act == payment.ActNotifyTwice {
		return []Delivery{n, n}, nil
	}
	return []Delivery{n}, nil
}

// misreport makes a truly signed notice that tells one fen more than the
// order costs. The trade stays as it is: who asks hears the truth.
func (b *Bank) misreport(ref string) (Delivery, error) {
	trade, err := b.Get(ref)
	if err != nil {
		return Delivery{}, err
	}
	trade.State = payment.Paid
	if trade.PaidAt.IsZero() {
		trade.PaidAt = b.now()
	}
	told := trade.Amount + amount.Amount(1)
	if trade.Provider == payment.Alipay {
		return b.alipayNotice(trade, NoticeCmd{Ref: ref}, told)
	}
	return b.wechatNotice(trade, NoticeCmd{Ref: ref}, told)
}

// deliver hands one notice to the merchant. One that cannot be delivered has
// no answer.
func (t *Till) deliver(ctx context.Context, d Delivery) payment.NoticeReply {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err != nil {
		return payment.NoticeReply{}
	}
	for name, values := range d.Headers {
		request.Header[name] = slices.Clone(values)
	}
	reply, err := vendorlink.NewLink(&http.Client{Transport: t.merchant}, vendorlink.Timeout).Exchange(ctx, request)
	if err != nil {
		return payment.NoticeReply{}
	}
	return payment.NoticeReply{Status: reply.Status, Body: string(reply.Body), Acknowledged: Acknowledges(d.Provider, reply.Status, reply.Body)}
}
