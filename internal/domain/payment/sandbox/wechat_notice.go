package sandbox

import (
	"encoding/json"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/wechatpay"
)

type wechatEnvelope struct {
	ID           string         `json:"id"`
	CreateTime   string         `json:"create_time"`
	ResourceType string         `json:"resource_type"`
	EventType    string         `json:"event_type"`
	Summary      string         `json:"summary"`
	Resource     wechatResource `json:"resource"`
}

type wechatResource struct {
	OriginalType   string `json:"original_type"`
	Algorithm      string `json:"algorithm"`
	Ciphertext     string `json:"ciphertext"`
	AssociatedData string `json:"associated_data"`
	Nonce          string `json:"nonce"`
}

// wechatNotice tells of a payment or of a refund; WeChat Pay tells nothing of
// failures and closings.
func (b *Bank) wechatNotice(t Trade, cmd NoticeCmd, told amount.Amount) (Delivery, error) {
	if t.PaidAt.IsZero() || cmd.Kind == Finished {
		return Delivery{}, ErrNoNotice
	}
	if cmd.Kind == Refunds {
		refund := wechatRefundOf(t, cmd.RefundID)
		refund.MchID, refund.Status, refund.NoticeStatus = WechatMchID, "", refund.Status
		refund.Amount.Currency = ""
		record, _ := t.refund(cmd.RefundID)
		return b.sealWechat(record.NotifyURL, "REFUND.SUCCESS", "refund", refund)
	}
	paid := t
	paid.State = payment.Paid // a late notice of payment tells nothing of refunds
	return b.sealWechat(t.NotifyURL, "TRANSACTION.SUCCESS", "transaction", wechatTransactionOf(paid, told))
}

func (b *Bank) sealWechat(notifyURL, event, kind string, resource any) (Delivery, error) {
	plain, err := json.Marshal(resource)
	if err != nil {
		return Delivery{}, err
	}
	nonce := randomHex(6) // 12 characters
	sealed, err := wechatpay.Seal(b.keys.apiKey, nonce, kind, plain)
	if err != nil {
		return Delivery{}, err
	}
	body, err := json.Marshal(wechatEnvelope{
		ID: randomHex(16), CreateTime: b.now().Time().Format(time.RFC3339), ResourceType: "encrypt-resource",
		EventType: event, Summary: "sandbox",
		Resource: wechatResource{OriginalType: kind, Algorithm: wechatpay.Algorithm, Ciphertext: sealed, AssociatedData: kind, Nonce: nonce},
	})
	if err != nil {
		return Delivery{}, err
	}
	headers, err := b.signWechat(body)
	headers["Content-Type"] = []string{"application/json"}
	return Delivery{Provider: payment.Wechat, URL: notifyURL, Headers: headers, Body: body}, err
}
