package card_test

import (
	"context"
	"fmt"
	"net/netip"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func each(b *testing.B, run func(b *testing.B, x *bench)) {
	b.Run("sqlite", func(b *testing.B) { run(b, newBench(b, storetest.SQLite)) })
	b.Run("postgres", func(b *testing.B) { run(b, newBench(b, storetest.Postgres)) })
}

// The aim is one second for 10,000 cards.
func BenchmarkCreateBatchOf10000(b *testing.B) {
	each(b, func(b *testing.B, x *bench) {
		t := x.template(card.Dance, card.Grant{})
		for b.Loop() {
			x.batch(t, card.BatchMax, nil)
		}
	})
}

// The aim is 8,000 uses a second.
func BenchmarkUse(b *testing.B) {
	for name, grant := range map[string]card.Grant{"plain": {}, "points": {Asset: ledger.Point, Amount: 10}} {
		b.Run(name, func(b *testing.B) {
			each(b, func(b *testing.B, x *bench) {
				texts := x.texts(grant, b.N)
				var next atomic.Int64
				b.SetParallelism(64)
				b.ResetTimer()
				b.RunParallel(func(p *testing.PB) {
					for p.Next() {
						n := next.Add(1) - 1
						if _, err := x.useFrom(id.ID(2_000_000+n%50_000), texts[n], netip.Addr{}); err != nil {
							b.Error(err)
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "uses/s")
			})
		})
	}
}

// The aim is five seconds for 10,000 pictures, in bounded memory.
func BenchmarkArchiveOf10000(b *testing.B) {
	x := newBench(b, storetest.SQLite)
	batch := x.batch(x.template(card.Dance, card.Grant{}), card.BatchMax, nil)
	blobs, err := blob.Open(filepath.Join(b.TempDir(), "blobs"), x.clock, 1<<30)
	x.must(err)
	defer func() { _ = blobs.Close() }()
	printer := card.NewPrinter(card.PrinterOptions{Cards: x.cards, Store: x.store, Blobs: blobs, Clock: x.clock})
	var most uint64
	for b.Loop() {
		plan, err := printer.Plan(context.Background(), batch.ID)
		x.must(err)
		x.clock.Advance(card.LinkLife) // the last one is too old to be used again
		x.must(printer.Make(context.Background(), plan, func(n int) {
			if n%1000 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}))
	}
	b.ReportMetric(float64(most)/(1<<20), "heap-MiB")
}

// texts are n codes of as many batches as it takes.
func (b *bench) texts(grant card.Grant, n int) []string {
	t := b.template(card.Dance, grant)
	var out []string
	for len(out) < n {
		batch := b.batch(t, card.BatchMax, nil)
		for p := 1; p <= card.BatchMax/page.SizeMax; p++ {
			list, err := b.cards.Cards(context.Background(), b.store, card.CardsCmd{Batch: batch.ID, Page: page.Numbered{Page: p, Size: page.SizeMax}})
			b.must(err)
			for _, c := range list.Items {
				out = append(out, c.Code)
			}
		}
	}
	return out
}

// A million cards, a fifth of them used over a year by 50,000 members. The
// aim is 100 ms.
func BenchmarkStatisticsOver1000000(b *testing.B) {
	each(b, func(b *testing.B, x *bench) {
		x.million(b)
		for _, days := range []int{30, 365} {
			b.Run(fmt.Sprintf("%d-days", days), func(b *testing.B) {
				until := x.clock.Now().DayIn(time.UTC)
				for b.Loop() {
					got, err := x.cards.Statistics(context.Background(), x.store, card.StatisticsCmd{From: until.AddDays(1 - days), Until: until})
					if err != nil || got.Total != 1_000_000 || got.Used == 0 || got.Members == 0 {
						b.Fatal(got.Figures, err)
					}
				}
			})
		}
		b.Run("card-list", func(b *testing.B) {
			for b.Loop() {
				if _, err := x.cards.Cards(context.Background(), x.store, card.CardsCmd{Which: card.OnlyUnused, Page: page.Numbered{Page: 5000, Size: 100}}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("offers", func(b *testing.B) {
			for b.Loop() {
				if _, err := card.Offers(context.Background(), x.store, card.Dance, x.clock.Now()); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

func (b *bench) million(t testing.TB) {
	const step = 500
	all := []card.Category{card.Dance, card.Song, card.Clothing, card.Game}
	var kinds []card.Template
	for _, c := range all {
		kinds = append(kinds, b.template(c, card.Grant{}))
	}
	member := id.ID(2_000_000)
	for n := range 100 {
		batch := b.batch(kinds[n%len(kinds)], card.BatchMax, func(c *card.CreateBatchCmd) { c.ExpiryDay = "2030-01-01" })
		b.clock.Advance(365 * 24 * time.Hour / 100)
		var texts []string
		for p := 1; p <= 20; p++ {
			list, err := b.cards.Cards(context.Background(), b.store, card.CardsCmd{Batch: batch.ID, Page: page.Numbered{Page: p, Size: page.SizeMax}})
			b.must(err)
			for _, c := range list.Items {
				texts = append(texts, c.Code)
			}
		}
		for at := 0; at < len(texts); at += step {
			b.must(b.store.Write(context.Background(), batch.ID.Bucket(), func(tx *store.Tx) error {
				for i, text := range texts[at : at+step] {
					ref, err := b.cards.Find(context.Background(), b.store, text)
					if err != nil {
						return err
					}
					m := member + id.ID((n*7919+(at+i)*104_729)%50_000)
					if _, err := b.cards.Use(tx, card.UseCmd{Member: m, Ref: ref}); err != nil && !tx.Missed() {
						return err
					}
				}
				return nil
			}))
		}
	}
	t.Log("seeded", instant.Instant(b.clock.Now()).Time())
}
