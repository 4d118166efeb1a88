package ledger

import (
	"context"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// The rollup keeps the sums of the system accounts' movements by slots of
// time, so that a balance is the sum of few rows. It is complete up to its
// end, which a job moves; what came after is summed live.
const (
	slotLength = 15 * time.Minute // every zone's days begin with one
	// rollupLag is longer than a write can take from the instant that it
	// carries to its commit, and than clocks of processes may differ.
	rollupLag  = 5 * time.Minute
	rollupStep = time.Minute
	slotsMax   = 96 // a run's
)

type rollupKey struct {
	Slot    instant.Instant `db:"slot"`
	Account string          `db:"account"`
	Asset   Asset           `db:"asset"`
	Kind    Kind            `db:"kind"`
}

// rollupRow is what the lines of one kind brought a system account in a slot.
type rollupRow struct {
	rollupKey
	Billions int64 `db:"billions"`
	Rest     int64 `db:"rest"`
	Lines    int64 `db:"line_count"`
}

// rollupEnd says how far the rollup is complete: before this instant.
type rollupEnd struct {
	rollupEndKey
	End instant.Instant `db:"complete_to"`
}

type rollupEndKey struct {
	Name string `db:"name"`
}

var (
	rollups    = store.Define[rollupKey, rollupRow]("ledger_rollup")
	rollupEnds = store.Define[rollupEndKey, rollupEnd]("ledger_rollup_end")
)

var rolled = rollupEndKey{"transfer"}

func floor(at instant.Instant, d time.Duration) instant.Instant {
	return at - at%instant.Instant(d.Microseconds())
}

func slotOf(at instant.Instant) instant.Instant { return floor(at, slotLength) }

func readEnd(ctx context.Context, q store.Querier) (instant.Instant, error) {
	end, _, err := store.SelectOne[instant.Instant](ctx, q, "SELECT complete_to FROM ledger_rollup_end WHERE name = ?", rolled.Name)
	return end, err
}

// sums are what the lines in [from, to), which lie in one slot, brought the
// system accounts.
func sums(ctx context.Context, q store.Querier, from, to instant.Instant) (map[rollupKey]rollupRow, error) {
	type group struct {
		Own      string `db:"own"` // the credited system account, where none but system accounts moved
		Counter  string `db:"counter"`
		Asset    Asset  `db:"asset"`
		Kind     Kind   `db:"kind"`
		Billions int64  `db:"billions"`
		Rest     int64  `db:"rest"`
		Lines    int64  `db:"line_count"`
	}
	out := map[rollupKey]rollupRow{}
	add := func(account string, g group, t Total) {
		key := rollupKey{slotOf(from), account, g.Asset, g.Kind}
		row := out[key]
		t = t.Plus(Total{row.Billions, row.Rest})
		out[key] = rollupRow{key, t.Billions, t.Rest, row.Lines + g.Lines}
	}
	const own = "CASE WHEN owner = 0 THEN purpose ELSE '' END"
	err := store.Each(ctx, q, func(g group) error {
		t := Total{g.Billions, g.Rest}
		if ParseRef(g.Counter).IsSystem() {
			add(g.Counter, g, Total{}.Minus(t))
		}
		if g.Own != "" {
			add(g.Own, g, t)
		}
		return nil
	}, "SELECT "+own+" AS own, counter, asset, kind, "+sumColumns+" FROM transfer WHERE at >= ? AND at < ? GROUP BY "+own+", counter, asset, kind", from, to)
	return out, err
}
