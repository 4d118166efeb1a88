package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/order"
	"guerdon/internal/front/creatorapi"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
)

// buyer is who orders in the shop.
const buyer id.ID = 1<<20 + 7

// shop is the front that vendors notify, on a database of its own.
type shop struct {
	store  *store.Store
	orders *order.Service
	dir    string
}

func (s *shop) close() {
	if s != nil {
		s.store.Close()
		_ = os.RemoveAll(s.dir)
	}
}

// toolClock is the tool's clock.
type toolClock struct{ tool *tool }

// Now is the present instant, moved by the clock op.
func (c toolClock) Now() instant.Instant { return c.tool.now() }

type shopReply struct{ Base string }

// openShop serves the front on a free loopback port. It sells by the
// providers that the ops alipay and wechatpay have made.
func (t *tool) openShop(ctx context.Context, _ struct{}) (shopReply, error) {
	dir, err := os.MkdirTemp("", "guerdon-shop-")
	if err != nil {
		return shopReply{}, err
	}
	path := filepath.Join(dir, "guerdon.db")
	if err := migration.SQLite(ctx, path); err != nil {
		return shopReply{}, err
	}
	s, err := store.OpenSQLite(ctx, path, store.Options{Now: t.now})
	if err != nil {
		return shopReply{}, err
	}
	var methods []order.Method
	for _, p := range t.providers {
		methods = append(methods, order.Method{Provider: p})
	}
	book := ledger.New(time.UTC)
	orders := order.New(order.Deps{Store: s, Ledger: book, Methods: methods}, order.Options{Now: t.now})
	t.shop = &shop{s, orders, dir}
	base, err := t.serve(func(string) (http.Handler, error) {
		clock := toolClock{t}
		api := creatorapi.New(creatorapi.Deps{Store: s, Clock: clock, Ledger: book, CreditDeps: creatorapi.CreditDeps{Orders: orders}})
		shared := &httpx.Shared{Clock: clock, Log: slog.New(slog.DiscardHandler)}
		return shared.Wrap(httpx.Front{Name: "creatorapi", Handler: api.Handler(), Fail: creatorapi.Fail}), nil
	})
	return shopReply{base}, err
}

type buyArgs struct {
	Method, OrderID string
	Amount          int64
}

type bought struct {
	OrderID, State string
	Credits        int64 // that the buyer has
	Reviews        int   // what waits for a person
}

// buy places a recharge.
func (t *tool) buy(ctx context.Context, a buyArgs) (bought, error) {
	o, err := store.Do(ctx, t.shop.store, buyer.Bucket(), func(tx *store.Tx) (order.Order, error) {
		return t.shop.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: buyer, Method: a.Method}, Amount: fen(a.Amount)})
	})
	if err != nil {
		return bought{}, err
	}
	return t.bought(ctx, buyArgs{OrderID: o.ID})
}

// bought tells what has become of an order.
func (t *tool) bought(ctx context.Context, a buyArgs) (bought, error) {
	o, err := order.Load(ctx, t.shop.store, a.OrderID)
	if err != nil {
		return bought{}, err
	}
	acc, err := ledger.LoadAccount(ctx, t.shop.store, ledger.Member(buyer), ledger.Credit)
	if err != nil {
		return bought{}, err
	}
	reviews, err := order.Reviews(ctx, t.shop.store, order.ReviewsCmd{Limit: 100})
	return bought{o.ID, string(o.StateAt(t.now())), int64(acc.Posted), len(reviews)}, err
}
