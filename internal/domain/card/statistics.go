package card

import (
	"context"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// second is the last one of an expiry day.
const second = time.Second

// periodMax bounds the days of a period.
const periodMax = 1100

// StatisticsCmd asks for the figures of a period, both days included.
// Category "" is all.
type StatisticsCmd struct {
	From     instant.Day
	Until    instant.Day
	Category Category
}

// Figures are cards that exist at the end of the period, and uses in it.
type Figures struct{ Total, Used int64 }

// DayUses are the uses of a day.
type DayUses struct {
	Day  instant.Day
	Uses int64
}

// Statistics are exact: they are sums of what was counted in the write of
// each use. Void cards are not counted.
type Statistics struct {
	Figures
	Members    int64                // who used a card in the period
	Categories map[Category]Figures // of those asked for
	Days       []DayUses            // every day of the period
}

// Statistics are the figures of a period. Faults: ErrFilter.
// contract: S4-20
func (s *Service) Statistics(ctx context.Context, q store.Querier, cmd StatisticsCmd) (Statistics, error) {
	days, err := cmd.days()
	if err != nil {
		return Statistics{}, err
	}
	out := Statistics{Categories: map[Category]Figures{}}
	if err := out.addStock(ctx, q, cmd); err != nil {
		return Statistics{}, err
	}
	uses, err := out.addUses(ctx, q, cmd)
	if err != nil {
		return Statistics{}, err
	}
	for _, d := range days {
		out.Days = append(out.Days, DayUses{d, uses[dayNumber(d)]})
	}
	return out, nil
}

// days lists the days of the period.
func (c StatisticsCmd) days() ([]instant.Day, error) {
	if !isDay(c.From) {
		return nil, ErrFilter.With("field", "start_date")
	}
	if !isDay(c.Until) || c.Until < c.From {
		return nil, ErrFilter.With("field", "end_date")
	}
	var list []instant.Day
	for d := c.From; d <= c.Until; d = d.AddDays(1) {
		if list = append(list, d); len(list) > periodMax {
			return nil, ErrFilter.With("field", "end_date")
		}
	}
	return list, nil
}

func isDay(d instant.Day) bool {
	_, err := d.Start(time.UTC)
	return err == nil && d >= "1970-01-01"
}

func (c StatisticsCmd) wants(category Category) bool {
	return c.Category == "" || c.Category == category
}

// addStock sums what was issued up to the end of the period.
func (o *Statistics) addStock(ctx context.Context, q store.Querier, cmd StatisticsCmd) error {
	type row struct {
		Category Category `db:"category"`
		Total    int64    `db:"total"`
	}
	return store.Each(ctx, q, func(r row) error {
		if cmd.wants(r.Category) {
			f := o.Categories[r.Category]
			f.Total = r.Total
			o.Categories[r.Category] = f
			o.Total += r.Total
		}
		return nil
	}, "SELECT category, CAST(sum(issued) - sum(voided) AS bigint) AS total FROM card_stock_day WHERE "+shards+" AND day <= ? GROUP BY category", dayNumber(cmd.Until))
}

// addUses sums the uses of the period, and gives those of each day.
func (o *Statistics) addUses(ctx context.Context, q store.Querier, cmd StatisticsCmd) (map[int32]int64, error) {
	type row struct {
		Day      int32    `db:"day"`
		Category Category `db:"category"`
		Uses     int64    `db:"uses"`
		Fresh    int64    `db:"fresh"` // by members who had used none in the period
	}
	uses := map[int32]int64{}
	from := dayNumber(cmd.From)
	err := store.Each(ctx, q, func(r row) error {
		if r.Category == cmd.Category {
			uses[r.Day] += r.Uses
			o.Used += r.Uses
			o.Members += r.Fresh
		}
		if r.Category != anyCategory && cmd.wants(r.Category) {
			f := o.Categories[r.Category]
			f.Used += r.Uses
			o.Categories[r.Category] = f
		}
		return nil
	}, `SELECT day, category, CAST(sum(uses) AS bigint) AS uses, CAST(sum(CASE WHEN prev < ? THEN uses ELSE 0 END) AS bigint) AS fresh
		FROM card_use_day WHERE `+shards+" AND day >= ? AND day <= ? GROUP BY day, category", from, from, dayNumber(cmd.Until))
	return uses, err
}

var shards = store.Shards(shardWidth)

// dayNumber is yyyymmdd.
func dayNumber(d instant.Day) int32 {
	n := int32(0)
	for _, c := range []byte(d) {
		if c != '-' {
			n = n*10 + int32(c-'0')
		}
	}
	return n
}
