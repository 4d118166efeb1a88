package order_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/platform/store"
)

func TestARechargeIsPaidOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		if o.Credits != 100 || o.Payable != 1000 || o.State != order.Pending || o.PayURL == "" || !strings.HasPrefix(o.ID, "R20260122") {
			t.Fatalf("%+v", o)
		}
		if cmd := b.vendors[payment.Alipay].lastSeen; cmd.Amount != 1000 || cmd.NotifyURL != "http://localhost:8000/notify/alipay" || cmd.Subject != "充值100积分" || cmd.ExpiresAt != o.ExpiresAt {
			t.Errorf("placed %+v", cmd)
		}
		b.pay(o)
		for range 3 {
			b.must(b.callback(o, "T"+o.ID))
		}
		if got := b.load(o); got.State != order.Paid || got.Transaction != "T"+o.ID || b.credits() != 100 || b.others.money != 1000 || b.others.sold != 100 {
			t.Errorf("%+v, %d credits, revenue %d", got, b.credits(), b.others.money)
		}
		if told := b.others.told(); !slices.Equal(told, []string{"paid"}) {
			t.Errorf("told %v", told)
		}
		b.must(b.callback(o, "another")) // somebody paid again
		if got := b.reviews(); !slices.Equal(got, []string{"paid_twice"}) || b.credits() != 100 {
			t.Errorf("reviews %v, %d credits", got, b.credits())
		}
		if first := b.others.first; !slices.Equal(first, []bool{true}) {
			t.Error(first)
		}
		b.recharge(1000, payment.Wechat)
		if first := b.others.first; !slices.Equal(first, []bool{true, false}) {
			t.Error(first)
		}
	})
}

func TestWhatAnOrderMayBe(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, c := range []struct {
			fen    amount.Amount
			method string
			coupon string
			want   error
		}{
			{0, order.Alipay, "", order.ErrAmount}, {-1, order.Alipay, "", order.ErrAmount}, {5_000_001, order.Alipay, "", order.ErrAmount},
			{1000, order.Balance, "", order.ErrCircular}, {1000, "cash", "", order.ErrMethod}, {1000, "", "", order.ErrMethod},
			{1000, order.Alipay, "bad", errCoupon}, {1, order.Alipay, "", nil}, {5_000_000, order.Wechat, "", nil},
		} {
			o, err := do(b, func(tx *store.Tx) (order.Order, error) {
				return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: c.method}, Amount: c.fen, Coupon: c.coupon})
			})
			if !errors.Is(err, c.want) || (err == nil && (o.Credits != c.fen/10 || o.Payable != c.fen)) {
				t.Errorf("%+v: %+v, %v", c, o, err)
			}
		}
		_, err := do(b, func(tx *store.Tx) (order.Order, error) {
			return b.orders.Membership(tx, order.MembershipCmd{Buyer: order.Buyer{Member: alice, Method: order.Alipay}, Plan: "weekly"})
		})
		if !errors.Is(err, membership.ErrPlan) {
			t.Error(err)
		}
		b.build(nil)
		_, err = do(b, func(tx *store.Tx) (order.Order, error) {
			return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: order.Alipay}, Amount: 100})
		})
		if !errors.Is(err, order.ErrUnconfigured) {
			t.Error(err)
		}
	})
}

func TestFewOrdersWait(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for range order.OpenMax {
			b.recharge(100, payment.Alipay)
		}
		place := func() error {
			_, err := do(b, func(tx *store.Tx) (order.Order, error) {
				return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: order.Alipay}, Amount: 100})
			})
			return err
		}
		if err := place(); !errors.Is(err, order.ErrTooMany) {
			t.Errorf("one too many: %v", err)
		}
		b.clock.Advance(30 * time.Minute) // no job has run
		if err := place(); err != nil {
			t.Errorf("all had expired: %v", err)
		}
	})
}

