package ledger

import (
	"context"
	"errors"
	"fmt"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// CheckRollup holds every row of the rollup to the lines that it sums.
func CheckRollup() verify.Check {
	return verify.Check{
		Name: "ledger rollup",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT CAST(coalesce(sum(line_count), 0) AS bigint) FROM ledger_rollup")
			return n, err
		},
		Run: checkRollup,
	}
}

// checkRollup goes from slot to slot, each on a snapshot of its own, which
// the rollup's end may have moved on before.
func checkRollup(ctx context.Context, s *store.Store, r *verify.Run) error {
	for slot, done := instant.Instant(0), false; !done; {
		err := s.View(ctx, func(v *store.View) (err error) {
			slot, done, err = checkNextSlot(ctx, v, slot, r)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// checkNextSlot checks the first slot from this one on that has anything.
func checkNextSlot(ctx context.Context, v *store.View, from instant.Instant, r *verify.Run) (next instant.Instant, done bool, err error) {
	end, err := readEnd(ctx, v)
	if err != nil {
		return 0, false, err
	}
	summed, found1, err1 := store.SelectOne[instant.Instant](ctx, v, "SELECT slot FROM ledger_rollup WHERE slot >= ? ORDER BY slot LIMIT 1", from)
	line, found2, err2 := store.SelectOne[instant.Instant](ctx, v, "SELECT at FROM transfer WHERE at >= ? AND at < ? ORDER BY at LIMIT 1", from, end)
	switch {
	case err1 != nil || err2 != nil:
		return 0, false, errors.Join(err1, err2)
	case !found1 && !found2:
		return 0, true, nil
	case !found1 || (found2 && slotOf(line) < summed):
		summed = slotOf(line)
	}
	return summed.Add(slotLength), false, checkSlot(ctx, v, summed, end, r)
}

func checkSlot(ctx context.Context, v *store.View, slot, end instant.Instant, r *verify.Run) error {
	want := map[rollupKey]rollupRow{}
	var err error
	if slot < end {
		if want, err = sums(ctx, v, slot, min(end, slot.Add(slotLength))); err != nil {
			return err
		}
	}
	err = store.Each(ctx, v, func(have rollupRow) error {
		r.Step(have.Lines)
		expected := want[have.rollupKey]
		delete(want, have.rollupKey)
		differs := !(Total{have.Billions, have.Rest}).Minus(Total{expected.Billions, expected.Rest}).IsZero()
		if differs || have.Lines != expected.Lines {
			r.Differ(place(have.rollupKey), "it has %d lines, there are %d, or their sums differ", have.Lines, expected.Lines)
		}
		return nil
	}, "SELECT slot, account, asset, kind, billions, rest, line_count FROM ledger_rollup WHERE slot = ?", slot)
	for key := range want {
		r.Differ(place(key), "there are lines, but no row")
	}
	return err
}

func place(k rollupKey) string {
	return fmt.Sprintf("rollup %s %s %s %s", k.Slot.Time().Format("2006-01-02T15:04"), k.Account, k.Asset, k.Kind)
}
