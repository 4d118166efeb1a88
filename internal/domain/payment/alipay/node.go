package alipay

import (
	"errors"
	"strings"

	"guerdon/internal/domain/payment"
)

// node is the union of the replies that we read.
type node struct {
	Code    string `json:"code"`
	SubCode string `json:"sub_code"`

	OrderID       string `json:"out_trade_no"`
	TransactionID string `json:"trade_no"`
	TradeStatus   string `json:"trade_status"`
	Total         string `json:"total_amount"`
	PaidAt        string `json:"send_pay_date"`

	RefundID     string `json:"out_request_no"`
	RefundStatus string `json:"refund_status"`
	RefundAmount string `json:"refund_amount"`
	FundChange   string `json:"fund_change"`
}

// fault sorts a reply by its codes: nil is success. What is not listed as a
// definite "no" is unknown.
func (n node) fault() error {
	sub := strings.TrimPrefix(n.SubCode, "aop.")
	switch {
	case n.Code == "10000":
		return nil
	case n.Code == "20000", sub == "ACQ.SYSTEM_ERROR", strings.HasPrefix(sub, "isp."), sub == "unknow-error":
		return payment.ErrUnknown.Because(n.cause())
	case n.Code == "40005":
		return payment.ErrBusy.Because(n.cause())
	case sub == "ACQ.TRADE_NOT_EXIST":
		return payment.ErrAbsent.Because(n.cause())
	case sub == "ACQ.TRADE_STATUS_ERROR", sub == "ACQ.TRADE_HAS_SUCCESS", sub == "ACQ.TRADE_HAS_CLOSE",
		sub == "ACQ.TRADE_HAS_FINISHED", sub == "ACQ.REASON_TRADE_STATUS_INVALID":
		return payment.ErrState.Because(n.cause())
	case n.Code == "20001", n.Code == "40001", n.Code == "40002", n.Code == "40003", n.Code == "40004", n.Code == "40006":
		return payment.ErrRejected.Because(n.cause())
	}
	return payment.ErrUnknown.Because(n.cause())
}

func (n node) cause() error {
	return errors.New("alipay " + word(n.Code) + " " + word(n.SubCode))
}

// word keeps a vendor's code short and harmless in our log.
func word(s string) string {
	if len(s) > 64 {
		s = s[:64]
	}
	return strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return -1
		}
		return r
	}, s)
}
