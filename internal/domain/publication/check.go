package publication

import (
	"context"
	"fmt"
	"strings"

	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check holds every publication to its results, and every result to what its
// state implies.
func Check() verify.Check {
	return verify.Check{
		Name: "publication",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM publication")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			return s.View(ctx, func(v *store.View) error {
				err := store.Each(ctx, v, func(row Result) error {
					row.check(r)
					return nil
				}, selectResults)
				if err != nil {
					return err
				}
				return store.Each(ctx, v, func(p counted) error {
					r.Step(1)
					p.check(r)
					return nil
				}, countResults)
			})
		},
	}
}

// counted is a publication and its results, counted.
type counted struct {
	Publication
	tally
	Rows int64 `db:"results"`
}

var countResults = "SELECT p." + strings.Join(publications.Columns(), ", p.") + `, count(r.state) AS results,
	coalesce(sum(CASE WHEN r.state = 'pending' THEN 1 ELSE 0 END), 0) AS pending,
	coalesce(sum(CASE WHEN r.state IN ('preparing', 'submitting', 'submitted', 'unknown', 'needs_user_action', 'needs_review') THEN 1 ELSE 0 END), 0) AS open,
	coalesce(sum(CASE WHEN r.state IN ('published', 'draft_created', 'exported') THEN 1 ELSE 0 END), 0) AS went,
	coalesce(sum(CASE WHEN r.state = 'failed' THEN 1 ELSE 0 END), 0) AS failed
	FROM publication p LEFT JOIN publication_result r ON r.bucket = p.bucket AND r.publication = p.id
	GROUP BY p.` + strings.Join(publications.Columns(), ", p.")

func (p *counted) check(r *verify.Run) {
	where := fmt.Sprintf("publication %d", p.ID)
	if p.Bucket != p.ID.Bucket() || p.Bucket != p.Member.Bucket() {
		r.Differ(where, "its place is another's")
	}
	if want := p.status(p.waiting()); p.Status != want {
		r.Differ(where, "its results make it %s, and it is %s", want, p.Status)
	}
	if int64(len(p.Where())) != p.Rows {
		r.Differ(where, "it is for %s and has %d results", p.Platforms, p.Rows)
	}
}

func (r *Result) check(run *verify.Run) {
	where := fmt.Sprintf("publication %d on %s", r.Publication, r.Platform)
	if r.State.underWay() != (r.LookAt != 0) {
		run.Differ(where, "it is %s and to be looked at at %d", r.State, r.LookAt)
	}
	if r.State.sent() && r.SentAt == 0 {
		run.Differ(where, "it is %s and was never committed", r.State)
	}
	if r.State == Published && r.SentAt == 0 && r.Reason != ConfirmedByOne && r.Reason != Reported {
		run.Differ(where, "it is published, and nobody has posted it")
	}
	if (r.State == Failed || r.State == NeedsReview) && r.Reason == "" {
		run.Differ(where, "it is %s without a reason", r.State)
	}
	if r.State == Pending && (r.Step != "" || r.SentAt != 0) {
		run.Differ(where, "it is pending and has begun")
	}
}
