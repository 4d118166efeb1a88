package exchange_test

import (
	"fmt"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// route sends racers down different lanes.
func route(i int) id.Bucket { return id.Bucket(i * 256 % id.Buckets) }

func TestTheLastUnitGoesToOne(t *testing.T) {
	storetest.SQL(t, store.Options{Lanes: 4}, func(t *testing.T, s *store.Store) {
		b := setup(t, s)
		var members []id.ID
		for i := range 50 {
			members = append(members, b.join(fmt.Sprint("m", i), 0, 20))
		}
		o := b.put(notebook(1))
		got := together(50, func(i int) error {
			return s.Write(t.Context(), route(i), func(tx *store.Tx) error {
				_, err := b.exchange.Request(tx, exchange.RequestCmd{Member: members[i], Product: o.ID, Quantity: 1})
				return err
			})
		})
		if got[""] != 1 || got[exchange.ErrSoldOut.Code] != 49 {
			t.Fatal(got)
		}
		b.verify()
	})
}

func TestTheMembersLimitHoldsAgainstRacers(t *testing.T) {
	storetest.SQL(t, store.Options{Lanes: 4}, func(t *testing.T, s *store.Store) {
		b := setup(t, s)
		mid := b.join("m", 0, 10_000)
		cmd := notebook(exchange.Unlimited)
		cmd.MemberMax = 7
		o := b.put(cmd)
		got := together(50, func(i int) error {
			return s.Write(t.Context(), route(i), func(tx *store.Tx) error {
				_, err := b.exchange.Request(tx, exchange.RequestCmd{Member: mid, Product: o.ID, Quantity: 2})
				return err
			})
		})
		if got[""] != 3 || got[exchange.ErrLimit.Code] != 47 {
			t.Fatal(got)
		}
		b.verify()
	})
}

func TestOneOfApproveRejectAndCancelWins(t *testing.T) {
	storetest.SQL(t, store.Options{Lanes: 4}, func(t *testing.T, s *store.Store) {
		b := setup(t, s)
		mid := b.join("m", 0, 1000)
		o := b.put(notebook(10))
		for range 5 {
			r, err := b.request(exchange.RequestCmd{Member: mid, Product: o.ID, Quantity: 1})
			if err != nil {
				t.Fatal(err)
			}
			cmd := exchange.DecideCmd{Exchange: r.ID, Actor: actor.OfSystem}
			got := together(30, func(i int) error {
				return s.Write(t.Context(), route(i), func(tx *store.Tx) (err error) {
					switch i % 3 {
					case 0:
						_, err = b.exchange.Approve(tx, cmd)
					case 1:
						_, err = b.exchange.Reject(tx, cmd)
					default:
						_, err = b.exchange.Cancel(tx, r.ID, mid)
					}
					return err
				})
			})
			if got[""] != 1 || got[exchange.ErrState.Code] != 29 {
				t.Fatal(got)
			}
		}
		b.verify()
	})
}
