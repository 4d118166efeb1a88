package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/alipay"
	"guerdon/internal/domain/payment/vendorlink"
)

const (
	gatewayPath = "/gateway.do"
	requestMax  = 64 << 10 // bytes
)

// alipayContent is the union of the business contents that the bank reads.
type alipayContent struct {
	OrderID   string `json:"out_trade_no"`
	Amount    string `json:"total_amount"`
	Subject   string `json:"subject"`
	ExpiresAt string `json:"time_expire"`
	Refund    string `json:"refund_amount"`
	RefundID  string `json:"out_request_no"`
}

// serveAlipay answers one request to Alipay's gateway.
func (b *Bank) serveAlipay(w http.ResponseWriter, r *http.Request) {
	params, err := readParams(r)
	if err != nil {
		http.Error(w, "unreadable request", http.StatusBadRequest)
		return
	}
	method := params["method"]
	if problem := b.checkAlipay(params); problem != "" {
		b.replyAlipay(w, method, alipayNode{Code: "40002", Message: "Invalid Arguments", SubCode: problem})
		return
	}
	var content alipayContent
	if err := json.Unmarshal([]byte(params["biz_content"]), &content); err != nil {
		b.replyAlipay(w, method, alipayNode{Code: "40002", Message: "Invalid Arguments", SubCode: "isv.invalid-parameter"})
		return
	}
	switch method {
	case "alipay.trade.page.pay", "alipay.trade.wap.pay":
		b.alipayPay(w, r, params, content)
	case "alipay.trade.query":
		b.replyAlipay(w, method, b.alipayQuery(content))
	case "alipay.trade.close":
		b.replyAlipay(w, method, b.alipayClose(content))
	case "alipay.trade.refund":
		b.replyAlipay(w, method, b.alipayRefund(content))
	case "alipay.trade.fastpay.refund.query":
		b.replyAlipay(w, method, b.alipayRefundQuery(content))
	default:
		b.replyAlipay(w, method, alipayNode{Code: "40002", Message: "Invalid Arguments", SubCode: "isv.invalid-method"})
	}
}

// readParams reads query and form together, each name once.
func readParams(r *http.Request) (alipay.Params, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, requestMax+1))
	if err != nil || len(body) > requestMax {
		return nil, errors.New("body too large")
	}
	params := alipay.Params{}
	for _, part := range []string{r.URL.RawQuery, string(body)} {
		values, err := url.ParseQuery(part)
		if err != nil {
			return nil, err
		}
		for name, v := range values {
			if _, twice := params[name]; twice || len(v) != 1 {
				return nil, errors.New("repeated parameter")
			}
			params[name] = v[0]
		}
	}
	return params, nil
}

// checkAlipay is "" or the sub_code of what is wrong.
func (b *Bank) checkAlipay(params alipay.Params) string {
	switch {
	case params["app_id"] != AlipayAppID:
		return "isv.invalid-app-id"
	case !params.VerifyRequest(&b.keys.alipayMerchant.PublicKey):
		return "isv.invalid-signature"
	}
	return ""
}

// alipayPay opens the trade and shows the cashier to the browser.
func (b *Bank) alipayPay(w http.ResponseWriter, r *http.Request, params alipay.Params, c alipayContent) {
	fen, err := alipay.ParseYuan(c.Amount)
	if err != nil {
		http.Error(w, "INVALID_PARAMETER", http.StatusBadRequest)
		return
	}
	trade, err := b.open(Trade{
		Provider: payment.Alipay, OrderID: c.OrderID, Subject: c.Subject, Amount: fen,
		NotifyURL: params["notify_url"], ReturnURL: params["return_url"], ExpiresAt: alipay.ParseTime(c.ExpiresAt),
	})
	if err != nil && trade.Ref == "" {
		http.Error(w, "INVALID_PARAMETER", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, b.cashier(trade.Ref), http.StatusFound)
}

// replyAlipay writes a node and the signature over its very bytes.
func (b *Bank) replyAlipay(w http.ResponseWriter, method string, node alipayNode) {
	raw, err := json.Marshal(node)
	name, nameErr := json.Marshal(alipay.NodeName(method))
	signature, signErr := vendorlink.Sign(b.keys.alipayVendor, raw)
	if err := errors.Join(err, nameErr, signErr); err != nil {
		http.Error(w, "sandbox", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html;charset=utf-8") // as the real gateway does
	_, _ = fmt.Fprintf(w, `{%s:%s,"sign":"%s"}`, name, raw, signature)
}
