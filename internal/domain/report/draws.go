package report

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Drawn is how often a prize of an odds version was drawn, beside what was
// published: Weight in parts per million.
type Drawn struct {
	Box     id.ID  `db:"box"`
	BoxName string `db:"box_name"`
	Version int64  `db:"version"`
	Prize   id.ID  `db:"prize"`
	Name    string `db:"name"`
	Weight  int64  `db:"weight"`
	Stock   int64  `db:"stock"`
	Count   int64  `db:"draw_count"`
}

// DrawsCmd asks for the prizes of one box, all versions of its odds, or with
// Box 0 of all boxes, the versions of now.
type DrawsCmd struct {
	Box id.ID
}

// rowsMax bounds what Draws reads.
const rowsMax = 20_000

// Draws lists prizes by box, latest version first, as of one instant.
// contract: N-17
func Draws(ctx context.Context, s *store.Store, cmd DrawsCmd) (list []Drawn, err error) {
	where, args := "p.version = b.odds", []any{}
	if cmd.Box != 0 {
		where, args = "b.bucket = ? AND b.id = ?", []any{cmd.Box.Bucket(), cmd.Box}
	}
	err = s.View(ctx, func(v *store.View) error {
		recent, err := drawnSince(ctx, v, cmd.Box)
		if err != nil {
			return err
		}
		list, err = store.Select[Drawn](ctx, v, `SELECT p.box, b.name AS box_name, p.version, p.id AS prize, p.name, p.weight, p.stock, coalesce(d.draw_count, 0) AS draw_count
			FROM box b JOIN prize p ON p.bucket = b.bucket AND p.box = b.id
			LEFT JOIN draw_rollup d ON d.box = p.box AND d.version = p.version AND d.prize = p.id
			WHERE `+where+` ORDER BY p.box, p.version DESC, p.position LIMIT ?`, append(args, rowsMax)...)
		for i := range list {
			list[i].Count += recent[list[i].key()]
		}
		return err
	})
	return list, err
}

type drawnKey struct {
	Box     id.ID `db:"box"`
	Version int64 `db:"version"`
	Prize   id.ID `db:"prize"`
}

func (d Drawn) key() drawnKey { return drawnKey{d.Box, d.Version, d.Prize} }

// drawnRow is how often a prize was drawn before the rollup's end.
type drawnRow struct {
	drawnKey
	Count int64 `db:"draw_count"`
}

type drawEndKey struct {
	Name string `db:"name"`
}

type drawEnd struct {
	drawEndKey
	End instant.Instant `db:"complete_to"`
}

var (
	drawRollups = store.Define[drawnKey, drawnRow]("draw_rollup")
	drawEnds    = store.Define[drawEndKey, drawEnd]("draw_rollup_end")
)

var drawsRolled = drawEndKey{"draw"}

func readDrawEnd(ctx context.Context, q store.Querier) (instant.Instant, error) {
	end, _, err := store.SelectOne[instant.Instant](ctx, q, "SELECT complete_to FROM draw_rollup_end WHERE name = ?", drawsRolled.Name)
	return end, err
}

// drawnSince counts the draws that the rollup does not hold; box 0 means all.
func drawnSince(ctx context.Context, q store.Querier, box id.ID) (map[drawnKey]int64, error) {
	end, err := readDrawEnd(ctx, q)
	if err != nil {
		return nil, err
	}
	return countDraws(ctx, q, "at >= ? AND (box = ? OR ? = 0)", end, box, box)
}

func countDraws(ctx context.Context, q store.Querier, where string, args ...any) (map[drawnKey]int64, error) {
	out := map[drawnKey]int64{}
	err := store.Each(ctx, q, func(r drawnRow) error { out[r.drawnKey] = r.Count; return nil },
		"SELECT box, version, prize, count(*) AS draw_count FROM draw WHERE "+where+" GROUP BY box, version, prize", args...)
	return out, err
}
