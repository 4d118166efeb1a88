package study

import (
	"cmp"
	"slices"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Effect is that an award was granted or reversed, and by which transfer.
type Effect struct {
	Award    Award
	Reversed bool
	Transfer id.ID
}

// Outcome is what a verb did.
type Outcome struct {
	// Repeated says that the session, or its reversal, was there before.
	Repeated bool
	Effects  []Effect
}

// visit is one event of one member on its way through the rules.
type visit struct {
	tx     *store.Tx
	ledger *ledger.Ledger
	member id.ID
	event  string
	by     actor.Actor
	rules  []Rule // those that award
	// reversing is set where nothing new is awarded.
	reversing bool
	effects   []Effect
}

// settleDay brings the awards for a day to what is due: its own, or with
// runOnly those for the days in a row.
func (v *visit) settleDay(d dayRow, runOnly bool) error {
	ref := dayRef(v.member, d.Day)
	list, err := awardsOf.By(v.tx, ref)
	if err != nil {
		return err
	}
	if v.reversing {
		return v.revise(list, func(c Conditions) (amount.Amount, bool) { due := c.dueOn(d); return due, due > 0 })
	}
	// Recording makes no award for a day undue, so that only new ones are
	// looked for.
	for i := range v.rules {
		r := &v.rules[i]
		if r.Trigger != ContinuousStudy && (runOnly || r.Trigger != StudyDuration) {
			continue
		}
		if due := r.dueOn(d); due > 0 {
			if err := v.grantDue(list, ref, r, due); err != nil {
				return err
			}
		}
	}
	return nil
}

// settleProject brings the awards for a project to what its results make due.
func (v *visit) settleProject(project string) error {
	list, err := resultsOf.By(v.tx, projectOf{v.member.Bucket(), v.member, project})
	if err != nil {
		return err
	}
	slices.SortFunc(list, earlier)
	ref := projectRef(v.member, project)
	given, err := awardsOf.By(v.tx, ref)
	if err != nil {
		return err
	}
	if err := v.revise(given, func(c Conditions) (amount.Amount, bool) { return c.dueFor(list) }); err != nil {
		return err
	}
	for i := range v.rules {
		r := &v.rules[i]
		if due, decided := r.dueFor(list); decided {
			if err := v.grantDue(given, ref, r, due); err != nil {
				return err
			}
		}
	}
	return nil
}

// earlier orders results as their sessions were.
func earlier(a, b result) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Event, b.Event))
}

// revise holds the granted awards to what is due by their own version of
// their rule: it takes back what is not, and replaces what is worth something
// else.
func (v *visit) revise(list []Award, due func(Conditions) (amount.Amount, bool)) error {
	for _, a := range list {
		// Of what a recorded session can change, only a rating is decided
		// anew: it is the first session's, and this one may be earlier.
		if a.State != Granted || !v.reversing && a.Trigger != StudyRating {
			continue
		}
		version, found, err := ruleVersions.Read(v.tx, versionOf(a.Rule, a.Version))
		if err != nil {
			return err
		}
		if !found {
			panic("study: an award by a version that there is none of")
		}
		n, still := due(version.Conditions)
		if still && n == a.Amount {
			continue
		}
		if a, err = v.takeBack(a); err != nil {
			return err
		}
		if a.Amount = n; still {
			if err := v.grant(a); err != nil {
				return err
			}
		}
	}
	return nil
}

// grantDue grants what a rule owes for ref, unless that is granted.
func (v *visit) grantDue(list []Award, ref awardsFor, r *Rule, due amount.Amount) error {
	a := Award{awardKey: awardKey{ref, r.ID}}
	for _, given := range list {
		if given.Rule == r.ID {
			a = given
		}
	}
	if a.State == Granted {
		return nil
	}
	a.Version, a.Domain, a.Trigger, a.Name, a.Amount = r.Version, r.Domain, r.Trigger, r.Name, due
	return v.grant(a)
}
