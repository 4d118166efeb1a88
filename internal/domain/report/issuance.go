package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// DayFlow is what all members together got and gave of an asset on one day.
// Issued, Refunded and Adjusted add to what they have (Adjusted may be below
// zero), Spent and Expired take from it; Reversed is what reversals gave back
// less what they took. Net is the change of what they have.
type DayFlow struct {
	Day      instant.Day
	Asset    ledger.Asset
	Issued   ledger.Total
	Spent    ledger.Total
	Refunded ledger.Total
	Expired  ledger.Total
	Adjusted ledger.Total
	Reversed ledger.Total
	Net      ledger.Total
}

// IssuanceCmd asks for the days from From to To, both included, in Zone.
// Asset "" means every asset.
type IssuanceCmd struct {
	From  instant.Day
	To    instant.Day
	Zone  *time.Location
	Asset ledger.Asset
}

// Issuance lists the days that had any movement, latest first.
// contract: N-17
func Issuance(ctx context.Context, s *store.Store, cmd IssuanceCmd) ([]DayFlow, error) {
	from, err := cmd.From.Start(cmd.Zone)
	if err != nil {
		return nil, err
	}
	to, err := cmd.To.AddDays(1).Start(cmd.Zone)
	if err != nil {
		return nil, err
	}
	type key struct {
		day   instant.Day
		asset ledger.Asset
	}
	found := map[key]*DayFlow{}
	err = ledger.Flows(ctx, s, from, to, func(f ledger.Flow) error {
		if cmd.Asset != "" && f.Asset != cmd.Asset {
			return nil
		}
		k := key{f.Slot.DayIn(cmd.Zone), f.Asset}
		if found[k] == nil {
			found[k] = &DayFlow{Day: k.day, Asset: k.asset}
		}
		found[k].add(f)
		return nil
	})
	out := make([]DayFlow, 0, len(found))
	for d := range maps.Values(found) {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b DayFlow) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Asset, b.Asset))
	})
	return out, err
}

// add takes in a flow. What a system account gives, members get; between two
// system accounts it is nothing.
func (d *DayFlow) add(f ledger.Flow) {
	d.Net = d.Net.Minus(f.Sum)
	switch f.Kind {
	case ledger.Earn:
		d.Issued = d.Issued.Minus(f.Sum)
	case ledger.Spend:
		d.Spent = d.Spent.Plus(f.Sum)
	case ledger.Refund:
		d.Refunded = d.Refunded.Minus(f.Sum)
	case ledger.Expire:
		d.Expired = d.Expired.Plus(f.Sum)
	case ledger.Adjust:
		d.Adjusted = d.Adjusted.Minus(f.Sum)
	case ledger.Reverse:
		d.Reversed = d.Reversed.Minus(f.Sum)
	}
}
