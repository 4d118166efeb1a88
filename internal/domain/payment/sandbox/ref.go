package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"guerdon/internal/domain/payment"
)

const refSize = 16 // bytes

// refOf names an order's trade: the order, and what nobody without the bank's
// keys can make. It outlives the bank's memory.
func (b *Bank) refOf(provider, orderID string) string {
	mac := hmac.New(sha256.New, b.keys.apiKey)
	mac.Write([]byte("ref\x00" + provider + "\x00" + orderID))
	return orderID + "-" + hex.EncodeToString(mac.Sum(nil)[:refSize])
}

// orderOf is the order that a reference of this bank's is for.
func (b *Bank) orderOf(ref string) (orderID string, ok bool) {
	orderID, _, ok = strings.Cut(ref, "-")
	if !ok || payment.CheckOrderID(orderID) != nil {
		return "", false
	}
	for _, provider := range []string{payment.Alipay, payment.Wechat} {
		if hmac.Equal([]byte(ref), []byte(b.refOf(provider, orderID))) {
			return orderID, true
		}
	}
	return "", false
}
