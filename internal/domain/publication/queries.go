package publication

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

var (
	selectPublications = "SELECT " + strings.Join(publications.Columns(), ", ") + " FROM publication"
	selectResults      = "SELECT " + strings.Join(results.Columns(), ", ") + " FROM publication_result"
)

// Load reads a publication. Faults: ErrNotFound.
// contract: N-15
func Load(ctx context.Context, q store.Querier, i id.ID) (Publication, error) {
	pub, found, err := store.SelectOne[Publication](ctx, q, selectPublications+" WHERE bucket = ? AND id = ?", i.Bucket(), i)
	if err == nil && !found {
		err = ErrNotFound
	}
	return pub, err
}

// Get reads a member's own publication. Another member's is not there.
// Faults: ErrNotFound.
// contract: S2-25
func Get(ctx context.Context, q store.Querier, member, i id.ID) (Publication, error) {
	pub, err := Load(ctx, q, i)
	if err == nil && pub.Member != member {
		err = ErrNotFound
	}
	return pub, err
}

// Results are what became of a publication, in the order in which the
// platforms were asked for.
func Results(ctx context.Context, q store.Querier, pub Publication) ([]Result, error) {
	all, err := ResultsOf(ctx, q, pub.Bucket, pub)
	return all[pub.ID], err
}

// ResultsOf are the Results of several publications of one bucket.
func ResultsOf(ctx context.Context, q store.Querier, bucket id.Bucket, pubs ...Publication) (map[id.ID][]Result, error) {
	out := map[id.ID][]Result{}
	if len(pubs) == 0 {
		return out, nil
	}
	args := []any{bucket}
	for _, p := range pubs {
		args = append(args, p.ID)
	}
	rows, err := store.Select[Result](ctx, q, selectResults+" WHERE bucket = ? AND publication IN "+store.Marks(len(pubs)), args...)
	if err != nil {
		return nil, err
	}
	for _, pub := range pubs {
		for _, p := range pub.Where() {
			for _, r := range rows {
				if r.Publication == pub.ID && r.Platform == p {
					out[pub.ID] = append(out[pub.ID], r)
				}
			}
		}
	}
	return out, nil
}

// History is a page of a member's publications, newest first.
// contract: S2-25
func History(ctx context.Context, q store.Querier, member id.ID, p page.Numbered) (page.List[Publication], error) {
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM publication WHERE bucket = ? AND member = ?", member.Bucket(), member)
	if err != nil {
		return page.List[Publication]{}, err
	}
	rows, err := store.Select[Publication](ctx, q, selectPublications+" WHERE bucket = ? AND member = ? ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?", member.Bucket(), member, p.Size, p.Offset())
	return page.List[Publication]{Items: rows, Total: total}, err
}

// ListCmd asks for publications of all members: newest first, those after the
// cursor (BeforeAt and BeforeID, zero for the first page). Zero values mean
// "any".
type ListCmd struct {
	Member   id.ID
	Status   Status
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// List is a page of publications.
// contract: N-15
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Publication, error) {
	text, args := selectPublications+" WHERE 1 = 1", []any{}
	if cmd.Member != 0 {
		text, args = text+" AND bucket = ? AND member = ?", append(args, cmd.Member.Bucket(), cmd.Member)
	}
	if cmd.Status != "" {
		text, args = text+" AND status = ?", append(args, cmd.Status)
	}
	if cmd.BeforeAt != 0 {
		text, args = text+" AND created_at <= ? AND (created_at, id) < (?, ?)", append(args, cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	}
	return store.Select[Publication](ctx, q, text+" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}
