package generation

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// ListCmd asks for tasks of one member, or of everybody (Member 0), latest
// first, those after the cursor (BeforeAt and BeforeID, zero for the first
// page). Zero values are any.
type ListCmd struct {
	Member   id.ID
	State    State
	Kind     Kind
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// List is a page of tasks, for operators.
// contract: N-15
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Generation, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(when bool, condition string, values ...any) {
		if when {
			where, args = append(where, condition), append(args, values...)
		}
	}
	add(cmd.Member != 0, "bucket = ? AND member = ?", cmd.Member.Bucket(), cmd.Member)
	if cmd.State == Processing {
		add(true, "state = 'processing'") // as the index says it
	} else {
		add(cmd.State != "", "state = ?", cmd.State)
	}
	add(cmd.Kind != "", "kind = ?", cmd.Kind)
	add(cmd.BeforeAt != 0, "(created_at < ? OR created_at = ? AND id < ?)", cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	return store.Select[Generation](ctx, q,
		"SELECT "+strings.Join(generations.Columns(), ", ")+" FROM generation WHERE "+strings.Join(where, " AND ")+" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}

// Load reads a task. Faults: ErrNotFound.
// contract: N-15
func Load(ctx context.Context, q store.Querier, i id.ID) (Generation, error) {
	g, found, err := store.SelectOne[Generation](ctx, q,
		"SELECT "+strings.Join(generations.Columns(), ", ")+" FROM generation WHERE bucket = ? AND id = ?", i.Bucket(), i)
	if err == nil && !found {
		err = ErrNotFound
	}
	return g, err
}
