package hmaccallback_test

import (
	"errors"
	"strings"
	"testing"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/hmaccallback"
)

func TestUnsignedReadsWhatIsWellFormed(t *testing.T) {
	got, err := hmaccallback.Unsigned{}.Parse(nil, []byte(`{"order_id":"R1","payment_method":"wechat","transaction_id":"T1","status":"success"}`), now)
	if want := (hmaccallback.Callback{OrderID: "R1", Method: "wechat", TransactionID: "T1", State: payment.Paid}); got != want || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, body := range []string{"", "{}", strings.Repeat(" ", payment.BodyMax+1)} {
		if _, err := (hmaccallback.Unsigned{}).Parse(nil, []byte(body), now); !errors.Is(err, payment.ErrNotification) {
			t.Errorf("%.20q: %v", body, err)
		}
	}
}
