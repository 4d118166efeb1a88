package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/generation/openai/standin"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
)

// tool is what one test file works with.
type tool struct {
	offset    time.Duration
	bank      *sandbox.Bank
	models    *standin.Server
	servers   []*http.Server
	shop      *shop
	providers map[string]payment.Provider
}

func newTool() *tool { return &tool{providers: map[string]payment.Provider{}} }

func (t *tool) now() instant.Instant { return instant.Of(time.Now().Add(t.offset)) }

func (t *tool) stop() {
	for _, server := range t.servers {
		_ = server.Close()
	}
	t.shop.close()
}

// op is one thing that the tool can do.
type op func(ctx context.Context, t *tool, args json.RawMessage) (any, error)

var ops = map[string]op{
	"clock":         with((*tool).setClock),
	"bank":          with((*tool).openBank),
	"pay":           with((*tool).pay),
	"notice":        with((*tool).notice),
	"alipay":        with((*tool).useAlipay),
	"wechatpay":     with((*tool).useWechatpay),
	"certificate":   with((*tool).certificate),
	"place":         with((*tool).place),
	"query":         with((*tool).query),
	"refund":        with((*tool).refund),
	"queryRefund":   with((*tool).queryRefund),
	"close":         with((*tool).close),
	"parse":         with((*tool).parse),
	"signCallback":  with((*tool).signCallback),
	"parseCallback": with((*tool).parseCallback),
	"shop":          with((*tool).openShop),
	"buy":           with((*tool).buy),
	"bought":        with((*tool).bought),
	"models":        with((*tool).openModels),
	"failModel":     with((*tool).failModel),
	"modelCalls":    with((*tool).modelCalls),
	"generate":      with((*tool).generate),
}

// with decodes an op's arguments.
func with[A, R any](do func(*tool, context.Context, A) (R, error)) op {
	return func(ctx context.Context, t *tool, raw json.RawMessage) (any, error) {
		var args A
		if err := json.Unmarshal(raw, &args); err != nil {
			return nil, err
		}
		return do(t, ctx, args)
	}
}

type clockArgs struct{ OffsetSeconds int64 }

func (t *tool) setClock(_ context.Context, a clockArgs) (bool, error) {
	t.offset = time.Duration(a.OffsetSeconds) * time.Second
	return true, nil
}

type bankReply struct{ Base string }

// openBank starts a bank with the given keys on a free loopback port.
func (t *tool) openBank(_ context.Context, keys sandbox.Keys) (bankReply, error) {
	base, err := t.serve(func(base string) (handler http.Handler, err error) {
		t.bank, err = sandbox.New(sandbox.Options{
			Keys: keys, Base: base, Now: t.now,
			Cashier: func(ref string) string { return base + "/cashier/" + ref },
		})
		if err != nil {
			return nil, err
		}
		return t.bank.Handler(), nil
	})
	return bankReply{Base: base}, err
}

// serve makes a handler that knows its own address, and serves it there.
func (t *tool) serve(handlerAt func(base string) (http.Handler, error)) (base string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	base = "http://" + listener.Addr().String()
	handler, err := handlerAt(base)
	if err != nil {
		_ = listener.Close()
		return "", err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	t.servers = append(t.servers, server)
	go func() { _ = server.Serve(listener) }()
	return base, nil
}

type tradeArgs struct {
	Provider, OrderID, Kind, RefundID string
	Amount                            int64
}

func (t *tool) pay(_ context.Context, a tradeArgs) (sandbox.Trade, error) {
	trade, err := t.bank.Find(a.Provider, a.OrderID)
	if err != nil {
		return trade, err
	}
	return t.bank.Pay(trade.Ref)
}

type delivery struct {
	URL     string
	Headers payment.Headers
	Body    string
}

func (t *tool) notice(_ context.Context, a tradeArgs) (delivery, error) {
	trade, err := t.bank.Find(a.Provider, a.OrderID)
	if err != nil {
		return delivery{}, err
	}
	d, err := t.bank.Notice(sandbox.NoticeCmd{
		Ref: trade.Ref, Kind: sandbox.NoticeKind(a.Kind), RefundID: a.RefundID, Amount: fen(a.Amount),
	})
	return delivery{URL: d.URL, Headers: d.Headers, Body: string(d.Body)}, err
}
