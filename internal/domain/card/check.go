package card

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check re-derives every batch's figures from its cards, holds every use to
// its card and its grant, and counts the statistics anew.
func (s *Service) Check() verify.Check {
	return verify.Check{
		Name: "card",
		Rows: func(ctx context.Context, st *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, st, "SELECT count(*) FROM card_use")
			return n, err
		},
		Run: func(ctx context.Context, st *store.Store, r *verify.Run) error {
			return st.View(ctx, func(v *store.View) error {
				for _, check := range []func(context.Context, *store.View, *verify.Run) error{checkBatches, checkTemplates, checkUses, s.checkFigures} {
					if err := check(ctx, v, r); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

func checkBatches(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Batch
		RowsUsed   int64 `db:"rows_used"`
		RowsVoided int64 `db:"rows_voided"`
		Strays     int64 `db:"strays"`
	}
	var last Batch
	return store.Each(ctx, v, func(b row) error {
		at := fmt.Sprintf("batch %d", b.ID)
		voided := b.RowsVoided
		if b.State == deleted {
			voided = b.Issued
		}
		if b.Used != b.RowsUsed || b.Voided != voided {
			r.Differ(at, "%d used and %d void, of its cards %d and %d are", b.Used, b.Voided, b.RowsUsed, voided)
		}
		if b.Issued > b.Total || b.Total > b.Capacity || b.Unused() < 0 || b.Strays > 0 {
			r.Differ(at, "%d of %d cards exist, %d used, %d void, %d outside its ids", b.Issued, b.Total, b.Used, b.Voided, b.Strays)
		}
		if b.StartID < last.StartID+id.ID(last.Capacity) {
			r.Differ(at, "its ids begin within those of batch %d", last.ID)
		}
		last = b.Batch
		return nil
	}, "SELECT "+columns(batches.Columns(), "b.")+`, coalesce(c.used, 0) AS rows_used, coalesce(c.voided, 0) AS rows_voided, coalesce(c.strays, 0) AS strays FROM card_batch b LEFT JOIN (
			SELECT c.batch, count(CASE WHEN c.state = 'used' THEN 1 END) AS used, count(CASE WHEN c.state = 'voided' THEN 1 END) AS voided,
			count(CASE WHEN c.id < o.start_id OR c.id >= o.start_id + o.issued THEN 1 END) AS strays
			FROM card c JOIN card_batch o ON o.bucket = c.batch % 1024 AND o.id = c.batch GROUP BY c.batch
		) c ON c.batch = b.id ORDER BY b.start_id`)
}

func checkTemplates(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		ID      id.ID `db:"id"`
		Batches int64 `db:"batches"`
		Rows    int64 `db:"n"`
	}
	return store.Each(ctx, v, func(t row) error {
		r.Differ(fmt.Sprintf("template %d", t.ID), "%d batches, but %d are there", t.Batches, t.Rows)
		return nil
	}, `SELECT t.id, t.batches, coalesce(b.n, 0) AS n FROM card_template t
		LEFT JOIN (SELECT template, count(*) AS n FROM card_batch WHERE state <> 'deleted' GROUP BY template) b ON b.template = t.id
		WHERE t.batches <> coalesce(b.n, 0)`)
}

// checkUses looks for uses whose card, points or item are not there, and for
// used cards without a use.
func checkUses(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Card id.ID  `db:"card"`
		What string `db:"what"`
	}
	return store.Each(ctx, v, func(u row) error {
		r.Differ(fmt.Sprintf("card %d", u.Card), "%s", u.What)
		return nil
	}, `SELECT u.card, 'a use of a card that says otherwise' AS what FROM card_use u
			LEFT JOIN card c ON c.bucket = u.card % 1024 AND c.id = u.card AND c.state = 'used' AND c.use_id = u.id AND c.used_by = u.member AND c.used_at = u.at
			WHERE c.id IS NULL
		UNION ALL
		SELECT c.id, 'it is used, but by no use' FROM card c
			LEFT JOIN card_use u ON u.bucket = c.use_id % 1024 AND u.id = c.use_id AND u.card = c.id
			WHERE c.state = 'used' AND u.id IS NULL
		UNION ALL
		SELECT u.card, 'the points of its use are missing' FROM card_use u
			LEFT JOIN transfer t ON t.bucket = u.bucket AND t.id = u.transfer AND t.owner = u.member
			WHERE u.transfer > 0 AND t.id IS NULL
		UNION ALL
		SELECT u.card, 'the item of its use is missing' FROM card_use u
			LEFT JOIN item i ON i.bucket = u.bucket AND i.id = u.item AND i.member = u.member
			WHERE u.item > 0 AND i.id IS NULL`)
}

// checkFigures counts the uses anew, member by member in order of time.
func (s *Service) checkFigures(ctx context.Context, v *store.View, r *verify.Run) error {
	type use struct {
		Member   id.ID           `db:"member"`
		Batch    id.ID           `db:"batch"`
		Category Category        `db:"category"`
		At       instant.Instant `db:"at"`
	}
	want := map[useDayKey]int64{}
	var last lastUse
	err := store.Each(ctx, v, func(u use) error {
		if u.Member != last.Member {
			last = lastUse{memberKey: memberKey{u.Member.Bucket(), u.Member}}
		}
		day := s.dayOf(u.At)
		for _, c := range [...]Category{anyCategory, u.Category} {
			prev := last.day(c)
			want[useDayKey{shardOf(u.Batch.Bucket()), day, c, *prev}]++
			*prev = day
		}
		r.Step(1)
		return nil
	}, "SELECT member, batch, category, at FROM card_use ORDER BY member, at, id")
	if err != nil {
		return err
	}
	err = store.Each(ctx, v, func(d useDay) error {
		if want[d.useDayKey] != d.Uses {
			r.Differ(fmt.Sprintf("uses of day %d, category %q, shard %d, before %d", d.Day, d.Category, d.Bucket, d.Prev), "%d, but there are %d", d.Uses, want[d.useDayKey])
		}
		delete(want, d.useDayKey)
		return nil
	}, "SELECT "+columns(useDays.Columns(), "")+" FROM card_use_day")
	for key, n := range want {
		r.Differ(fmt.Sprintf("uses of day %d, category %q, shard %d, before %d", key.Day, key.Category, key.Bucket, key.Prev), "none, but there are %d", n)
	}
	if err != nil {
		return err
	}
	return checkStock(ctx, v, r)
}

// checkStock holds the issued and void cards of each category to the batches.
func checkStock(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Category Category `db:"category"`
		Issued   int64    `db:"issued"`
		Voided   int64    `db:"voided"`
	}
	want := map[row]bool{}
	err := store.Each(ctx, v, func(b row) error { want[b] = true; return nil },
		"SELECT category, CAST(sum(issued) AS bigint) AS issued, CAST(sum(voided) AS bigint) AS voided FROM card_batch GROUP BY category")
	if err != nil {
		return err
	}
	err = store.Each(ctx, v, func(d row) error {
		if !want[d] {
			r.Differ("cards of category "+string(d.Category), "%d issued and %d void by day, which is not what the batches have", d.Issued, d.Voided)
		}
		delete(want, d)
		return nil
	}, "SELECT category, CAST(sum(issued) AS bigint) AS issued, CAST(sum(voided) AS bigint) AS voided FROM card_stock_day GROUP BY category")
	for b := range want {
		r.Differ("cards of category "+string(b.Category), "%d issued and %d void, which is not what was counted by day", b.Issued, b.Voided)
	}
	return err
}
