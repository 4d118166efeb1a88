package member

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

const columns = "bucket, id, status, username, email, wallet, referrer, domain, created_at, active_at"

// Load reads a member. Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, mid id.ID) (Member, error) {
	m, found, err := store.SelectOne[Member](ctx, q, "SELECT "+columns+" FROM member WHERE bucket = ? AND id = ?", mid.Bucket(), mid)
	if err == nil && !found {
		err = ErrNotFound
	}
	return m, err
}

// Lookup tells whom a subject names, where it names anybody.
func Lookup(ctx context.Context, q store.Querier, s Subject) (mid id.ID, found bool, err error) {
	return store.SelectOne[id.ID](ctx, q, "SELECT member FROM identity WHERE bucket = ? AND subject = ?", s.Bucket(), s)
}

// Subjects lists a member's subjects, oldest first.
func Subjects(ctx context.Context, q store.Querier, mid id.ID) ([]Subject, error) {
	return store.Select[Subject](ctx, q, "SELECT subject FROM identity WHERE member = ? ORDER BY created_at, subject LIMIT 100", mid)
}

// ListCmd asks for members: newest first, those before the cursor (an id,
// 0 for the first page). Search matches the beginning of a name or wallet.
type ListCmd struct {
	Search string
	After  id.ID
	Limit  int
}

// List is a page of members by descending id.
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Member, error) {
	where, args := []string{"1 = 1"}, []any{}
	if cmd.After > 0 {
		where, args = append(where, "id < ?"), append(args, cmd.After)
	}
	if cmd.Search != "" {
		like := prefix(cmd.Search)
		where = append(where, "(username LIKE ? ESCAPE '\\' OR wallet LIKE ? ESCAPE '\\' OR email LIKE ? ESCAPE '\\')")
		args = append(args, prefix(strings.ToLower(cmd.Search)), like, prefix(strings.ToLower(cmd.Search)))
	}
	args = append(args, cmd.Limit)
	return store.Select[Member](ctx, q, "SELECT "+columns+" FROM member WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?", args...)
}

// PageWallets is a numbered page of the members who came by wallet.
// contract: S0-32
func PageWallets(ctx context.Context, q store.Querier, p page.Numbered) (page.List[Member], error) {
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM member WHERE wallet <> ''")
	if err != nil {
		return page.List[Member]{}, err
	}
	items, err := store.Select[Member](ctx, q, "SELECT "+columns+" FROM member WHERE wallet <> '' ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?", p.Size, p.Offset())
	return page.List[Member]{Items: items, Total: total}, err
}

func prefix(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s) + "%"
}
