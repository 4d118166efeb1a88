package wechatpay

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/vendorlink"
)

// call sends one signed request and decodes the verified reply into into,
// which is nil where no content is expected. content is nil for a GET.
func (p *Provider) call(ctx context.Context, method, path string, content, into any) error {
	request, err := p.request(ctx, method, path, content)
	if err != nil {
		return err
	}
	reply, err := p.link.Exchange(ctx, request)
	if err != nil {
		return err
	}
	if reply.Status != http.StatusOK && reply.Status != http.StatusNoContent {
		return p.refusal(reply)
	}
	if err := p.keys.verify(payment.Headers(reply.Header), reply.Body, p.now()); err != nil {
		return payment.ErrUnknown.Because(err)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(reply.Body, into); err != nil {
		return payment.ErrUnknown.Because(err)
	}
	return nil
}

func (p *Provider) request(ctx context.Context, method, path string, content any) (*http.Request, error) {
	var body []byte
	if content != nil {
		encoded, err := json.Marshal(content)
		if err != nil {
			return nil, err
		}
		body = encoded
	}
	request, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	authorization, err := p.authorize(method, request.URL.RequestURI(), body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", authorization)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "guerdon")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if p.keys.preferred != "" {
		request.Header.Set(HeaderSerial, p.keys.preferred)
	}
	return request, nil
}

// authorize signs one request. The result is the Authorization header.
func (p *Provider) authorize(method, uri string, body []byte) (string, error) {
	var random [16]byte
	if _, err := io.ReadFull(p.random, random[:]); err != nil {
		return "", err
	}
	nonce := hex.EncodeToString(random[:])
	timestamp := Timestamp(p.now())
	signature, err := vendorlink.Sign(p.private, RequestMessage(method, uri, timestamp, nonce, body))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(`%s mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
		Scheme, p.mchID, nonce, timestamp, p.serial, signature), nil
}
