package creation

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// ListCmd asks for a member's creations. Type "" is any.
type ListCmd struct {
	Member id.ID
	Type   Type
	Page   page.Numbered
}

// List is a page of a member's creations, latest first.
// contract: S2-18
func List(ctx context.Context, q store.Querier, cmd ListCmd) (page.List[Creation], error) {
	where, args := "bucket = ? AND member = ? AND deleted_at = 0", []any{cmd.Member.Bucket(), cmd.Member}
	if cmd.Type != "" {
		where, args = where+" AND type = ?", append(args, cmd.Type)
	}
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM creation WHERE "+where, args...)
	if err != nil || total == 0 {
		return page.List[Creation]{}, err
	}
	items, err := store.Select[Creation](ctx, q,
		"SELECT "+columns()+" FROM creation WHERE "+where+" ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?", append(args, cmd.Page.Size, cmd.Page.Offset())...)
	return page.List[Creation]{Items: items, Total: total}, err
}

// LinesCmd asks for creations of one member, or of everybody (Member 0),
// latest first, those after the cursor (BeforeAt and BeforeID, zero for the
// first page).
type LinesCmd struct {
	Member   id.ID
	Type     Type
	Deleted  bool // also those that are deleted
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// Lines is a page of creations without their contents, for operators.
// contract: N-15
func Lines(ctx context.Context, q store.Querier, cmd LinesCmd) ([]Creation, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(when bool, condition string, values ...any) {
		if when {
			where, args = append(where, condition), append(args, values...)
		}
	}
	add(cmd.Member != 0, "bucket = ? AND member = ?", cmd.Member.Bucket(), cmd.Member)
	add(cmd.Type != "", "type = ?", cmd.Type)
	add(!cmd.Deleted, "deleted_at = 0")
	add(cmd.BeforeAt != 0, "(created_at < ? OR created_at = ? AND id < ?)", cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	return store.Select[Creation](ctx, q,
		"SELECT bucket, id, member, type, tool, title, '' AS content, file, task, created_at, changed_at, deleted_at FROM creation WHERE "+
			strings.Join(where, " AND ")+" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}
