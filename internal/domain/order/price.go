package order

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/store"
)

// Bounds of a recharge, in fen.
const (
	RechargeMin amount.Amount = 1
	RechargeMax amount.Amount = 5_000_000
)

// fenPerCredit is the price of a credit: 10 credits are 1 yuan.
const fenPerCredit = 10

// CreditsPerYuan is what a yuan buys.
const CreditsPerYuan = 100 / fenPerCredit

// CreditsFor are the credits that an amount in fen buys: 10 a yuan, and
// nothing for what is left below a credit. contract: S2-05
func CreditsFor(fen amount.Amount) amount.Amount { return fen / fenPerCredit }

// costInCredits is what a price in fen costs in credits, no less than it is.
func costInCredits(fen amount.Amount) amount.Amount {
	return (fen + fenPerCredit - 1) / fenPerCredit
}

// standard are the documented prices, in yuan.
var standard = map[membership.Plan]string{membership.Monthly: "9.90", membership.Quarterly: "25.00", membership.Yearly: "99.00"}

// priceOf is the setting of a plan's price in yuan.
func priceOf(p membership.Plan) setting.Spec {
	return setting.Spec{Name: "membership.price_" + string(p), Default: standard[p], Check: func(v string) bool {
		fen, err := amount.Parse(v, ledger.CNY.Scale())
		return err == nil && fen >= fenPerCredit && fen <= RechargeMax && fen%fenPerCredit == 0
	}}
}

// Settings are what operators may change while the server runs: the prices of
// the plans, in yuan, in steps of a credit's. Orders keep the price that they
// were placed at.
func (s *Service) Settings() []setting.Spec {
	var out []setting.Spec
	for _, p := range membership.Plans() {
		out = append(out, priceOf(p))
	}
	return out
}

// Price is what a plan costs.
type Price struct {
	Plan    membership.Plan
	Fen     amount.Amount
	Credits amount.Amount // where it is paid with Balance
}

// Prices are what the plans cost now.
func Prices(ctx context.Context, q store.Querier) ([]Price, error) {
	var out []Price
	for _, p := range membership.Plans() {
		text, err := priceOf(p).Load(ctx, q)
		if err != nil {
			return nil, err
		}
		fen, err := amount.Parse(text, ledger.CNY.Scale())
		if err != nil {
			return nil, err
		}
		out = append(out, Price{p, fen, costInCredits(fen)})
	}
	return out, nil
}
