package lootbox_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

const alice id.ID = 1 << 20

func TestDrawPaysAndHandsOver(t *testing.T) {
	every(t, func(b *bench) {
		b.mustPut(boxOf(100, points(160, lootbox.WeightSum, 5)))
		b.grant(alice, 1500)
		d, err := b.draw(alice)
		if err != nil || d.Price != 100 || d.Remaining != 1400 || d.Balance != 1560 || d.Kind != lootbox.PointsPrize || d.Points != 160 || d.Item != 0 || d.Version != 1 {
			b.Fatal(d, err)
		}
		if d.ID.Bucket() != alice.Bucket() {
			b.Errorf("the draw is not in its member's bucket: %d", d.ID)
		}
		if acc := b.balance(alice); acc.Posted != 1560 || acc.Seq != 3 {
			b.Errorf("%+v", acc)
		}
	})
}

func TestDrawOfAnItem(t *testing.T) {
	rules(t, func(b *bench) {
		b.mustPut(boxOf(100, item(lootbox.WeightSum, 1)))
		b.grant(alice, 100)
		d, err := b.draw(alice)
		if err != nil || d.Kind != lootbox.ItemPrize || d.Points != 0 || d.Balance != 0 || d.Remaining != 0 {
			b.Fatal(d, err)
		}
		b.write(func(tx *store.Tx) error {
			it, err := inventory.Get(tx, d.Item)
			if err == nil && (it.Member != alice || it.Origin != inventory.FromDraw || it.Name != "0.05 SOL" || it.Status != inventory.NotRedeemed) {
				b.Errorf("%+v", it)
			}
			return err
		})
	})
}

// What may not be drawn changes nothing.
func TestDrawRefuses(t *testing.T) {
	rules(t, func(b *bench) {
		b.grant(alice, 99)
		one := points(30, lootbox.WeightSum, 1)
		cases := []struct {
			name string
			edit func(c *lootbox.PutCmd)
			want error
		}{
			{"no funds", func(*lootbox.PutCmd) {}, ledger.ErrInsufficient},
			{"closed", func(c *lootbox.PutCmd) { c.State = lootbox.Closed }, lootbox.ErrClosed},
			{"for SOL", func(c *lootbox.PutCmd) { c.Price, c.PriceSOL = 0, 1 }, lootbox.ErrSOLPriced},
			{"no stock", func(c *lootbox.PutCmd) { c.Price, c.Prizes[0].Stock = 1, 0 }, lootbox.ErrSoldOut},
			{"one of two is out", func(c *lootbox.PutCmd) {
				c.Price, c.SoldOut, c.Prizes = 1, lootbox.CloseBox, []lootbox.PrizeCmd{points(30, 500_000, 0), points(30, 500_000, 5)}
			}, lootbox.ErrSoldOut},
		}
		for i, c := range cases {
			cmd := boxOf(100, one)
			cmd.Version = int64(i)
			c.edit(&cmd)
			b.mustPut(cmd)
			if _, err := b.draw(alice); !errors.Is(err, c.want) {
				b.Errorf("%s: %v", c.name, err)
			}
		}
		if acc := b.balance(alice); acc.Posted != 99 || acc.Seq != 1 {
			b.Errorf("a refused draw changed the account: %+v", acc)
		}
	})
}

func TestDrawOfWhatIsNotThere(t *testing.T) {
	rules(t, func(b *bench) {
		if _, err := b.draw(alice); !errors.Is(err, lootbox.ErrNotFound) {
			b.Errorf("no box: %v", err)
		}
		draft := boxOf(0, points(30, lootbox.WeightSum, 1))
		draft.State = lootbox.Draft
		b.mustPut(draft)
		if _, err := b.draw(alice); !errors.Is(err, lootbox.ErrNotFound) {
			b.Errorf("a draft: %v", err)
		}
	})
}

// With what is left the odds are renormalised, down to the last prize.
func TestDrawsGoOnWithWhatIsLeft(t *testing.T) {
	rules(t, func(b *bench) {
		b.mustPut(boxOf(0, points(1, 999_999, 3), points(2, 1, 2)))
		sum := amount.Amount(0)
		for range 5 {
			d, err := b.draw(alice)
			if err != nil {
				b.Fatal(err)
			}
			sum += d.Points
		}
		if _, err := b.draw(alice); !errors.Is(err, lootbox.ErrSoldOut) || sum != 3*1+2*2 {
			b.Errorf("%d points, then %v", sum, err)
		}
	})
}

