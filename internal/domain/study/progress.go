package study

import (
	"cmp"
	"slices"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type projectOf struct {
	Bucket  id.Bucket `db:"bucket"`
	Member  id.ID     `db:"member"`
	Project string    `db:"project"`
}

type resultKey struct {
	projectOf
	Event string `db:"event"`
}

// result is that a counted session completed or rated a project.
type result struct {
	resultKey
	At        instant.Instant `db:"at"`
	Completed bool            `db:"completed"`
	Rating    Rating          `db:"rating"` // reported, or by the project's limits
}

// progress is what a member's results of a project make. The earliest decides
// the rating.
type progress struct {
	projectOf
	Completed int32           `db:"completed"`   // how many completed it
	FirstAt   instant.Instant `db:"first_at"`    // of the earliest
	First     string          `db:"first_event"` // its session
	Rating    Rating          `db:"rating"`      // "" without results
	Awards    []byte          `db:"awards"`      // for the project, as packAwards writes them
}

var (
	results    = store.Define[resultKey, result]("study_result")
	resultsOf  = store.Group[projectOf](results, "study_result_pkey")
	progresses = store.Define[projectOf, progress]("study_progress")
)

// with is the progress with one more result.
func (p progress) with(r *result) progress {
	if r.Completed {
		p.Completed++
	}
	if p.Rating == "" || cmp.Or(cmp.Compare(r.At, p.FirstAt), cmp.Compare(r.Event, p.First)) < 0 {
		p.FirstAt, p.First, p.Rating = r.At, r.Event, r.Rating
	}
	return p
}

// of is the progress with these results and no others.
func (p progress) of(list []result) progress {
	out := progress{projectOf: p.projectOf, Awards: p.Awards}
	for i := range list {
		out = out.with(&list[i])
	}
	return out
}

// conclude notes what the session says of its project, and settles that.
func (v *visit) conclude(row *Session) error {
	of := projectOf{row.Member.Bucket(), row.Member, row.Project}
	r := result{resultKey: resultKey{of, row.Event}, At: row.At, Completed: row.Completed, Rating: row.Rating}
	if r.Rating == "" {
		limits, err := limitsOf(v.tx, row.Domain, row.Project)
		if err != nil {
			return err
		}
		r.Rating = limits.Rate(row.Minutes)
	}
	was, _, err := progresses.Get(v.tx, of)
	if err != nil {
		return err
	}
	was.projectOf = of
	results.Add(v.tx, r)
	p := was.with(&r)
	return v.settleProject(p, was.Rating != "" && p.Rating != was.Rating)
}

// unconclude takes back what the session said of its project.
func (v *visit) unconclude(row *Session) error {
	of := projectOf{row.Member.Bucket(), row.Member, row.Project}
	resultsOf.Want(v.tx, of)
	was, found, err := progresses.Get(v.tx, of)
	if err != nil {
		return err
	}
	list, err := resultsOf.By(v.tx, of)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(r result) bool { return r.Event == row.Event })
	if !found || i < 0 {
		panic("study: a counted session without its result")
	}
	results.Delete(v.tx, list[i].resultKey)
	return v.settleProject(was.of(slices.Delete(list, i, i+1)), false)
}
