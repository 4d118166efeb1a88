package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
	"guerdon/internal/domain/payment/wechatpay"
)

const authorizationMax = 4 << 10 // bytes

// wechatReply is what one of WeChat Pay's interfaces answers.
type wechatReply struct {
	status int
	body   any // nil for no content
}

type wechatError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func wechatRefusal(status int, code string) wechatReply {
	return wechatReply{status: status, body: wechatError{Code: code, Message: "sandbox"}}
}

func wechatFailure(err error) wechatReply {
	switch {
	case errors.Is(err, ErrTradeAbsent):
		return wechatRefusal(http.StatusNotFound, "ORDER_NOT_EXIST")
	case errors.Is(err, ErrTradeState):
		return wechatRefusal(http.StatusBadRequest, "ORDER_CLOSED")
	case errors.Is(err, ErrRefund):
		return wechatRefusal(http.StatusBadRequest, "INVALID_REQUEST")
	case errors.Is(err, payment.ErrCommand):
		return wechatRefusal(http.StatusBadRequest, "PARAM_ERROR")
	}
	return wechatRefusal(http.StatusInternalServerError, "SYSTEM_ERROR")
}

// wechat verifies a request's signature, lets serve answer it, and signs the
// answer.
func (b *Bank) wechat(serve func(r *http.Request, body []byte) wechatReply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, requestMax+1))
		switch {
		case err != nil || len(body) > requestMax:
			b.replyWechat(w, wechatRefusal(http.StatusBadRequest, "PARAM_ERROR"))
		case !b.believesWechat(r, body):
			b.replyWechat(w, wechatRefusal(http.StatusUnauthorized, "SIGN_ERROR"))
		default:
			b.replyWechat(w, serve(r, body))
		}
	}
}

var authorityPart = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)

// believesWechat verifies the Authorization header, whose parts may come in
// any order.
func (b *Bank) believesWechat(r *http.Request, body []byte) bool {
	parts, found := strings.CutPrefix(r.Header.Get("Authorization"), wechatpay.Scheme+" ")
	if !found || len(parts) > authorizationMax {
		return false
	}
	part := map[string]string{}
	for _, p := range authorityPart.FindAllStringSubmatch(parts, 8) {
		part[p[1]] = p[2]
	}
	message := wechatpay.RequestMessage(r.Method, r.RequestURI, part["timestamp"], part["nonce_str"], body)
	return part["mchid"] == WechatMchID && part["serial_no"] == WechatSerial &&
		wechatpay.Fresh(part["timestamp"], b.now()) &&
		vendorlink.Verifies(&b.keys.wechatMerchant.PublicKey, message, part["signature"])
}

func (b *Bank) replyWechat(w http.ResponseWriter, reply wechatReply) {
	var body []byte
	if reply.body != nil {
		encoded, err := json.Marshal(reply.body)
		if err != nil {
			http.Error(w, "sandbox", http.StatusInternalServerError)
			return
		}
		body = encoded
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	headers, err := b.signWechat(body)
	if err != nil {
		http.Error(w, "sandbox", http.StatusInternalServerError)
		return
	}
	for name, values := range headers {
		w.Header()[name] = values
	}
	w.WriteHeader(reply.status)
	_, _ = w.Write(body)
}

func (b *Bank) signWechat(body []byte) (payment.Headers, error) {
	return wechatpay.SignHeaders(b.keys.wechatPlatform, WechatPublicKeyID, randomHex(16), body, b.now())
}
