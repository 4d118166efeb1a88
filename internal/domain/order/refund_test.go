package order_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
)

func TestARefundTakesBackWhatWasGiven(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.others.bonus = 0
		o, kept := b.recharge(1000, payment.Alipay), b.recharge(500, payment.Alipay)
		b.pay(o)
		b.pay(kept)
		b.others.told()
		r, err := b.refund(o)
		if err != nil || r.State != order.RefundRequested || r.Amount != 1000 || r.Credits != 100 || b.credits() != 50 {
			t.Fatalf("%+v, %v, %d credits", r, err, b.credits())
		}
		if _, err := b.refund(o); !errors.Is(err, order.ErrRefunding) {
			t.Errorf("at the same time: %v", err)
		}
		if b.others.money != 1500 {
			t.Errorf("revenue %d before the money went back", b.others.money)
		}
		b.work()
		b.wantState(o, order.Refunded)
		if _, err := b.refund(o); !errors.Is(err, order.ErrState) {
			t.Errorf("again: %v", err)
		}
		if told := b.others.told(); !slices.Equal(told, []string{"refunded"}) || b.others.money != 500 || b.others.sold != 50 {
			t.Errorf("told %v, revenue %d, %d sold", told, b.others.money, b.others.sold)
		}
		b.must(b.callback(o, "T"+o.ID)) // success after a refund
		b.wantState(o, order.Refunded)
	})
}

func TestSpentCreditsAreNotRefunded(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := b.recharge(1000, payment.Alipay)
		b.pay(o)
		b.spend(1)
		if _, err := b.refund(o); !errors.Is(err, ledger.ErrLotSpent) && !errors.Is(err, ledger.ErrInsufficient) {
			t.Errorf("%v", err)
		}
		b.wantState(o, order.Paid)
		b.pay(b.recharge(1000, payment.Alipay)) // what one order bought another may give back
		if _, err := b.refund(o); err != nil {
			t.Error(err)
		}
		b.work()
		if b.credits() != 99 {
			t.Errorf("%d credits", b.credits())
		}
	})
}

// The bonus is taken back as far as it is there; the rest was spent.
func TestTheBonusIsTakenBack(t *testing.T) {
	for spent, left := range map[amount.Amount]int64{0: 0, 10: 0, 30: 0} {
		t.Run(fmt.Sprint(spent), func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				b.others.take, b.others.bonus = 0, 30
				o := b.opened(do(b, rechargeWith(b, 1000, "C")))
				b.pay(o)
				if b.credits() != 130 {
					t.Fatal(b.credits())
				}
				if spent > 0 {
					b.spend(spent)
				}
				r, err := b.refund(o)
				b.must(err)
				b.work()
				if r.Credits != 100 || r.Bonus != 30-spent || b.credits() != left {
					t.Errorf("%+v, %d credits", r, b.credits())
				}
			})
		})
	}
}

func TestAMembershipIsShortened(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		first, middle, last := b.plan(membership.Monthly, payment.Alipay), b.plan(membership.Quarterly, payment.Alipay), b.plan(membership.Monthly, payment.Wechat)
		for _, o := range []order.Order{first, middle, last} {
			b.pay(o)
		}
		end := b.member().EndsAt
		gave := b.load(middle).EndsAt.Sub(b.load(middle).StartsAt)
		r, err := b.refund(middle)
		b.must(err)
		b.work()
		if r.Took() != gave || end.Sub(b.member().EndsAt) != gave {
			t.Errorf("took %s of %s", r.Took(), gave)
		}
	})
}

