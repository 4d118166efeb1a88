package wechatpay

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/payment"
)

type placeContent struct {
	AppID       string      `json:"appid"`
	MchID       string      `json:"mchid"`
	Description string      `json:"description"`
	OrderID     string      `json:"out_trade_no"`
	ExpiresAt   string      `json:"time_expire,omitempty"`
	NotifyURL   string      `json:"notify_url"`
	Amount      placeAmount `json:"amount"`
	Scene       *placeScene `json:"scene_info,omitempty"`
}

type placeAmount struct {
	Total    amount.Amount `json:"total"` // fen
	Currency string        `json:"currency"`
}

type placeScene struct {
	PayerIP string       `json:"payer_client_ip"`
	H5      placeSceneH5 `json:"h5_info"`
}

type placeSceneH5 struct {
	Type string `json:"type"`
}

type placeReply struct {
	CodeURL string `json:"code_url"`
	H5URL   string `json:"h5_url"`
}

const currency = "CNY"

// Place makes a native order, whose URL is a QR code, or on a phone an H5
// order, whose URL opens WeChat. See payment.Provider.
func (p *Provider) Place(ctx context.Context, cmd payment.PlaceCmd) (payment.Placed, error) {
	if err := p.checkPlace(cmd); err != nil {
		return payment.Placed{}, err
	}
	content := placeContent{
		AppID: p.appID, MchID: p.mchID, Description: cmd.Subject, OrderID: cmd.OrderID,
		NotifyURL: cmd.NotifyURL, Amount: placeAmount{Total: cmd.Amount, Currency: currency},
	}
	if !cmd.ExpiresAt.IsZero() {
		content.ExpiresAt = cmd.ExpiresAt.Time().In(time.FixedZone("UTC+8", 8*60*60)).Format(time.RFC3339)
	}
	if cmd.Surface == payment.Mobile {
		content.Scene = &placeScene{PayerIP: cmd.PayerIP, H5: placeSceneH5{Type: "Wap"}}
		return p.placeH5(ctx, content, cmd.ReturnURL)
	}
	var reply placeReply
	if err := p.call(ctx, "POST", "/v3/pay/transactions/native", content, &reply); err != nil {
		return payment.Placed{}, err
	}
	if reply.CodeURL == "" {
		return payment.Placed{}, payment.ErrUnknown.Because(errors.New("reply without code_url"))
	}
	return payment.Placed{PayURL: reply.CodeURL, Use: payment.Scan}, nil
}

func (p *Provider) placeH5(ctx context.Context, content placeContent, returnURL string) (payment.Placed, error) {
	var reply placeReply
	if err := p.call(ctx, "POST", "/v3/pay/transactions/h5", content, &reply); err != nil {
		return payment.Placed{}, err
	}
	payURL, err := url.Parse(reply.H5URL)
	if err != nil || payURL.Host == "" {
		return payment.Placed{}, payment.ErrUnknown.Because(errors.New("reply without a usable h5_url"))
	}
	if returnURL != "" {
		// WeChat Pay reads where to return to from its own link's query.
		query := payURL.Query()
		query.Set("redirect_url", returnURL)
		payURL.RawQuery = query.Encode()
	}
	return payment.Placed{PayURL: payURL.String(), Use: payment.Open}, nil
}

// checkPlace adds WeChat Pay's own rules: no query in notify_url, and the
// payer's address for H5.
func (p *Provider) checkPlace(cmd payment.PlaceCmd) error {
	if err := cmd.Check(p.now()); err != nil {
		return err
	}
	if notify, err := url.Parse(cmd.NotifyURL); err != nil || notify.RawQuery != "" {
		return payment.ErrCommand.With("field", "notify_url")
	}
	if _, err := netip.ParseAddr(cmd.PayerIP); cmd.Surface == payment.Mobile && err != nil {
		return payment.ErrCommand.With("field", "payer_ip")
	}
	return nil
}