// A hold is not available, and so cannot pay for a draw.
func TestDrawLeavesHoldsAlone(t *testing.T) {
	rules(t, func(b *bench) {
		b.mustPut(boxOf(60, points(30, lootbox.WeightSum, lootbox.Unlimited)))
		b.grant(alice, 100)
		b.write(func(tx *store.Tx) error {
			_, err := b.ledger.Reserve(tx, ledger.ReserveCmd{On: ledger.Member(alice), Asset: ledger.Point, Amount: 41, Deadline: start.Add(time.Hour)})
			return err
		})
		if _, err := b.draw(alice); !errors.Is(err, ledger.ErrInsufficient) {
			b.Fatal(err)
		}
		b.grant(alice, 1)
		if d, err := b.draw(alice); err != nil || d.Remaining != 0 || d.Balance != 30 {
			b.Error(d, err)
		}
	})
}

// many draws as often as asked, from a few members at once.
func (b *bench) many(n, members int) {
	b.Helper()
	var wg sync.WaitGroup
	var next atomic.Int64
	for w := range 128 {
		wg.Go(func() {
			for next.Add(1) <= int64(n) {
				if _, err := b.draw(alice + id.ID(w%members)*1024); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// Twenty thousand draws of the document's box add up: every stock went down
// by the draws of its prize, every point and every item is with a member.
func TestTwentyThousandDrawsAddUp(t *testing.T) {
	const n, members = 20_000, 16
	storetest.SQL(t, options(), func(t *testing.T, s *store.Store) {
		run(t, s, func(b *bench) {
			prizes := []lootbox.PrizeCmd{
				points(30, 500_000, 500_000), points(80, 300_000, 300_000), points(160, 150_000, 150_000),
				points(320, 39_000, 39_000), points(1000, 10_000, 10_000), item(1_000, 1_000),
			}
			made := b.mustPut(boxOf(100, prizes...))
			for m := range members {
				b.grant(alice+id.ID(m)*1024, n*100)
			}
			b.many(n, members)
			chances, sum, err := lootbox.Odds(b.Context(), s, made)
			if err != nil || sum != lootbox.WeightSum {
				b.Fatal(sum, err)
			}
			counts, err := lootbox.Counts(b.Context(), s, box, made.Version)
			if err != nil {
				b.Fatal(err)
			}
			drawn := map[id.ID]int64{}
			for _, c := range counts {
				drawn[c.Prize] = c.N
			}
			won, items, all, x := amount.Amount(0), int64(0), int64(0), 0.0
			for _, c := range chances {
				k := drawn[c.ID]
				if c.Remaining != c.Stock-k {
					b.Errorf("%s: %d of %d left after %d draws", c.Name, c.Remaining, c.Stock, k)
				}
				won, all = won+c.Points*amount.Amount(k), all+k
				if c.Kind == lootbox.ItemPrize {
					items += k
				}
				expected := float64(n) * float64(c.Weight) / lootbox.WeightSum
				x += (float64(k) - expected) * (float64(k) - expected) / expected
			}
			b.Logf("χ² %.2f with 5 degrees of freedom: %v", x, drawn)
			if all != n || x > 20.52 {
				b.Errorf("%d draws, χ² %.2f", all, x)
			}
			posted := amount.Amount(0)
			for m := range members {
				posted += b.balance(alice + id.ID(m)*1024).Posted
			}
			if want := members*n*100 - n*100 + won; posted != want {
				b.Errorf("the members have %d points, want %d", posted, want)
			}
			if have, _, err := store.SelectOne[int64](b.Context(), s, "SELECT count(*) FROM item"); err != nil || have != items {
				b.Errorf("%d items of %d: %v", have, items, err)
			}
		})
	})
}

// Two processes on one database sell as many draws as there are prizes.
func TestTwoProcessesShareAStock(t *testing.T) {
	url := pgtest.URL(t)
	if err := migration.Postgres(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	open := func() *store.Store {
		s, err := store.OpenPostgres(t.Context(), url, options())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	first, second := open(), open()
	run(t, first, func(b *bench) {
		const stock = 50
		b.mustPut(boxOf(1, item(lootbox.WeightSum, stock)))
		b.grant(alice, 1000)
		other := &bench{T: t, store: second, ledger: b.ledger, boxes: lootbox.New(b.ledger)}
		var won, out atomic.Int64
		var wg sync.WaitGroup
		for i := range 100 {
			process := []*bench{b, other}[i%2]
			wg.Go(func() {
				switch _, err := process.draw(alice); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, lootbox.ErrSoldOut):
					out.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != stock || out.Load() != 100-stock || b.balance(alice).Posted != 1000-stock {
			t.Errorf("%d won, %d found nothing, %d points left", won.Load(), out.Load(), b.balance(alice).Posted)
		}
	})
}
