package member

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
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

// SubjectsOf lists the subjects of at most 200 members.
func SubjectsOf(ctx context.Context, q store.Querier, members []Member) (map[id.ID][]Subject, error) {
	out := make(map[id.ID][]Subject, len(members))
	if len(members) == 0 {
		return out, nil
	}
	args := make([]any, len(members))
	for i, m := range members {
		args[i] = m.ID
	}
	type row struct {
		Member  id.ID   `db:"member"`
		Subject Subject `db:"subject"`
	}
	err := store.Each(ctx, q, func(r row) error { out[r.Member] = append(out[r.Member], r.Subject); return nil },
		"SELECT member, subject FROM identity WHERE member IN "+store.Marks(len(args))+" ORDER BY member, created_at, subject", args...)
	return out, err
}

// ListCmd asks for members: newest first, those after the cursor (CreatedAt
// and ID of the last one seen, zero for the first page). Search matches the
// beginning of a username, an e-mail or a wallet, and whole subjects. Status
// "" means any.
type ListCmd struct {
	Search   string
	Status   Status
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// List is a page of members.
// contract: N-02
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Member, error) {
	where, args := []string{"1 = 1"}, []any{}
	if cmd.BeforeAt != 0 {
		where, args = append(where, "created_at <= ? AND (created_at, id) < (?, ?)"), append(args, cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	}
	if cmd.Status != "" {
		where, args = append(where, "status = ?"), append(args, cmd.Status)
	}
	if cmd.Search != "" {
		whole, err := whoIs(ctx, q, cmd.Search)
		if err != nil {
			return nil, err
		}
		lower := prefix(strings.ToLower(cmd.Search))
		where = append(where, "(username LIKE ? ESCAPE '\\' OR email LIKE ? ESCAPE '\\' OR wallet LIKE ? ESCAPE '\\' OR id = ?)")
		args = append(args, lower, lower, prefix(cmd.Search), whole)
	}
	args = append(args, cmd.Limit)
	return store.Select[Member](ctx, q, "SELECT "+columns+" FROM member WHERE "+strings.Join(where, " AND ")+" ORDER BY created_at DESC, id DESC LIMIT ?", args...)
}

// whoIs is the member whom a text names as a subject, or 0.
func whoIs(ctx context.Context, q store.Querier, text string) (id.ID, error) {
	s, byID, err := ParseSubject(text)
	if err != nil || byID != 0 {
		return byID, nil //nolint:nilerr // a text that is no subject names nobody
	}
	mid, _, err := Lookup(ctx, q, s)
	return mid, err
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
