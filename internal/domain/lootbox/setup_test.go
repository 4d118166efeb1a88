package lootbox_test

import (
	"encoding/binary"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

var (
	zone  = time.FixedZone("CST", 8*3600)
	start = instant.Of(time.Date(2025, 1, 16, 10, 30, 0, 0, zone))
)

const (
	box     id.ID = 1
	solItem id.ID = 1
)

// bench is the module on one engine.
type bench struct {
	*testing.T
	store  *store.Store
	ledger *ledger.Ledger
	boxes  *lootbox.Service
}

// every runs the test on all engines, with dice that are thrown the same each
// time, and verifies the books after.
func every(t *testing.T, test func(b *bench)) {
	t.Helper()
	storetest.Every(t, options(), func(t *testing.T, s *store.Store) { run(t, s, test) })
}

// rules runs the test on the memory engine, and on the one that is quick to
// open and can be verified.
func rules(t *testing.T, test func(b *bench)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) { run(t, storetest.Memory(t, options()), test) })
	t.Run("sqlite", func(t *testing.T) { run(t, storetest.SQLite(t, options()), test) })
}

func options() store.Options {
	var seeds atomic.Uint64
	return store.Options{
		Now: func() instant.Instant { return start },
		Seed: func() (seed [32]byte) {
			binary.LittleEndian.PutUint64(seed[:], seeds.Add(1))
			return seed
		},
	}
}

func run(t *testing.T, s *store.Store, test func(b *bench)) {
	b := &bench{T: t, store: s, ledger: ledger.New(zone)}
	b.boxes = lootbox.New(b.ledger)
	b.write(func(tx *store.Tx) error {
		_, err := catalog.Put(tx, catalog.PutCmd{ID: solItem, Name: "0.05 SOL", Rarity: catalog.Legendary, PayoutAsset: ledger.SOL, PayoutAmount: 50_000_000, Status: catalog.Active})
		return err
	})
	test(b)
	if s.Engine() == "memory" {
		return
	}
	result, err := verify.All(t.Context(), s, nil, b.ledger.Check(), lootbox.Check())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range result.First {
		t.Error(d)
	}
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.Helper()
	if err := b.store.Write(b.Context(), box.Bucket(), fn); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) put(cmd lootbox.PutCmd) (lootbox.Box, error) {
	return store.Do(b.Context(), b.store, box.Bucket(), func(tx *store.Tx) (lootbox.Box, error) { return b.boxes.Put(tx, cmd) })
}

func (b *bench) mustPut(cmd lootbox.PutCmd) lootbox.Box {
	b.Helper()
	made, err := b.put(cmd)
	if err != nil {
		b.Fatal(err)
	}
	return made
}

func (b *bench) draw(member id.ID) (lootbox.Draw, error) {
	return store.Do(b.Context(), b.store, box.Bucket(), func(tx *store.Tx) (lootbox.Draw, error) {
		return b.boxes.Draw(tx, lootbox.DrawCmd{Member: member, Box: box})
	})
}

func (b *bench) grant(member id.ID, n amount.Amount) {
	b.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := b.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(member), Asset: ledger.Point, Amount: n, Kind: ledger.Earn, Actor: actor.OfSystem})
		return err
	})
}

func (b *bench) balance(member id.ID) (acc ledger.Account) {
	b.Helper()
	b.write(func(tx *store.Tx) (err error) {
		acc, err = b.ledger.Balance(tx, ledger.Member(member), ledger.Point)
		return err
	})
	return acc
}

// boxOf is an open box with these prizes.
func boxOf(price amount.Amount, prizes ...lootbox.PrizeCmd) lootbox.PutCmd {
	return lootbox.PutCmd{ID: box, Name: "积分盲盒", Price: price, State: lootbox.Opened, SoldOut: lootbox.Renormalise, Prizes: prizes}
}

func points(n amount.Amount, weight, stock int64) lootbox.PrizeCmd {
	return lootbox.PrizeCmd{Kind: lootbox.PointsPrize, Name: "积分", Description: "普通积分奖励", Rarity: catalog.Common, Points: n, Weight: weight, Stock: stock}
}

func item(weight, stock int64) lootbox.PrizeCmd {
	return lootbox.PrizeCmd{Kind: lootbox.ItemPrize, Name: "0.05 SOL", Rarity: catalog.Legendary, CatalogItem: solItem, Weight: weight, Stock: stock}
}
