package sandbox

import (
	"crypto/rand"
	"math/big"
	"strconv"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/payment"
)

const transactionIDLength = 28

// transactionID makes a number of the vendor's shape: 28 digits, with Alipay
// starting with the day.
func transactionID(provider string, now instant.Instant) string {
	tail := randomDigits(18)
	if provider == payment.Alipay {
		return now.Time().Format("20060102") + "22" + tail
	}
	return "42000" + strconv.Itoa(10_000+now.Time().YearDay()) + tail
}

// randomDigits is n decimal digits.
func randomDigits(n int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	v, _ := rand.Int(rand.Reader, limit) // crypto/rand never fails; it ends the program instead
	s := v.String()
	for len(s) < n {
		s = "0" + s
	}
	return s
}
