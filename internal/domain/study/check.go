package study

import (
	"bytes"
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// bucketsAtOnce is how many buckets a verification reads on one snapshot.
const bucketsAtOnce = 64

// Check re-derives every day and every project's results from the sessions,
// and holds the awards to them and to their transfers.
func (s *Service) Check() verify.Check {
	return verify.Check{
		Name: "study",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT (SELECT count(*) FROM study_session) + (SELECT count(*) FROM study_award)")
			return n, err
		},
		Run: func(ctx context.Context, st *store.Store, r *verify.Run) error {
			for b := id.Bucket(0); b < id.Buckets; b += bucketsAtOnce {
				err := st.View(ctx, func(v *store.View) error { return s.checkBuckets(ctx, v, b, b+bucketsAtOnce-1, r) })
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// facts are what the sessions of some buckets make.
type facts struct {
	days    map[dayKey]dayRow
	results map[resultKey]result
}

func (s *Service) checkBuckets(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	f, err := s.derive(ctx, v, from, to, r)
	if err != nil {
		return err
	}
	if err := f.compareDays(ctx, v, from, to, r); err != nil {
		return err
	}
	if err := f.compareResults(ctx, v, from, to, r); err != nil {
		return err
	}
	if err := f.compareAwards(ctx, v, from, to, r); err != nil {
		return err
	}
	return checkTransfers(ctx, v, from, to, r)
}

// derive reads the sessions day by day.
func (s *Service) derive(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) (facts, error) {
	f := facts{map[dayKey]dayRow{}, map[resultKey]result{}}
	var day []Session
	finish := func() {
		if len(day) == 0 || day[0].RecordedAt == 0 {
			return
		}
		d := dayRow{dayKey: dayOf(day[0].Member, day[0].Day)}.of(spansOf(day))
		if d.Minutes > 0 {
			d.Run = min(f.days[dayOf(d.Member, d.Day-1)].Run+1, daysInARowMax)
		}
		f.days[d.dayKey] = d
	}
	err := store.Each(ctx, v, func(row Session) error {
		r.Step(1)
		where := fmt.Sprintf("session %s of member %d", row.Event, row.Member)
		if row.RecordedAt != 0 && row.Day != DayOf(row.At, s.ledger.Zone()) {
			r.Differ(where, "it stands on day %s", row.Day)
		}
		if len(day) > 0 && (day[0].Member != row.Member || day[0].Day != row.Day) {
			finish()
			day = day[:0]
		}
		day = append(day, row)
		if row.State == Counted && (row.Completed || row.Rating != "") {
			key := resultKey{projectOf{row.Bucket, row.Member, row.Project}, row.Event}
			f.results[key] = result{key, row.At, row.Completed, row.Rating}
		}
		return nil
	}, "SELECT bucket, member, event, day, domain, project, minutes, at, completed, rating, state, recorded_at, reversed_at FROM study_session WHERE bucket BETWEEN ? AND ? ORDER BY bucket, member, day", from, to)
	finish()
	return f, err
}

func spansOf(list []Session) (out []span) {
	for _, s := range list {
		if s.State == Counted {
			out = append(out, s.span())
		}
	}
	return out
}

func (f *facts) compareDays(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	left := len(f.days)
	err := store.Each(ctx, v, func(d dayRow) error {
		want, ok := f.days[d.dayKey]
		if ok {
			left--
		}
		if d.Sessions != want.Sessions || d.Minutes != want.Minutes || d.Run != want.Run || !bytes.Equal(d.Spans, want.Spans) {
			r.Differ(fmt.Sprintf("day %s of member %d", d.Day, d.Member), "has %d sessions, %d minutes, run %d; its sessions make %d, %d, %d",
				d.Sessions, d.Minutes, d.Run, want.Sessions, want.Minutes, want.Run)
		}
		return nil
	}, "SELECT bucket, member, day, sessions, minutes, run, spans FROM study_day WHERE bucket BETWEEN ? AND ?", from, to)
	if left > 0 {
		r.Differ("days", "%d days with sessions have no row", left)
	}
	return err
}

func (f *facts) compareResults(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	left := len(f.results)
	err := store.Each(ctx, v, func(have result) error {
		where := fmt.Sprintf("result of session %s of member %d", have.Event, have.Member)
		want, ok := f.results[have.resultKey]
		if ok {
			left--
		}
		reported := want.Rating == "" || want.Rating == have.Rating
		if !ok || have.At != want.At || have.Completed != want.Completed || !reported {
			r.Differ(where, "its session does not make it")
		}
		f.results[have.resultKey] = have // with the rating that the limits of its time gave
		return nil
	}, "SELECT bucket, member, project, event, at, completed, rating FROM study_result WHERE bucket BETWEEN ? AND ?", from, to)
	if left > 0 {
		r.Differ("results", "%d sessions that completed or rated a project have no result", left)
	}
	return err
}
