package alipay

import (
	"context"

	"guerdon/internal/domain/payment"
)

type placeContent struct {
	OrderID     string `json:"out_trade_no"`
	Amount      string `json:"total_amount"`
	Subject     string `json:"subject"`
	ProductCode string `json:"product_code"`
	ExpiresAt   string `json:"time_expire,omitempty"`
	QuitURL     string `json:"quit_url,omitempty"`
}

// Place makes the signed URL of Alipay's cashier, without calling anybody.
// Alipay itself knows the order once the payer has opened that URL and
// identified themselves there. Faults: payment.ErrCommand.
func (p *Provider) Place(_ context.Context, cmd payment.PlaceCmd) (payment.Placed, error) {
	if err := cmd.Check(p.now()); err != nil {
		return payment.Placed{}, err
	}
	content := placeContent{
		OrderID: cmd.OrderID, Amount: Yuan(cmd.Amount), Subject: cleanSubject(cmd.Subject),
		ProductCode: "FAST_INSTANT_TRADE_PAY",
	}
	if !cmd.ExpiresAt.IsZero() {
		content.ExpiresAt = Time(cmd.ExpiresAt)
	}
	method := "alipay.trade.page.pay"
	if cmd.Surface == payment.Mobile {
		method = "alipay.trade.wap.pay"
		content.ProductCode = "QUICK_WAP_WAY"
		content.QuitURL = cmd.ReturnURL
	}
	params, err := p.request(method, content, cmd.NotifyURL, cmd.ReturnURL)
	if err != nil {
		return payment.Placed{}, err
	}
	query := params.values(func(string) bool { return true })
	return payment.Placed{PayURL: p.gateway + "?" + query.Encode(), Use: payment.Open}, nil
}

// cleanSubject blanks the characters that Alipay forbids in a subject.
func cleanSubject(s string) string {
	clean := []rune(s)
	for i, r := range clean {
		if r == '/' || r == '=' || r == '&' {
			clean[i] = ' '
		}
	}
	return string(clean)
}
