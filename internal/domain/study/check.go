package study

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/event"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check re-derives every day, every project's results and every member's days
// of study, holds the awards to them and to their transfers, and every session
// to its day and its result.
func (s *Service) Check() verify.Check {
	return verify.Check{
		Name: "study",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT (SELECT count(*) FROM study_session) + (SELECT count(*) FROM study_day) + (SELECT count(*) FROM study_domain_day) + (SELECT count(*) FROM study_progress)")
			return n, err
		},
		Run: func(ctx context.Context, st *store.Store, r *verify.Run) error {
			for b := id.Bucket(0); b < id.Buckets; b += shardWidth {
				err := st.View(ctx, func(v *store.View) error {
					return (&check{Run: r, ctx: ctx, view: v, from: b, to: b + shardWidth - 1}).members()
				})
				if err != nil {
					return err
				}
			}
			for b := id.Bucket(0); b < id.Buckets; b += event.BucketStep {
				err := st.View(ctx, func(v *store.View) error {
					return (&check{Run: r, ctx: ctx, view: v, from: b, to: b + event.BucketStep - 1}).sessions(s.ledger.Zone())
				})
				if err != nil {
					return err
				}
			}
			return st.View(ctx, func(v *store.View) error { return (&check{Run: r, ctx: ctx, view: v, to: id.Buckets}).counts() })
		},
	}
}

// check verifies what is in some buckets.
type check struct {
	*verify.Run
	ctx      context.Context
	view     *store.View
	from, to id.Bucket

	anchors  map[memberKey]anchor
	studied  map[memberKey]daySet // as the days make it
	projects map[projectOf]progress
	versions map[versionKey]Conditions
	paid     map[id.ID]paid // by their transfers
	tallies  map[domainDayKey]domainDay
	total    domainDay
}

// members verifies all that is placed with its member.
func (c *check) members() error {
	c.anchors, c.studied, c.projects = map[memberKey]anchor{}, map[memberKey]daySet{}, map[projectOf]progress{}
	c.versions, c.paid = map[versionKey]Conditions{}, map[id.ID]paid{}
	c.tallies, c.total = map[domainDayKey]domainDay{}, domainDay{}
	for _, step := range [...]func() error{
		c.readVersions, c.readAnchors, c.compareDays, c.compareAnchors, c.readResults, c.compareProjects, c.readUnlocks, c.compareTransfers, c.compareTallies,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// each reads the rows of the buckets.
func each[T any](c *check, text string, fn func(row T)) error {
	return store.Each(c.ctx, c.view, func(row T) error { fn(row); return nil }, text, c.from, c.to)
}