// What is reserved is used by the paid order and given back by all others.
func TestCouponsAndActivities(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.others.take, b.others.off, b.others.bonus = 300, 200, 7
		place := func() order.Order {
			return b.opened(do(b, func(tx *store.Tx) (order.Order, error) {
				return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: order.Alipay}, Amount: 1000, Coupon: "C"})
			}))
		}
		o := place()
		if o.Payable != 500 || o.Credits != 100 || o.Bonus != 7 || o.Activity != 5 {
			t.Errorf("%+v", o)
		}
		b.pay(o)
		if told := b.others.told(); !slices.Equal(told, []string{"reserve C", "use", "paid"}) || b.credits() != 107 {
			t.Errorf("paid: %v, %d", told, b.credits())
		}
		o = place()
		b.others.told()
		if _, err := b.orders.Cancel(t.Context(), alice, o.ID); err != nil {
			t.Fatal(err)
		}
		if told := b.others.told(); !slices.Equal(told, []string{"release", "leave"}) {
			t.Errorf("cancelled: %v", told)
		}
		b.must(b.callback(o, "late")) // the money had been taken
		if told := b.others.told(); !slices.Equal(told, []string{"use", "paid"}) || b.credits() != 214 {
			t.Errorf("late: %v, %d", told, b.credits())
		}
		o = place()
		b.others.told()
		b.later(31*time.Minute, time.Minute)
		b.wantState(o, order.Expired)
		if told := b.others.told(); !slices.Equal(told, []string{"release", "leave"}) {
			t.Errorf("expired: %v", told)
		}
		b.vendors[payment.Alipay].failNext("place", payment.ErrRejected)
		o, err := do(b, func(tx *store.Tx) (order.Order, error) {
			return b.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: alice, Method: order.Alipay}, Amount: 1000, Coupon: "C"})
		})
		b.must(err)
		for range 2 { // also asked again
			if _, err := b.orders.Open(t.Context(), o.ID); !errors.Is(err, order.ErrRefused) {
				t.Errorf("opened: %v", err)
			}
		}
		if told := b.others.told(); !slices.Equal(told, []string{"reserve C", "release", "leave"}) {
			t.Errorf("refused: %v", told)
		}
		b.later(3*time.Minute, time.Minute)
		b.wantState(o, order.Failed)
	})
}

func TestAMembershipWithCredits(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		buy := func() (order.Order, error) {
			return do(b, func(tx *store.Tx) (order.Order, error) {
				return b.orders.Membership(tx, order.MembershipCmd{Buyer: order.Buyer{Member: alice, Method: order.Balance}, Plan: membership.Monthly})
			})
		}
		if _, err := buy(); !errors.Is(err, ledger.ErrInsufficient) {
			t.Fatal(err)
		}
		b.pay(b.recharge(2000, payment.Alipay))
		b.others.told()
		o, err := buy()
		b.must(err)
		if o.State != order.Paid || o.Payable != 990 || o.Credits != 99 || b.credits() != 101 || b.others.money != 2000 || !b.member().IsActive(b.clock.Now()) {
			t.Errorf("%+v, %d credits", o, b.credits())
		}
		if o.EndsAt.Time().In(time.FixedZone("", 8*3600)).Format(time.DateTime) != "2026-02-22 10:00:00" {
			t.Error(o.EndsAt.Time())
		}
		r, err := b.refund(o)
		b.must(err)
		if r.State != order.RefundDone || b.credits() != 200 || b.member().IsActive(b.clock.Now()) {
			t.Errorf("%+v, %d credits", r, b.credits())
		}
		if _, err := b.refund(o); !errors.Is(err, order.ErrState) {
			t.Errorf("again: %v", err)
		}
		if told := b.others.told(); len(told) != 0 {
			t.Errorf("told %v: no money moved", told)
		}
	})
}

