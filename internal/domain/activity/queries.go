package activity

import (
	"context"
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// ListCmd asks for activities. Status and Kind "" are any; Viewer is the
// member for whom it is, or 0.
type ListCmd struct {
	Viewer id.ID
	Status Status
	Kind   Kind
	Now    instant.Instant
	Page   page.Numbered
}

// Line is an activity, and whether the viewer takes part.
type Line struct {
	Activity
	Joined bool `db:"joined"`
}

// List is a page of the activities that are not deleted, newest first.
// Faults: ErrField for a status or kind that there is not.
// contract: S2-27, N-14
func List(ctx context.Context, q store.Querier, cmd ListCmd) (page.List[Line], error) {
	f, err := cmd.filter()
	if err != nil {
		return page.List[Line]{}, err
	}
	total, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM activity a"+f.where(), f.args...)
	if err != nil {
		return page.List[Line]{}, err
	}
	args := append(append([]any{cmd.Viewer.Bucket(), cmd.Viewer}, f.args...), cmd.Page.Size, cmd.Page.Offset())
	items, err := store.Select[Line](ctx, q, "SELECT "+activityColumns+", EXISTS (SELECT 1 FROM activity_participation p WHERE p.bucket = ? AND p.member = ? AND p.activity = a.id AND p.joined_at > 0) AS joined FROM activity a"+
		f.where()+" ORDER BY a.created_at DESC, a.id DESC LIMIT ? OFFSET ?", args...)
	return page.List[Line]{Items: items, Total: total}, err
}

// Load reads an activity that is not deleted. Faults: ErrNotFound.
// contract: N-14
func Load(ctx context.Context, q store.Querier, i id.ID) (Activity, error) {
	a, found, err := store.SelectOne[Activity](ctx, q, "SELECT "+activityColumns+" FROM activity a WHERE a.bucket = ? AND a.id = ? AND a.state <> ?", i.Bucket(), i, Deleted)
	if err == nil && !found {
		err = ErrNotFound
	}
	return a, err
}

var activityColumns = "a." + strings.Join(activities.Columns(), ", a.")

// filter is the condition of Activity.Status in SQL.
func (c ListCmd) filter() (f filter, err error) {
	f.add("a.state <> ?", Deleted)
	if c.Kind != "" {
		if !c.Kind.valid() {
			return f, ErrField.With("field", "type")
		}
		f.add("a.kind = ?", c.Kind)
	}
	switch c.Status {
	case "":
		return f, nil
	case OnPause:
		f.add("a.state = ?", Paused)
		return f, nil
	}
	over := c.Now.Add(-lastSecond) // what ended then, or before, is over
	f.add("a.state = ?", Active)
	switch c.Status {
	case Upcoming:
		f.add("a.starts_at > ?", c.Now)
	case Running:
		f.add("a.starts_at <= ? AND a.ends_at > ?", c.Now, over)
	case Ended:
		f.add("a.starts_at <= ? AND a.ends_at <= ?", c.Now, over)
	default:
		return f, ErrField.With("field", "status")
	}
	return f, nil
}

// filter builds the WHERE of a query.
type filter struct {
	text []string
	args []any
}

func (f *filter) add(condition string, args ...any) {
	f.text, f.args = append(f.text, condition), append(f.args, args...)
}

func (f *filter) where() string { return " WHERE " + strings.Join(f.text, " AND ") }
