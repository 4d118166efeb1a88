package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// SystemBalance is what a system account has of an asset. Issuance, where
// everything comes from, is below zero by what it issued.
type SystemBalance struct {
	Account string
	Asset   Asset
	Balance Total
}

// SystemBalances are the balances of all system accounts as of one instant:
// the rollup and what came after it.
// contract: N-04
func SystemBalances(ctx context.Context, s *store.Store) ([]SystemBalance, error) {
	type place struct {
		account string
		asset   Asset
	}
	found := map[place]Total{}
	err := Flows(ctx, s, 0, endOfTime, func(f Flow) error {
		p := place{f.Account, f.Asset}
		found[p] = found[p].Plus(f.Sum)
		return nil
	})
	out := make([]SystemBalance, 0, len(found))
	for p, t := range found {
		out = append(out, SystemBalance{p.account, p.asset, t})
	}
	slices.SortFunc(out, func(a, b SystemBalance) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Asset, b.Asset))
	})
	return out, err
}

const endOfTime = instant.Instant(1 << 62)

// Flow is what the lines of one kind brought a system account in a slot of 15
// minutes, or a part of one.
type Flow struct {
	Slot    instant.Instant
	Account string
	Asset   Asset
	Kind    Kind
	Sum     Total
	Lines   int64
}

// Flows calls each for every flow of the slots that begin in [from, to), at
// one instant of the database. A slot may come in two parts.
func Flows(ctx context.Context, s *store.Store, from, to instant.Instant, each func(Flow) error) error {
	return s.View(ctx, func(v *store.View) error {
		end, err := readEnd(ctx, v)
		if err != nil {
			return err
		}
		err = store.Each(ctx, v, func(r rollupRow) error { return each(r.flow()) },
			"SELECT slot, account, asset, kind, billions, rest, line_count FROM ledger_rollup WHERE slot >= ? AND slot < ?", slotOf(from), to)
		if err != nil {
			return err
		}
		return live(ctx, v, max(end, slotOf(from)), to, each)
	})
}

// live sums what the rollup does not hold yet, from one line's slot to the
// next one's.
func live(ctx context.Context, q store.Querier, from, to instant.Instant, each func(Flow) error) error {
	for from < to {
		first, found, err := store.SelectOne[instant.Instant](ctx, q, "SELECT at FROM transfer WHERE at >= ? ORDER BY at LIMIT 1", from)
		if err != nil || !found || slotOf(first) >= to {
			return err
		}
		next := slotOf(first).Add(slotLength)
		rows, err := sums(ctx, q, max(from, slotOf(first)), next)
		if err != nil {
			return err
		}
		for row := range maps.Values(rows) {
			if err := each(row.flow()); err != nil {
				return err
			}
		}
		from = next
	}
	return nil
}

func (r rollupRow) flow() Flow {
	return Flow{r.Slot, r.Account, r.Asset, r.Kind, Total{r.Billions, r.Rest}, r.Lines}
}
