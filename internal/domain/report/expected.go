package report

import (
	"context"
	"math/big"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/store"
)

// Expected is what one draw of a box is worth on average, by asset, in whole
// units: the points of its prizes, and what its items pay out.
// contract: N-09
func Expected(ctx context.Context, q store.Querier, chances []lootbox.Chance, sum int64) (map[ledger.Asset]*big.Rat, error) {
	out := map[ledger.Asset]*big.Rat{}
	if sum == 0 {
		return out, nil
	}
	add := func(asset ledger.Asset, by amount.Amount, share int64) {
		if out[asset] == nil {
			out[asset] = new(big.Rat)
		}
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(asset.Scale())), nil)
		worth := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(by)), big.NewInt(share)), new(big.Int).Mul(unit, big.NewInt(sum)))
		out[asset].Add(out[asset], worth)
	}
	items, err := payouts(ctx, q, chances)
	if err != nil {
		return nil, err
	}
	for _, c := range chances {
		if c.Points > 0 {
			add(ledger.Point, c.Points, c.Share)
		}
		if p := items[c.CatalogItem]; p.Amount > 0 {
			add(p.Asset, p.Amount, c.Share)
		}
	}
	return out, nil
}

type payout struct {
	ID     id.ID         `db:"id"`
	Asset  ledger.Asset  `db:"payout_asset"`
	Amount amount.Amount `db:"payout_amount"`
}

// payouts reads what the items among the prizes pay out.
func payouts(ctx context.Context, q store.Querier, chances []lootbox.Chance) (map[id.ID]payout, error) {
	var args []any
	for _, c := range chances {
		if c.CatalogItem != 0 {
			args = append(args, c.CatalogItem)
		}
	}
	out := map[id.ID]payout{}
	if len(args) == 0 {
		return out, nil
	}
	return out, store.Each(ctx, q, func(p payout) error { out[p.ID] = p; return nil },
		"SELECT id, payout_asset, payout_amount FROM catalog_item WHERE id IN "+store.Marks(len(args)), args...)
}
