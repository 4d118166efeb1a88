// Package verify runs the checks that re-derive what the database says from
// the rows that it follows from. Every module that owns derived figures has a
// Check; the command line runs them all, and so does the end of every test.
package verify

import (
	"context"
	"fmt"

	"guerdon/internal/platform/store"
)

// Difference is something that is not as it follows.
type Difference struct {
	Check string // the check's name
	Where string // the object: "account 100 POINT main"
	What  string // what was expected, and what is there
}

// String is one line for a person.
func (d Difference) String() string { return fmt.Sprintf("%s: %s: %s", d.Check, d.Where, d.What) }

// Run is one run of the checks. Checks report to it.
type Run struct {
	max   int
	found []Difference
	count int64
	step  func(n int64)
}

// Differ notes a difference.
func (r *Run) Differ(where, format string, args ...any) {
	r.count++
	if len(r.found) < r.max {
		r.found = append(r.found, Difference{Where: where, What: fmt.Sprintf(format, args...)})
	}
}

// Step says that n more rows were looked at.
func (r *Run) Step(n int64) { r.step(n) }

// Check is one module's check. It reads on a snapshot, in pieces: the
// database is written to meanwhile.
type Check struct {
	Name string
	// Rows estimates how many rows the check looks at, for the progress bar.
	Rows func(ctx context.Context, s *store.Store) (int64, error)
	Run  func(ctx context.Context, s *store.Store, r *Run) error
}

// Progress is shown how far a run is.
type Progress interface{ Add(n int64) }

// Result is what a run found: the first differences, and how many there are.
type Result struct {
	First []Difference
	Count int64
}

// differencesMax bounds the differences that a result lists.
const differencesMax = 100

// All runs the checks one after another.
func All(ctx context.Context, s *store.Store, p Progress, checks ...Check) (Result, error) {
	var out Result
	for _, c := range checks {
		run := &Run{max: differencesMax - len(out.First), step: func(int64) {}}
		if p != nil {
			run.step = p.Add
		}
		if err := c.Run(ctx, s, run); err != nil {
			return out, fmt.Errorf("check %s: %w", c.Name, err)
		}
		for _, d := range run.found {
			d.Check = c.Name
			out.First = append(out.First, d)
		}
		out.Count += run.count
	}
	return out, nil
}
