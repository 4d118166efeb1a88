// Package demo loads the sample data of the documents that the fronts serve.
// Loading it again changes nothing. It is refused in production mode.
package demo

import (
	"context"
	"errors"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/store"
)

// Ids of the sample data.
const (
	Box     id.ID = 1
	SOLItem id.ID = 1
)

// Load writes what is missing.
func Load(ctx context.Context, s *store.Store, boxes *lootbox.Service) error {
	parts := []func(tx *store.Tx) error{solItem, func(tx *store.Tx) error { return pointsBox(tx, boxes) }}
	for _, part := range parts {
		if err := s.Write(ctx, 0, part); err != nil && !there(err) {
			return err
		}
	}
	return nil
}

// there reports whether err says that the sample exists, as it was loaded or
// as somebody has edited it since.
func there(err error) bool {
	return errors.Is(err, catalog.ErrStale) || errors.Is(err, lootbox.ErrStale)
}

func solItem(tx *store.Tx) error {
	_, err := catalog.Put(tx, catalog.PutCmd{
		ID: SOLItem, Name: "0.05 SOL", Description: "稀有SOL代币奖励", Category: "数字货币", Rarity: catalog.Legendary,
		EstimatedValue: 50_00, PayoutAsset: ledger.SOL, PayoutAmount: 50_000_000, Status: catalog.Active,
	})
	return err
}

// pointsBox is box 1 with the document's six prizes: odds × 1,000,000 are the
// stocks.
func pointsBox(tx *store.Tx, boxes *lootbox.Service) error {
	points := func(i id.ID, n amount.Amount, name, text string, r catalog.Rarity, weight int64) lootbox.PrizeCmd {
		return lootbox.PrizeCmd{ID: i, Kind: lootbox.PointsPrize, Name: name, Description: text, Rarity: r, Points: n, Weight: weight, Stock: weight}
	}
	_, err := boxes.Put(tx, lootbox.PutCmd{
		ID: Box, Name: "积分盲盒", Description: "使用积分参与的盲盒抽奖", Price: 100, State: lootbox.Opened, SoldOut: lootbox.Renormalise,
		Prizes: []lootbox.PrizeCmd{
			points(1, 30, "30积分", "普通积分奖励", catalog.Common, 500_000),
			points(2, 80, "80积分", "普通积分奖励", catalog.Common, 300_000),
			points(3, 160, "160积分", "丰厚积分奖励", catalog.Rare, 150_000),
			points(4, 320, "320积分", "史诗积分奖励", catalog.Epic, 39_000),
			points(5, 1000, "1000积分", "传说积分奖励", catalog.Legendary, 10_000),
			{ID: 6, Kind: lootbox.ItemPrize, Name: "0.05 SOL", Description: "稀有SOL代币奖励", Rarity: catalog.Legendary, CatalogItem: SOLItem, Weight: 1_000, Stock: 1_000},
		},
	})
	return err
}
