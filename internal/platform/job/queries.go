package job

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// Get reads one job. Faults: ErrNotFound.
func Get(ctx context.Context, s *store.Store, job id.ID) (Job, error) {
	text := "SELECT " + strings.Join(jobs.Columns(), ", ") + " FROM job WHERE bucket = ? AND id = ?"
	j, found, err := store.SelectOne[Job](ctx, s, text, job.Bucket(), job)
	if err == nil && !found {
		err = ErrNotFound
	}
	return j, err
}

// ListCmd asks for jobs in one state, of one kind or (with "") of all.
type ListCmd struct {
	State State
	Kind  string
	Page  page.Numbered
}

// stateOrder is how each state is listed, along its index: what comes next
// first, what ended last first.
var stateOrder = map[State]struct{ where, order string }{
	StateReady:  {"state = 'ready'", "kind, run_at, bucket, id"},
	StateLeased: {"state = 'leased'", "kind, lease_until, bucket, id"},
	StateDone:   {"state = 'done' AND finished_at > 0", "finished_at DESC, bucket, id"},
	StateFailed: {"state = 'failed' AND finished_at > 0", "finished_at DESC, bucket, id"},
}

// List reads a page of jobs, without their payloads. Faults: page.ErrInvalid,
// also for an unknown state.
func List(ctx context.Context, s *store.Store, cmd ListCmd) (page.List[Job], error) {
	by, known := stateOrder[cmd.State]
	if err := cmd.Page.Check(); err != nil || !known {
		return page.List[Job]{}, page.ErrInvalid
	}
	from, args := " FROM job WHERE "+by.where, []any(nil)
	if cmd.Kind != "" {
		from, args = from+" AND kind = ?", []any{cmd.Kind}
	}
	total, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*)"+from, args...)
	if err != nil {
		return page.List[Job]{}, err
	}
	text := "SELECT " + strings.Join(columnsListed(), ", ") + from + " ORDER BY " + by.order + " LIMIT ? OFFSET ?"
	items, err := store.Select[Job](ctx, s, text, append(args, cmd.Page.Size, cmd.Page.Offset())...)
	return page.List[Job]{Items: items, Total: total}, err
}

func columnsListed() (out []string) {
	for _, c := range jobs.Columns() {
		if c != "payload" {
			out = append(out, c)
		}
	}
	return out
}

// Stat counts the jobs of one kind in one state.
type Stat struct {
	Kind  string `db:"kind"`
	State State  `db:"state"`
	Jobs  int64  `db:"jobs"`
	// Since is the earliest RunAt of ready jobs (in the past: how late the
	// kind is), LeaseUntil of leased ones, FinishedAt of the others.
	Since instant.Instant `db:"since"`
}

// Stats counts all jobs by kind and state. It reads indexes alone, but all of
// them: call it every few seconds, not more often.
func Stats(ctx context.Context, s *store.Store) ([]Stat, error) {
	return store.Select[Stat](ctx, s, `
		SELECT kind, state, jobs, since FROM (
			SELECT kind, 'ready' AS state, count(*) AS jobs, min(run_at) AS since FROM job WHERE state = 'ready' GROUP BY kind
			UNION ALL
			SELECT kind, 'leased', count(*), min(lease_until) FROM job WHERE state = 'leased' GROUP BY kind
			UNION ALL
			SELECT kind, state, count(*), min(finished_at) FROM job WHERE finished_at > 0 GROUP BY kind, state
		) AS counted ORDER BY kind, state`)
}