func TestMembershipsExtend(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		first, second := b.plan(membership.Monthly, payment.Wechat), b.plan(membership.Yearly, payment.Alipay)
		if first.Payable != 990 || second.Payable != 9900 || first.PayURL == "" || !strings.HasPrefix(first.ID, "M20260122") {
			t.Errorf("%+v %+v", first, second)
		}
		b.pay(second)
		b.pay(first)
		first, second = b.load(first), b.load(second)
		if first.StartsAt != second.EndsAt || b.member().EndsAt != first.EndsAt || b.credits() != 0 || b.others.sold != 0 {
			t.Errorf("%d to %d, %d to %d", second.StartsAt, second.EndsAt, first.StartsAt, first.EndsAt)
		}
	})
}

// Every report that does not agree credits nothing and waits for a person.
func TestMismatchesGoToReview(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o, other := b.recharge(1000, payment.Alipay), b.recharge(1000, payment.Alipay)
		b.pay(other)
		for name, c := range map[string]struct {
			change func(c *payment.Callback)
			want   error
			review string
		}{
			"amount":       {func(c *payment.Callback) { c.Amount = 999 }, order.ErrMismatch, "wrong_amount"},
			"method":       {func(c *payment.Callback) { c.Method = payment.Wechat }, order.ErrMismatch, "wrong_method"},
			"balance":      {func(c *payment.Callback) { c.Method = order.Balance }, order.ErrMismatch, "wrong_method"},
			"transaction":  {func(c *payment.Callback) { c.TransactionID = "T" + other.ID }, order.ErrMismatch, "taken_twice"},
			"no such":      {func(c *payment.Callback) { c.OrderID = "R2026012200" + strings.Repeat("0", 14) }, order.ErrNotFound, ""},
			"no order":     {func(c *payment.Callback) { c.OrderID = "R1" }, order.ErrNotFound, ""},
			"failed other": {func(c *payment.Callback) { c.State, c.Method = payment.Failed, payment.Wechat }, order.ErrMismatch, ""},
		} {
			before := b.reviews()
			cb := payment.Callback{OrderID: o.ID, Method: o.Method, TransactionID: "T1" + name, State: payment.Paid, Amount: 1000}
			c.change(&cb)
			for range 2 { // a replay opens no second case
				if err := b.orders.Callback(t.Context(), cb); !errors.Is(err, c.want) {
					t.Errorf("%s: %v", name, err)
				}
			}
			after := b.reviews()
			if want := len(before) + map[bool]int{true: 1}[c.review != ""]; len(after) != want || (c.review != "" && !slices.Contains(after, c.review)) {
				t.Errorf("%s: reviews %v, then %v", name, before, after)
			}
		}
		b.wantState(o, order.Pending)
		if b.credits() != 100 {
			t.Errorf("%d credits", b.credits())
		}
	})
}

func TestReviewsAreResolved(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		_ = b.orders.Callback(t.Context(), payment.Callback{OrderID: o.ID, Method: o.Method, TransactionID: "T", State: payment.Paid, Amount: 1})
		list, err := order.Reviews(t.Context(), b.store, order.ReviewsCmd{State: order.ReviewOpen, Limit: 10})
		if err != nil || len(list) != 1 || list[0].Due != 1000 || list[0].Told != 1 || list[0].Member != alice {
			t.Fatalf("%+v, %v", list, err)
		}
		found, err := order.FindReview(t.Context(), b.store, list[0].ID)
		b.must(err)
		resolve := func(note string) error {
			_, err := do(b, func(tx *store.Tx) (order.Review, error) {
				return b.orders.Resolve(tx, order.ResolveCmd{Review: found, Note: note, Actor: admin})
			})
			return err
		}
		if err := resolve(""); !errors.Is(err, order.ErrReason) {
			t.Error(err)
		}
		b.must(resolve("told the payer"))
		if err := resolve("again"); !errors.Is(err, order.ErrReviewClosed) {
			t.Error(err)
		}
	})
}

