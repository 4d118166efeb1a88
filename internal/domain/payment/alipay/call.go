package alipay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// request makes the signed parameters of one request. Empty parameters are
// left out: Alipay signs a request without them.
func (p *Provider) request(method string, content any, notifyURL, returnURL string) (Params, error) {
	business, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	params := Params{
		"app_id": p.appID, "method": method, "format": "JSON", "charset": "utf-8",
		"sign_type": signType, "timestamp": Time(p.now()), "version": "1.0",
		"biz_content": string(business),
	}
	if notifyURL != "" {
		params["notify_url"] = notifyURL
	}
	if returnURL != "" {
		params["return_url"] = returnURL
	}
	return params, params.SignRequest(p.private)
}

// call sends one request and gives the verified node of its reply.
func (p *Provider) call(ctx context.Context, method string, content any) (node, error) {
	params, err := p.request(method, content, "", "")
	if err != nil {
		return node{}, err
	}
	// As in Alipay's own SDKs the business content is the body and all else
	// the query; the gateway must see the charset before it reads the body.
	isBody := func(name string) bool { return name == "biz_content" }
	query := params.values(func(name string) bool { return !isBody(name) })
	body := strings.NewReader(params.values(isBody).Encode())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.gateway+"?"+query.Encode(), body)
	if err != nil {
		return node{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	request.Header.Set("Accept", "application/json")
	reply, err := p.link.Exchange(ctx, request)
	if err != nil {
		return node{}, err
	}
	if reply.Status != http.StatusOK {
		return node{}, payment.ErrUnknown.Because(fmt.Errorf("status %d", reply.Status))
	}
	return p.readReply(method, reply)
}

// readReply believes nothing of a reply before the signature over the very
// bytes of its node is verified: an unsigned "no" may be anybody's.
func (p *Provider) readReply(method string, reply vendorlink.Reply) (node, error) {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(reply.Body, &top); err != nil {
		return node{}, payment.ErrUnknown.Because(err)
	}
	raw, found := top[NodeName(method)]
	if !found {
		raw, found = top["error_response"]
	}
	var signature string
	if err := json.Unmarshal(top["sign"], &signature); err != nil || !found {
		return node{}, payment.ErrUnknown.Because(errors.New("reply without node or signature"))
	}
	if !vendorlink.Verifies(p.public, raw, signature) {
		return node{}, payment.ErrUnknown.Because(payment.ErrSignature)
	}
	var n node
	if err := json.Unmarshal(raw, &n); err != nil {
		return node{}, payment.ErrUnknown.Because(err)
	}
	return n, n.fault()
}

// NodeName is the name of a method's node in its reply.
func NodeName(method string) string {
	return strings.ReplaceAll(method, ".", "_") + "_response"
}
