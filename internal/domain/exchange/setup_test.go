package exchange_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

type bundle struct {
	t        *testing.T
	s        *store.Store
	ledger   *ledger.Ledger
	exchange *exchange.Service
}

func setup(t *testing.T, s *store.Store) *bundle {
	l := ledger.New(time.UTC)
	return &bundle{t, s, l, exchange.New(l)}
}

func (b *bundle) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.s.Write(b.t.Context(), 0, fn); err != nil {
		b.t.Fatal(err)
	}
}

// join makes a member of a domain with points.
func (b *bundle) join(name string, domain int32, points amount.Amount) (mid id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		if err != nil {
			return err
		}
		mid = m.ID
		if _, err := member.SetDomain(tx, mid, domain); err != nil || points == 0 {
			return err
		}
		_, err = b.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(mid), Asset: ledger.Study, Amount: points, Kind: ledger.Earn, Actor: actor.OfSystem})
		return err
	})
	return mid
}

func notebook(stock int64) exchange.PutCmd {
	return exchange.PutCmd{
		Name: "学习笔记本", Description: "高质量学习笔记本,A5尺寸", Category: "stationery", Kind: exchange.Physical, Price: 20, Review: true,
		Status: exchange.Available, Stock: &stock,
	}
}

func (b *bundle) put(cmd exchange.PutCmd) (o exchange.Offer) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) { _, o, err = exchange.Put(tx, cmd); return err })
	return o
}

func (b *bundle) request(cmd exchange.RequestCmd) (exchange.Receipt, error) {
	return store.Do(b.t.Context(), b.s, cmd.Product.Bucket(), func(tx *store.Tx) (exchange.Receipt, error) { return b.exchange.Request(tx, cmd) })
}

func (b *bundle) account(mid id.ID) (acc ledger.Account) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) {
		acc, err = b.ledger.Balance(tx, ledger.Member(mid), ledger.Study)
		return err
	})
	return acc
}

func (b *bundle) verify() {
	b.t.Helper()
	found, err := verify.All(b.t.Context(), b.s, nil, b.ledger.Check(), exchange.Check())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, d := range found.First {
		b.t.Error(d)
	}
}

// together runs fn n times at once and counts what each outcome was: "" for
// success, else the fault's code.
func together(n int, fn func(i int) error) map[string]int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	out, begin := map[string]int{}, make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-begin
			err, code := fn(i), ""
			if f := (*fault.Fault)(nil); errors.As(err, &f) {
				code = f.Code
			} else if err != nil {
				code = fmt.Sprint(err)
			}
			mu.Lock()
			defer mu.Unlock()
			out[code]++
		})
	}
	close(begin)
	wg.Wait()
	return out
}