func TestOnlyTheOwnerCancels(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		for name, c := range map[string]struct {
			who  id.ID
			what string
			want error
		}{
			"another":    {bob, o.ID, order.ErrNotFound},
			"no such":    {alice, "R2026012200" + strings.Repeat("0", 14), order.ErrNotFound},
			"no order":   {alice, "x", order.ErrNotFound},
			"the owner":  {alice, o.ID, nil},
			"once again": {alice, o.ID, nil},
		} {
			if name == "once again" {
				continue
			}
			if _, err := b.orders.Cancel(t.Context(), c.who, c.what); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got, err := b.orders.Cancel(t.Context(), alice, o.ID); err != nil || got.State != order.Failed {
			t.Errorf("again: %+v, %v", got, err)
		}
		if st, err := b.vendors[payment.Alipay].Query(t.Context(), o.ID); err != nil || st.State != payment.Closed {
			t.Errorf("at the vendor it is %s, %v", st.State, err)
		}
		paid := b.recharge(1000, payment.Alipay)
		b.pay(paid)
		if _, err := b.orders.Cancel(t.Context(), alice, paid.ID); !errors.Is(err, order.ErrState) {
			t.Errorf("a paid one: %v", err)
		}
	})
}

// The page of an order is right though no job has run.
func TestExpiryIsTrueAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		b.clock.Set(o.ExpiresAt - 1)
		if got := b.load(o); got.StateAt(b.clock.Now()) != order.Pending {
			t.Error("expired too early")
		}
		b.clock.Set(o.ExpiresAt)
		if got := b.load(o); got.StateAt(b.clock.Now()) != order.Expired || got.State != order.Pending {
			t.Errorf("%s", got.State)
		}
		for state, want := range map[order.State]int{order.Pending: 0, order.Expired: 1, order.Paid: 0, "": 1} {
			list, err := order.List(t.Context(), b.store, order.ListCmd{Member: alice, State: state, Now: b.clock.Now(), Limit: 10})
			if err != nil || len(list) != want {
				t.Errorf("%q: %d, %v", state, len(list), err)
			}
		}
		if _, err := b.orders.Cancel(t.Context(), alice, o.ID); !errors.Is(err, order.ErrState) {
			t.Errorf("cancelled after its time: %v", err)
		}
		b.must(b.callback(o, "late"))
		b.wantState(o, order.Paid)
	})
}

func TestIDs(t *testing.T) {
	seen := map[string]bool{}
	s := newBench(t, memory)
	for b := range id.Bucket(id.Buckets) {
		member := id.Compose(2000, b)
		o, err := store.Do(context.Background(), s.store, b, func(tx *store.Tx) (order.Order, error) {
			return s.orders.Recharge(tx, order.RechargeCmd{Buyer: order.Buyer{Member: member, Method: order.Alipay}, Amount: 100})
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := order.BucketOf(o.ID); !ok || got != b || seen[o.ID] || payment.CheckOrderID(o.ID) != nil {
			t.Fatalf("%s: bucket %d, %v", o.ID, got, ok)
		}
		seen[o.ID] = true
	}
	good := "R2026012200" + strings.Repeat("0", 14)
	for _, bad := range []string{"", "R", good[1:], good + "0", "X" + good[1:], strings.Replace(good, "2026", "20Z6", 1), good[:24] + "U", good[:24] + "a", good[:24] + "\x00"} {
		if _, ok := order.BucketOf(bad); ok {
			t.Errorf("%q is no id", bad)
		}
	}
}

func FuzzBucketOf(f *testing.F) {
	f.Add("R2026012200" + strings.Repeat("0", 14))
	f.Fuzz(func(t *testing.T, text string) {
		if b, ok := order.BucketOf(text); ok && (b < 0 || b >= id.Buckets || payment.CheckOrderID(text) != nil) {
			t.Errorf("%q is in bucket %d", text, b)
		}
	})
}
