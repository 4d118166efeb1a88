package study

import (
	"context"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

const domainDayColumns = "bucket, domain, day, members, sessions, minutes, completed, points"

// DayFigures are what members did in a domain on a day. They are sums of what
// was counted in the write of each session and each reversal.
type DayFigures struct {
	Day       Day           `db:"day"`
	Members   int64         `db:"members"` // who studied
	Sessions  int64         `db:"sessions"`
	Minutes   int64         `db:"minutes"`   // what overlaps once
	Completed int64         `db:"completed"` // projects
	Points    amount.Amount `db:"points"`    // that the day's sessions earned, less what was taken back
}

// Statistics are the days of a domain on which anything was counted, both ends
// included.
// contract: S3-M10
func Statistics(ctx context.Context, q store.Querier, domain int32, from, until instant.Day) ([]DayFigures, error) {
	first, err := from.Start(time.UTC)
	if err != nil {
		return nil, err
	}
	last, err := until.Start(time.UTC)
	if err != nil {
		return nil, err
	}
	return store.Select[DayFigures](ctx, q, `SELECT day, CAST(sum(members) AS bigint) AS members, CAST(sum(sessions) AS bigint) AS sessions,
		CAST(sum(minutes) AS bigint) AS minutes, CAST(sum(completed) AS bigint) AS completed, CAST(sum(points) AS bigint) AS points
		FROM study_domain_day WHERE `+shards+` AND domain = ? AND day BETWEEN ? AND ? GROUP BY day ORDER BY day`, domain, DayOf(first, time.UTC), DayOf(last, time.UTC))
}

var shards = store.Shards(shardWidth)