// What a vendor may do with a refund, and where it ends.
func TestRefundsAtTheVendor(t *testing.T) {
	for name, c := range map[string]struct {
		before  func(b *bench, v *vendor, o order.Order)
		want    order.RefundState
		state   order.State
		credits int64
		reviews []string
	}{
		"lost answer": {func(_ *bench, v *vendor, _ order.Order) { v.loseNext("refund", 1) }, order.RefundDone, order.Refunded, 0, nil},
		"lost answers, and no answer when asked": {func(_ *bench, v *vendor, _ order.Order) {
			v.loseNext("refund", 1)
			v.failNext("query_refund", payment.ErrUnknown, payment.ErrBusy, payment.ErrUnknown)
		}, order.RefundDone, order.Refunded, 0, nil},
		"lost request": {func(_ *bench, v *vendor, _ order.Order) { v.failNext("refund", payment.ErrUnknown, payment.ErrUnknown) }, order.RefundDone, order.Refunded, 0, nil},
		"busy":         {func(_ *bench, v *vendor, _ order.Order) { v.failNext("refund", payment.ErrBusy, payment.ErrBusy) }, order.RefundDone, order.Refunded, 0, nil},
		"no":           {func(_ *bench, v *vendor, _ order.Order) { v.failNext("refund", payment.ErrRejected) }, order.RefundDenied, order.Paid, 100, []string{"refund_failed"}},
		"no, after it had been given back otherwise": {func(_ *bench, v *vendor, o order.Order) {
			v.set(o.ID, payment.Refunded)
		}, order.RefundDone, order.Refunded, 0, nil},
		"no, and no answer whether it was given back otherwise": {func(_ *bench, v *vendor, o order.Order) {
			v.set(o.ID, payment.Refunded)
			v.failNext("query", payment.ErrUnknown)
		}, order.RefundDone, order.Refunded, 0, nil},
		"slow": {func(b *bench, v *vendor, o order.Order) { v.slow = true }, order.RefundSubmitted, order.Paid, 0, nil},
		"the payment is unknown there": {func(_ *bench, v *vendor, o order.Order) {
			v.mu.Lock()
			delete(v.trades, o.ID)
			v.mu.Unlock()
		}, order.RefundDenied, order.Paid, 100, []string{"refund_failed"}},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				o := b.recharge(1000, payment.Alipay)
				b.pay(o)
				c.before(b, b.vendors[payment.Alipay], o)
				_, err := b.refund(o)
				b.must(err)
				b.later(5*time.Minute, 10*time.Second)
				if r := b.lastRefund(o); r.State != c.want || b.credits() != c.credits || !slices.Equal(b.reviews(), c.reviews) {
					t.Errorf("%+v, %d credits, reviews %v", r, b.credits(), b.reviews())
				}
				b.wantState(o, c.state)
				if v := b.vendors[payment.Alipay]; c.want == order.RefundSubmitted {
					v.setRefund(b.lastRefund(o).ID, payment.RefundSucceeded)
					b.later(40*time.Minute, 10*time.Minute)
					b.wantState(o, order.Refunded)
				}
			})
		})
	}
}

// A refund that failed has given everything back, and may be tried again.
func TestAFailedRefundCanBeTriedAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.others.bonus = 20
		o := b.opened(do(b, rechargeWith(b, 1000, "C")))
		m := b.plan(membership.Monthly, payment.Alipay)
		b.pay(o)
		b.pay(m)
		end := b.member().EndsAt
		b.vendors[payment.Alipay].failNext("refund", payment.ErrRejected, payment.ErrRejected)
		for _, one := range []order.Order{o, m} {
			_, err := b.refund(one)
			b.must(err)
		}
		if b.credits() != 0 || b.member().IsActive(b.clock.Now()) {
			t.Errorf("%d credits while it is refunded", b.credits())
		}
		b.work()
		bought, err := ledger.LoadBought(t.Context(), b.store, alice, ledger.Credit)
		if err != nil || b.credits() != 120 || bought != 100 || b.member().EndsAt != end {
			t.Errorf("%d credits, %d bought, until %d", b.credits(), bought, b.member().EndsAt)
		}
		for _, one := range []order.Order{o, m} {
			_, err := b.refund(one)
			b.must(err)
		}
		b.work()
		b.wantState(o, order.Refunded)
		b.wantState(m, order.Refunded)
		if b.credits() != 0 || b.member().IsActive(b.clock.Now()) || b.others.money != 0 {
			t.Errorf("%d credits", b.credits())
		}
	})
}

