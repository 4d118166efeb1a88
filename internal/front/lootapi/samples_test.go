package lootapi_test

import (
	"encoding/binary"
	"math/rand/v2"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/store"
)

// Ids of the sample data.
const (
	box     id.ID = 1
	solItem id.ID = 1
)

// samples loads the document's box and its one virtual item.
func (b *bench) samples() {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := catalog.Put(tx, catalog.PutCmd{
			ID: solItem, Name: "0.05 SOL", Description: "稀有SOL代币奖励", Category: "数字货币", Rarity: catalog.Legendary,
			EstimatedValue: 50_00, PayoutAsset: ledger.SOL, PayoutAmount: 50_000_000, Status: catalog.Active,
		})
		return err
	})
	b.putBox(lootbox.PutCmd{
		ID: box, Name: "积分盲盒", Description: "使用积分参与的盲盒抽奖", Price: 100, State: lootbox.Opened, SoldOut: lootbox.Renormalise,
		Prizes: []lootbox.PrizeCmd{
			points(30, "30积分", "普通积分奖励", catalog.Common, 500_000, 500_000),
			points(80, "80积分", "普通积分奖励", catalog.Common, 300_000, 300_000),
			points(160, "160积分", "丰厚积分奖励", catalog.Rare, 150_000, 150_000),
			points(320, "320积分", "史诗积分奖励", catalog.Epic, 39_000, 39_000),
			points(1000, "1000积分", "传说积分奖励", catalog.Legendary, 10_000, 10_000),
			item(1_000, 1_000),
		},
	})
}

func points(n amount.Amount, name, text string, r catalog.Rarity, weight, stock int64) lootbox.PrizeCmd {
	return lootbox.PrizeCmd{Kind: lootbox.PointsPrize, Name: name, Description: text, Rarity: r, Points: n, Weight: weight, Stock: stock}
}

func item(weight, stock int64) lootbox.PrizeCmd {
	return lootbox.PrizeCmd{Kind: lootbox.ItemPrize, Name: "0.05 SOL", Description: "稀有SOL代币奖励", Rarity: catalog.Legendary, CatalogItem: solItem, Weight: weight, Stock: stock}
}

func (b *bench) putBox(cmd lootbox.PutCmd) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := b.boxes.Put(tx, cmd)
		return err
	})
}

// loadDice makes the next write that throws dice throw a number, out of a
// million, from low up to but not including high.
func (b *bench) loadDice(low, high uint64) {
	var seed [32]byte
	for n := uint64(0); ; n++ {
		binary.LittleEndian.PutUint64(seed[:], n)
		if thrown := rand.New(rand.NewChaCha8(seed)).Uint64N(lootbox.WeightSum); thrown >= low && thrown < high {
			break
		}
	}
	b.mu.Lock()
	b.seeds = append(b.seeds, seed)
	b.mu.Unlock()
}

// give puts an item into a member's inventory, as an operator's gift.
func (b *bench) give(to id.ID) (i id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		thing, err := catalog.Get(tx, solItem)
		if err != nil {
			return err
		}
		it, err := inventory.Add(tx, inventory.AddCmd{Member: to, Catalog: thing, Origin: inventory.FromGift, Source: "test"})
		i = it.ID
		return err
	})
	return i
}
