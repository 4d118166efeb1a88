package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// want asks for due jobs of one kind, at most limit.
type want struct {
	kind  string
	limit int
}

// candidate is a job that looked due when it was found, without a lock: its
// claim decides.
type candidate struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
	Kind   string    `db:"kind"`
}

// find looks for due jobs: for each kind, those whose leases ran out and
// those that have been ready longest. A kind with many jobs, or one that
// nobody here knows, keeps none of another kind waiting.
func (r *Runner) find(ctx context.Context, now instant.Instant, wants []want) ([]candidate, error) {
	if !slices.ContainsFunc(wants, func(w want) bool { return w.limit > 0 }) {
		return nil, nil
	}
	text, args := dueQuery(now, wants)
	found, err := store.Select[candidate](ctx, r.store, text, args...)
	if errors.Is(err, store.ErrNoSQL) {
		return findInMemory(ctx, r.store, now, wants)
	}
	return found, err
}

// Each branch is one short range of an index. The text depends only on what
// is registered, so that it is prepared once.
const dueBranch = `SELECT bucket, id, kind FROM (SELECT bucket, id, kind FROM job` +
	` WHERE state = '%[1]s' AND kind = ? AND %[2]s <= ? ORDER BY %[2]s LIMIT ?) AS due_%[3]d`

func dueQuery(now instant.Instant, wants []want) (text string, args []any) {
	var branches []string
	for _, state := range []struct{ name, due string }{{"leased", "lease_until"}, {"ready", "run_at"}} {
		for _, w := range wants {
			branches = append(branches, fmt.Sprintf(dueBranch, state.name, state.due, len(branches)))
			args = append(args, w.kind, now, max(w.limit, 0))
		}
	}
	return strings.Join(branches, " UNION ALL "), args
}

// findInMemory does the same on the memory engine.
func findInMemory(ctx context.Context, s *store.Store, now instant.Instant, wants []want) (found []candidate, err error) {
	err = s.Try(ctx, 0, func(tx *store.Tx) error {
		leased, err := byState.Read(tx, stateKey{StateLeased})
		if err != nil {
			return err
		}
		ready, err := byState.Read(tx, stateKey{StateReady})
		if err != nil {
			return err
		}
		slices.SortStableFunc(ready, func(a, b Job) int { return int(a.RunAt - b.RunAt) })
		found = pick(append(leased, ready...), now, wants)
		return nil
	})
	return found, err
}

func pick(list []Job, now instant.Instant, wants []want) (found []candidate) {
	room := map[string]int{}
	for _, w := range wants {
		room[w.kind] = w.limit
	}
	for _, j := range list {
		if j.due(now) && room[j.Kind] > 0 {
			room[j.Kind]--
			found = append(found, candidate{j.Bucket, j.ID, j.Kind})
		}
	}
	return found
}
