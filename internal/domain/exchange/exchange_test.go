package exchange_test

import (
	"errors"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestAnExchangeTakesPointsAndStockAtOnce(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s)
		mid := b.join("m", 0, 150)
		o := b.put(notebook(50))
		r, err := b.request(exchange.RequestCmd{Member: mid, Product: o.ID, Quantity: 2})
		if err != nil || r.State != exchange.Pending || r.Points != 40 || r.Balance != 110 {
			t.Fatal(r, err)
		}
		b.put(exchange.PutCmd{ID: o.ID, Version: 1, Name: "renamed", Kind: exchange.Physical, Price: 99, Status: exchange.Off})
		if _, err := b.request(exchange.RequestCmd{Member: mid, Product: o.ID, Quantity: 1}); !errors.Is(err, exchange.ErrOff) {
			t.Fatal(err)
		}
		list, err := exchange.ListProducts(t.Context(), s, exchange.ProductsCmd{Global: true, Limit: 10})
		if err != nil || len(list) != 1 || list[0].Left != 48 {
			t.Fatal(list, err)
		}
		rejected := b.decide(b.exchange.Reject, r.ID)
		if acc := b.account(mid); rejected.Points != 40 || acc.Posted != 150 || acc.Spent != 0 || acc.Earned != 150 {
			t.Fatalf("the price of its moment is given back, and nothing was spent: %+v", acc)
		}
		b.verify()
	})
}

func (b *bundle) decide(verb func(*store.Tx, exchange.DecideCmd) (exchange.Exchange, error), i id.ID) (e exchange.Exchange) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) {
		e, err = verb(tx, exchange.DecideCmd{Exchange: i, Actor: actor.OfSystem})
		return err
	})
	return e
}

func TestWhatIsNotReviewedIsDoneAtOnce(t *testing.T) {
	b := setup(t, storetest.Memory(t, store.Options{}))
	cmd := notebook(exchange.Unlimited)
	cmd.Review = false
	r, err := b.request(exchange.RequestCmd{Member: b.join("m", 0, 20), Product: b.put(cmd).ID, Quantity: 1})
	if err != nil || r.State != exchange.Completed || r.Balance != 0 {
		t.Fatal(r, err)
	}
}

func TestRequestsThatAreRefusedChangeNothing(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s)
		mid := b.join("m", 13, 1000)
		limited := notebook(10)
		limited.MemberMax = 3
		limited.Price = 1
		few, own, foreign, dear := b.put(notebook(1)), notebook(5), notebook(5), notebook(exchange.Unlimited)
		own.Domain, foreign.Domain, dear.Price = 13, 14, exchange.PriceMax
		most := b.put(limited)
		if _, err := b.request(exchange.RequestCmd{Member: mid, Product: most.ID, Quantity: 2}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.request(exchange.RequestCmd{Member: mid, Product: b.put(own).ID, Quantity: 1}); err != nil {
			t.Fatal(err)
		}
		before := b.account(mid)
		for name, c := range map[string]struct {
			product  id.ID
			quantity int64
			want     *fault.Fault
		}{
			"none":             {few.ID, 0, exchange.ErrQuantity},
			"less than none":   {few.ID, -1, exchange.ErrQuantity},
			"too many":         {few.ID, exchange.QuantityMax + 1, exchange.ErrQuantity},
			"more than left":   {few.ID, 2, exchange.ErrSoldOut},
			"over the limit":   {most.ID, 2, exchange.ErrLimit},
			"foreign domain":   {b.put(foreign).ID, 1, exchange.ErrProductNotFound},
			"no such product":  {few.ID + 1, 1, exchange.ErrProductNotFound},
			"too dear":         {b.put(dear).ID, 1, ledger.ErrInsufficient},
			"beyond all reach": {b.put(dear).ID, exchange.QuantityMax, ledger.ErrInsufficient},
		} {
			if _, err := b.request(exchange.RequestCmd{Member: mid, Product: c.product, Quantity: c.quantity}); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if after := b.account(mid); after.Posted != before.Posted || after.Seq != before.Seq {
			t.Errorf("%+v became %+v", before, after)
		}
		b.verify()
	})
}

func TestStates(t *testing.T) {
	b := setup(t, storetest.Memory(t, store.Options{}))
	mid, other := b.join("m", 13, 1000), b.join("other", 13, 0)
	cmd := notebook(100)
	cmd.Domain = 13
	o := b.put(cmd)
	verbs := map[string]func(tx *store.Tx, c exchange.DecideCmd) error{
		"approve":  func(tx *store.Tx, c exchange.DecideCmd) error { _, err := b.exchange.Approve(tx, c); return err },
		"reject":   func(tx *store.Tx, c exchange.DecideCmd) error { _, err := b.exchange.Reject(tx, c); return err },
		"complete": func(tx *store.Tx, c exchange.DecideCmd) error { _, err := b.exchange.Complete(tx, c); return err },
		"cancel": func(tx *store.Tx, c exchange.DecideCmd) error {
			_, err := b.exchange.Cancel(tx, c.Exchange, mid)
			return err
		},
	}
	for _, c := range []struct {
		steps   []string
		refused []string
		balance amount.Amount
	}{
		{nil, []string{"complete"}, -20},
		{[]string{"approve"}, []string{"approve", "reject", "cancel"}, -20},
		{[]string{"approve", "complete"}, []string{"approve", "reject", "complete", "cancel"}, -20},
		{[]string{"reject"}, []string{"approve", "reject", "complete", "cancel"}, 0},
		{[]string{"cancel"}, []string{"approve", "reject", "complete", "cancel"}, 0},
	} {
		before := b.account(mid).Posted
		r, err := b.request(exchange.RequestCmd{Member: mid, Product: o.ID, Quantity: 1})
		if err != nil {
			t.Fatal(err)
		}
		at := exchange.DecideCmd{Exchange: r.ID, Domain: 13, Actor: actor.OfSystem}
		for _, step := range c.steps {
			b.write(func(tx *store.Tx) error { return verbs[step](tx, at) })
		}
		for _, step := range c.refused {
			if err := b.s.Write(t.Context(), 0, func(tx *store.Tx) error { return verbs[step](tx, at) }); !errors.Is(err, exchange.ErrState) {
				t.Errorf("after %v, %s: %v", c.steps, step, err)
			}
		}
		if got := b.account(mid).Posted - before; got != c.balance {
			t.Errorf("after %v the balance changed by %d, want %d", c.steps, got, c.balance)
		}
		foreign := exchange.DecideCmd{Exchange: r.ID, Domain: 14, Actor: actor.OfSystem}
		for _, verb := range []string{"approve", "reject", "complete"} {
			if err := b.s.Write(t.Context(), 0, func(tx *store.Tx) error { return verbs[verb](tx, foreign) }); !errors.Is(err, exchange.ErrNotFound) {
				t.Errorf("a foreign domain may %s: %v", verb, err)
			}
		}
		if err := b.s.Write(t.Context(), 0, func(tx *store.Tx) error { _, err := b.exchange.Cancel(tx, r.ID, other); return err }); !errors.Is(err, exchange.ErrNotFound) {
			t.Errorf("another member may cancel: %v", err)
		}
	}
}
