package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// drawLag is longer than a write can take from the instant that it carries
// to its commit.
const drawLag = 5 * time.Minute

var errRolled = errors.New("report: the rollup was moved by somebody else")

// RollDraws counts the draws since the rollup's end. A periodic job calls it
// every few minutes.
// contract: N-17
func RollDraws(ctx context.Context, s *store.Store, now instant.Instant) error {
	target := now.Add(-drawLag)
	end, err := readDrawEnd(ctx, s)
	if err != nil || end >= target {
		return err
	}
	counts, err := countDraws(ctx, s, "at >= ? AND at < ?", end, target)
	if err != nil {
		return err
	}
	err = s.Write(ctx, 0, func(tx *store.Tx) error { return putDraws(tx, counts, end, target) })
	if errors.Is(err, errRolled) {
		return nil
	}
	return err
}

func putDraws(tx *store.Tx, counts map[drawnKey]int64, was, to instant.Instant) error {
	for k := range counts {
		drawRollups.Want(tx, k)
	}
	end, _, err := drawEnds.Get(tx, drawsRolled)
	if err != nil {
		return err
	}
	if end.End != was {
		return errRolled
	}
	for k, n := range counts {
		row, _, err := drawRollups.Get(tx, k)
		if err != nil {
			return err
		}
		drawRollups.Put(tx, drawnRow{k, row.Count + n})
	}
	drawEnds.Put(tx, drawEnd{drawsRolled, to})
	return nil
}

// CheckDraws holds the rolled up counts to the draws.
func CheckDraws() verify.Check {
	return verify.Check{
		Name: "draw rollup",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM draw_rollup")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error { return checkDraws(ctx, v, r) })
		},
	}
}

func checkDraws(ctx context.Context, v *store.View, r *verify.Run) error {
	end, err := readDrawEnd(ctx, v)
	if err != nil {
		return err
	}
	want, err := countDraws(ctx, v, "at < ?", end)
	if err != nil {
		return err
	}
	err = store.Each(ctx, v, func(have drawnRow) error {
		r.Step(1)
		if n := want[have.drawnKey]; n != have.Count {
			r.Differ(fmt.Sprintf("prize %d", have.Prize), "%d draws are counted, there are %d", have.Count, n)
		}
		delete(want, have.drawnKey)
		return nil
	}, "SELECT box, version, prize, draw_count FROM draw_rollup")
	for k, n := range want {
		r.Differ(fmt.Sprintf("prize %d", k.Prize), "%d draws are not counted", n)
	}
	return err
}
