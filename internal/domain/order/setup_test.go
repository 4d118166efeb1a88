package order_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

const (
	alice id.ID = 1<<20 + 7
	bob   id.ID = 1<<20 + 8
)

var (
	admin = actor.Actor{Kind: actor.Operator, ID: 1}
	start = instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))
)

// bench is the module on one engine, with vendors that do as they are told.
type bench struct {
	t       testing.TB
	store   *store.Store
	clock   *clock.Manual
	book    *ledger.Ledger
	orders  *order.Service
	runner  *job.Runner
	vendors map[string]*vendor
	others  *others
}

// engines runs a test on both SQL engines and verifies what it left behind.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for _, engine := range []struct {
		name string
		open func(testing.TB, store.Options) *store.Store
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(engine.name, func(t *testing.T) {
			b := newBench(t, engine.open)
			test(t, b)
			b.verify()
		})
	}
}

func newBench(t testing.TB, open func(testing.TB, store.Options) *store.Store) *bench {
	b := &bench{t: t, clock: clock.NewManual(start), others: &others{}, vendors: map[string]*vendor{}}
	b.store = open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
	b.book = ledger.New(time.FixedZone("UTC+8", 8*60*60))
	var methods []order.Method
	for _, name := range []string{payment.Alipay, payment.Wechat} {
		b.vendors[name] = &vendor{name: name, now: b.clock.Now, trades: map[string]*payment.Status{}, refunds: map[string]payment.RefundState{}}
		methods = append(methods, order.Method{Provider: b.vendors[name]})
	}
	b.build(methods)
	return b
}

// build makes the service, also anew.
func (b *bench) build(methods []order.Method) {
	queue := job.NewQueue()
	b.orders = order.New(
		order.Deps{Store: b.store, Queue: queue, Ledger: b.book, Methods: methods, Coupons: coupons{b.others}, Campaigns: campaigns{b.others}, Referrals: b.others, Revenue: b.others},
		order.Options{Now: b.clock.Now, NotifyURL: "http://localhost:8000/notify/", CallTime: time.Second})
	b.runner = job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})
	b.orders.Register(b.runner)
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) differences() []verify.Difference {
	b.t.Helper()
	found, err := verify.All(context.Background(), b.store, nil, order.Check(), membership.Check(), b.book.Check())
	b.must(err)
	return found.First
}

func (b *bench) verify() {
	b.t.Helper()
	for _, d := range b.differences() {
		b.t.Error(d)
	}
}

func do[T any](b *bench, verb func(tx *store.Tx) (T, error)) (T, error) {
	return store.Do(context.Background(), b.store, alice.Bucket(), verb)
}

// recharge places an order and opens it.
func (b *bench) recharge(fen amount.Amount, method string) order.Order {
	b.t.Helper()
	return b.opened(do(b, func(tx *store.Tx) (order.Order, error) {
		return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: method}, Amount: fen})
	}))
}

func (b *bench) plan(p membership.Plan, method string) order.Order {
	b.t.Helper()
	return b.opened(do(b, func(tx *store.Tx) (order.Order, error) {
		return b.orders.Membership(tx, order.MembershipCmd{Buyer: order.Buyer{Member: alice, Method: method}, Plan: p})
	}))
}

func (b *bench) opened(o order.Order, err error) order.Order {
	b.t.Helper()
	b.must(err)
	o, err = b.orders.Open(context.Background(), o.ID)
	b.must(err)
	return o
}

// callback is the documented one, believed already.
func (b *bench) callback(o order.Order, transaction string) error {
	return b.orders.Callback(context.Background(), payment.Callback{OrderID: o.ID, Method: o.Method, TransactionID: transaction, State: payment.Paid})
}

// pay pays at the vendor and tells of it.
func (b *bench) pay(o order.Order) {
	b.t.Helper()
	b.must(b.callback(o, b.vendors[o.Method].pay(o.ID)))
}

func (b *bench) refund(o order.Order) (order.Refund, error) {
	return do(b, func(tx *store.Tx) (order.Refund, error) {
		return b.orders.Refund(tx, order.RefundCmd{Order: o.ID, Reason: "asked for", Actor: admin})
	})
}

func (b *bench) load(o order.Order) order.Order {
	b.t.Helper()
	o, err := order.Load(context.Background(), b.store, o.ID)
	b.must(err)
	return o
}

func (b *bench) lastRefund(o order.Order) order.Refund {
	b.t.Helper()
	list, err := order.RefundsOf(context.Background(), b.store, b.load(o))
	b.must(err)
	if len(list) == 0 {
		return order.Refund{}
	}
	return list[len(list)-1]
}

func (b *bench) credits() int64 {
	b.t.Helper()
	acc, err := ledger.LoadAccount(context.Background(), b.store, ledger.Member(alice), ledger.Credit)
	b.must(err)
	return int64(acc.Posted)
}

func (b *bench) spend(n amount.Amount) {
	b.t.Helper()
	_, err := do(b, func(tx *store.Tx) (ledger.Posting, error) {
		return b.book.Post(tx, ledger.PostCmd{Debit: ledger.Member(alice), Credit: ledger.Revenue, Asset: ledger.Credit, Amount: n, Kind: ledger.Spend, Reason: "generation.image", Source: "generation:1", Actor: admin})
	})
	b.must(err)
}

func (b *bench) member() membership.Membership {
	b.t.Helper()
	m, err := membership.Load(context.Background(), b.store, alice)
	b.must(err)
	return m
}

// work runs the jobs that are due.
func (b *bench) work() {
	b.t.Helper()
	for {
		n, err := b.runner.Step(context.Background())
		b.must(err)
		if n == 0 {
			return
		}
	}
}

// later moves the clock in steps, and works at each.
func (b *bench) later(d, step time.Duration) {
	b.t.Helper()
	for ; d > 0; d -= step {
		b.clock.Advance(step)
		b.work()
	}
}

func (b *bench) reviews() []string {
	b.t.Helper()
	list, err := order.Reviews(context.Background(), b.store, order.ReviewsCmd{Limit: 100})
	b.must(err)
	var out []string
	for _, r := range list {
		out = append(out, string(r.Kind))
	}
	slices.Sort(out)
	return out
}

// wantState holds an order to a state, by its row.
func (b *bench) wantState(o order.Order, want order.State) {
	b.t.Helper()
	if got := b.load(o); got.State != want {
		b.t.Errorf("the order is %s (%s), want %s", got.State, got.Reason, want)
	}
}

// memory is for rules that need no queries.
func memory(t testing.TB, o store.Options) *store.Store { return storetest.Memory(t, o) }

func rechargeWith(b *bench, fen amount.Amount, coupon string) func(tx *store.Tx) (order.Order, error) {
	return func(tx *store.Tx) (order.Order, error) {
		return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: order.Alipay}, Amount: fen, Coupon: coupon})
	}
}
