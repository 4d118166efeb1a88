package study

import (
	"fmt"
	"slices"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/event"
	"guerdon/internal/platform/store"
)

// traced is a session beside its day and its result, which are zero where
// there are none.
type traced struct {
	Session
	Spans     []byte          `db:"spans"`
	ResultAt  instant.Instant `db:"result_at"`
	Concluded bool            `db:"result_completed"`
	Rated     Rating          `db:"result_rating"`
}

// sessions holds every session to its day, and to its result.
func (c *check) sessions(zone *time.Location) error {
	return each(c, `SELECT s.bucket, s.event, s.member, s.day, s.domain, s.project, s.minutes, s.at, s.completed, s.rating, s.recorded_at, s.reversed_at,
			d.spans, coalesce(r.at, 0) AS result_at, coalesce(r.completed, false) AS result_completed, coalesce(r.rating, '') AS result_rating
		FROM study_session s
		LEFT JOIN study_day d ON d.bucket = s.member % 1024 AND d.member = s.member AND d.day = s.day
		LEFT JOIN study_result r ON r.bucket = s.member % 1024 AND r.member = s.member AND r.project = s.project AND r.event = s.event
		WHERE s.bucket BETWEEN ? AND ?`, func(t traced) {
		c.Step(1)
		where := fmt.Sprintf("session %s of member %d", t.Event, t.Member)
		if t.Bucket != event.BucketOf(SessionEvent, t.Event) {
			c.Differ(where, "it is in bucket %d", t.Bucket)
		}
		if t.RecordedAt != 0 && t.Day != DayOf(t.At, zone) {
			c.Differ(where, "it stands on day %s", t.Day)
		}
		if t.counts() && !slices.Contains(unpackSpans(t.Spans), t.span()) {
			c.Differ(where, "its day does not count it")
		}
		t.compareResult(c, where)
	})
}

func (t *traced) compareResult(c *check, where string) {
	if !t.counts() || !t.hasResult() {
		if t.ResultAt != 0 {
			c.Differ(where, "it has a result")
		}
		return
	}
	// Without a report, the limits of its time gave the rating.
	reported := t.Rating == "" || t.Rating == t.Rated
	if t.ResultAt != t.At || t.Concluded != t.Completed || !reported {
		c.Differ(where, "its result is missing or another")
	}
}

// counts finds days and results that no session made.
func (c *check) counts() error {
	type sums struct {
		Sessions  int64 `db:"sessions"`
		Counted   int64 `db:"counted"`
		Concluded int64 `db:"concluded"`
		Results   int64 `db:"results"`
	}
	n, _, err := store.SelectOne[sums](c.ctx, c.view, `SELECT
		(SELECT count(*) FROM study_session WHERE recorded_at <> 0 AND reversed_at = 0) AS sessions,
		(SELECT CAST(coalesce(sum(sessions), 0) AS bigint) FROM study_day) AS counted,
		(SELECT count(*) FROM study_session WHERE recorded_at <> 0 AND reversed_at = 0 AND (completed OR rating <> '')) AS concluded,
		(SELECT count(*) FROM study_result) AS results`)
	if err != nil {
		return err
	}
	if n.Sessions != n.Counted {
		c.Differ("days", "they count %d sessions, there are %d", n.Counted, n.Sessions)
	}
	if n.Concluded != n.Results {
		c.Differ("results", "there are %d, of %d sessions", n.Results, n.Concluded)
	}
	return c.compareEarly()
}

// compareEarly counts the sessions that were reversed before they came.
func (c *check) compareEarly() error {
	type early struct {
		Member id.ID `db:"member"`
		Early  int64 `db:"early"`
	}
	waiting := map[id.ID]int64{}
	err := store.Each(c.ctx, c.view, func(e early) error { waiting[e.Member] = e.Early; return nil },
		"SELECT member, count(*) AS early FROM study_session WHERE recorded_at = 0 GROUP BY member")
	if err != nil {
		return err
	}
	err = store.Each(c.ctx, c.view, func(e early) error {
		if waiting[e.Member] != e.Early {
			c.Differ(fmt.Sprintf("study of member %d", e.Member), "has %d early reversals, not %d", waiting[e.Member], e.Early)
		}
		delete(waiting, e.Member)
		return nil
	}, "SELECT member, CAST(early AS bigint) AS early FROM study_member WHERE early <> 0")
	for member, n := range waiting {
		c.Differ(fmt.Sprintf("study of member %d", member), "has %d early reversals, not 0", n)
	}
	return err
}