// However a refund of ours, the vendor's word about it, a dispute, and late
// news of the payment come together, it is given back once.
func TestARefundAndADisputeInAnyOrder(t *testing.T) {
	steps := map[string]func(b *bench, o order.Order){
		"ask":  func(b *bench, o order.Order) { _, _ = b.refund(o) },
		"work": func(b *bench, _ order.Order) { b.clock.Advance(time.Minute); b.work() },
		"word": func(b *bench, o order.Order) {
			if r := b.lastRefund(o); r.ID != "" {
				b.notify(o.Method, "word"+o.ID, payment.Notification{
					Status: payment.Status{OrderID: o.ID, TransactionID: "T" + o.ID, State: payment.Refunded, Amount: 1000, Refunded: 1000},
					Refund: payment.RefundStatus{OrderID: o.ID, RefundID: r.ID, State: payment.RefundSucceeded, Amount: 1000},
				})
			}
		},
		"dispute": func(b *bench, o order.Order) {
			b.vendors[o.Method].set(o.ID, payment.Refunded)
			b.notify(o.Method, "dispute"+o.ID, payment.Notification{Status: payment.Status{OrderID: o.ID, TransactionID: "T" + o.ID, State: payment.Refunded, Amount: 1000, Refunded: 1000}})
		},
		"paid": func(b *bench, o order.Order) {
			b.notify(o.Method, "paid"+o.ID, payment.Notification{Status: payment.Status{OrderID: o.ID, TransactionID: "T" + o.ID, State: payment.Paid, Amount: 1000}})
		},
	}
	engines(t, func(t *testing.T, b *bench) {
		for _, names := range permutations([]string{"ask", "work", "word", "dispute", "paid"}) {
			o := b.recharge(1000, payment.Alipay)
			b.pay(o)
			before := b.others.money
			for _, name := range names {
				steps[name](b, o)
				steps[name](b, o) // and again
			}
			b.later(10*time.Minute, time.Minute)
			if got := b.load(o); got.State != order.Refunded || b.credits() != 0 || before-b.others.money != 1000 {
				t.Fatalf("%v: %s, %d credits, revenue from %d to %d", names, got.State, b.credits(), before, b.others.money)
			}
		}
		if got := b.reviews(); len(got) != 0 {
			t.Errorf("reviews %v", got)
		}
	})
}

func permutations(of []string) (out [][]string) {
	if len(of) <= 1 {
		return [][]string{slices.Clone(of)}
	}
	for i := range of {
		rest := slices.Delete(slices.Clone(of), i, i+1)
		for _, p := range permutations(rest) {
			out = append(out, append([]string{of[i]}, p...))
		}
	}
	return out
}

// A dispute about credits that are spent takes what is left; a part that was
// given back changes nothing. Both wait for a person.
func TestWhatADisputeCannotTake(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o, part := b.recharge(1000, payment.Alipay), b.recharge(1000, payment.Wechat)
		b.pay(o)
		b.spend(40)
		tell := func(o order.Order, fen amount.Amount) payment.Answer {
			return b.notify(o.Method, fmt.Sprint("dispute", o.ID, fen), payment.Notification{Status: payment.Status{OrderID: o.ID, TransactionID: "T" + o.ID, State: payment.Refunded, Amount: 1000, Refunded: fen}})
		}
		if a := tell(o, 1000); a.Status != 200 {
			t.Errorf("%+v", a)
		}
		b.wantState(o, order.Refunded)
		if b.credits() != 0 || !slices.Equal(b.reviews(), []string{"refund_spent"}) {
			t.Errorf("%d credits, reviews %v", b.credits(), b.reviews())
		}
		b.pay(part)
		tell(part, 300)
		b.wantState(part, order.Paid)
		if b.credits() != 100 || !slices.Equal(b.reviews(), []string{"refund_part", "refund_spent"}) {
			t.Errorf("%d credits, reviews %v", b.credits(), b.reviews())
		}
		tell(part, 1000) // and now all of it
		b.wantState(part, order.Refunded)
	})
}

// A vendor that says that a refund failed is asked, not believed.
func TestNewsOfAFailedRefundIsLookedUp(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		v := b.vendors[payment.Wechat]
		v.slow = true
		o := b.recharge(1000, payment.Wechat)
		b.pay(o)
		r, err := b.refund(o)
		b.must(err)
		b.work()
		failed := payment.Notification{Status: payment.Status{OrderID: o.ID, TransactionID: "T" + o.ID, Amount: 1000}, Refund: payment.RefundStatus{OrderID: o.ID, RefundID: r.ID, State: payment.RefundFailed}}
		b.notify(o.Method, "failed"+o.ID, failed)
		b.later(time.Minute, 10*time.Second)
		if got := b.lastRefund(o); got.State != order.RefundSubmitted {
			t.Errorf("%+v", got)
		}
		v.setRefund(r.ID, payment.RefundFailed)
		b.notify(o.Method, "failed"+o.ID, failed)
		b.later(time.Hour, 10*time.Minute)
		if got := b.lastRefund(o); got.State != order.RefundDenied || b.credits() != 100 {
			t.Errorf("%+v, %d credits", got, b.credits())
		}
	})
}
