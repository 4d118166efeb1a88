package ledger

import (
	"context"
	"errors"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// errRolled ends a run that another one has overtaken.
var errRolled = errors.New("ledger: the rollup was moved by somebody else")

// Roll moves the rollup's end towards now. A periodic job calls it, every
// minute or so; it works until all is done. Each run sums the whole slot that
// the last one ended in, and at a slot's end that slot again, so that a line
// that was late by less than a slot is still counted.
// contract: N-04
func Roll(ctx context.Context, s *store.Store, now instant.Instant) error {
	target := floor(now.Add(-rollupLag), rollupStep)
	for {
		more, err := rollOnce(ctx, s, target)
		if errors.Is(err, errRolled) {
			return nil
		}
		if err != nil || !more {
			return err
		}
	}
}

// rollOnce sums a number of slots and writes them with the new end.
func rollOnce(ctx context.Context, s *store.Store, target instant.Instant) (more bool, err error) {
	end, err := readEnd(ctx, s)
	if err != nil || end >= target {
		return false, err
	}
	from, err := nextSlot(ctx, s, end, target)
	if err != nil {
		return false, err
	}
	to := min(target, from.Add(slotsMax*slotLength))
	var rows []rollupRow
	for slot := from; slot < to; slot = slot.Add(slotLength) {
		found, err := sums(ctx, s, slot, min(to, slot.Add(slotLength)))
		if err != nil {
			return false, err
		}
		for _, row := range found {
			rows = append(rows, row)
		}
	}
	return to < target, s.Write(ctx, 0, func(tx *store.Tx) error { return putRollup(tx, rows, end, to) })
}

// nextSlot is where a run begins: with the slot that the last run ended in,
// or the one before where that is over; the next one that has lines where
// nothing happened for long.
func nextSlot(ctx context.Context, q store.Querier, end, target instant.Instant) (instant.Instant, error) {
	from := slotOf(end)
	if from > 0 && slotOf(target) > from {
		from = from.Add(-slotLength)
	}
	first, found, err := store.SelectOne[instant.Instant](ctx, q, "SELECT at FROM transfer WHERE at >= ? ORDER BY at LIMIT 1", from)
	if err != nil {
		return 0, err
	}
	if !found {
		return target, nil
	}
	return min(max(from, slotOf(first)), target), nil
}

// putRollup writes the sums, which replace those of an unfinished slot.
func putRollup(tx *store.Tx, rows []rollupRow, was, to instant.Instant) error {
	for i := range rows {
		rollups.Want(tx, rows[i].rollupKey)
	}
	end, _, err := rollupEnds.Get(tx, rolled)
	if err != nil {
		return err
	}
	if end.End != was {
		return errRolled
	}
	for i := range rows {
		if _, _, err := rollups.Get(tx, rows[i].rollupKey); err != nil {
			return err
		}
		rollups.Put(tx, rows[i])
	}
	rollupEnds.Put(tx, rollupEnd{rolled, to})
	return nil
}
