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
	rules  []Rule // those that award the member now
	anchor anchor // locked
	// reversing is set where nothing new is awarded.
	reversing bool
	effects   []Effect
	earned    amount.Amount // by awards, less what was taken back
}

// settleDay brings the awards of a day to what is due, and stores the day: its
// own awards, or with runOnly those for the days in a row.
func (v *visit) settleDay(d dayRow, run int32, runOnly bool) (err error) {
	list := awardsIn(d.Awards)
	if v.reversing {
		list, err = v.revise(list, func(c *Conditions) (amount.Amount, bool) { due := c.dueOn(&d, run); return due, due > 0 })
	} else {
		// Recording makes no award for a day undue, so that only new ones
		// are looked for.
		list, err = v.grantOn(list, &d, run, runOnly)
	}
	if err != nil {
		return err
	}
	d.Awards = packAwards(list)
	days.Put(v.tx, d)
	return nil
}

// grantOn grants what the rules owe for a day.
func (v *visit) grantOn(list []award, d *dayRow, run int32, runOnly bool) (_ []award, err error) {
	for i := range v.rules {
		r := &v.rules[i]
		if r.Trigger != ContinuousStudy && (runOnly || r.Trigger != StudyDuration) {
			continue
		}
		if due := r.dueOn(d, run); due > 0 {
			if list, err = v.grantDue(list, r, due); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// settleProject brings the awards of a project to what its results make due,
// and stores it. rerated says that its rating is another one than before.
func (v *visit) settleProject(p progress, rerated bool) (err error) {
	list := awardsIn(p.Awards)
	if v.reversing || rerated {
		list, err = v.revise(list, func(c *Conditions) (amount.Amount, bool) { return c.dueFor(&p) })
	}
	if err == nil && !v.reversing {
		list, err = v.grantFor(list, &p)
	}
	if err != nil {
		return err
	}
	p.Awards = packAwards(list)
	progresses.Put(v.tx, p)
	return nil
}

// grantFor grants what the rules owe for a project.
func (v *visit) grantFor(list []award, p *progress) (_ []award, err error) {
	for i := range v.rules {
		r := &v.rules[i]
		if due, decided := r.dueFor(p); decided {
			if list, err = v.grantDue(list, r, due); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// revise holds the granted awards to what is due by their own version of
// their rule: it takes back what is not, and replaces what is worth something
// else. After a miss it goes on, to ask at once for all that is missing.
func (v *visit) revise(list []award, due func(*Conditions) (amount.Amount, bool)) (_ []award, err error) {
	for i := range list {
		if !list[i].Reversed {
			err = cmp.Or(err, v.reviseOne(&list[i], due))
		}
	}
	return list, err
}

func (v *visit) reviseOne(a *award, due func(*Conditions) (amount.Amount, bool)) error {
	r, err := v.version(a)
	if err != nil {
		return err
	}
	n, still := due(&r.Conditions)
	if still && n == a.Amount {
		return nil
	}
	if err := v.takeBack(a, &r); err != nil {
		return err
	}
	if a.Reversed = !still; still {
		a.Amount = n
		a.Transfer, err = v.post(r.Trigger, r.Name, n)
	}
	return err
}

// version is the version of a rule that granted an award, which mostly is the
// rule as it stands.
func (v *visit) version(a *award) (ruleVersion, error) {
	for i := range v.rules {
		if r := &v.rules[i]; r.ID == a.Rule && r.Version == a.Version {
			return ruleVersion{Name: r.Name, Conditions: r.Conditions}, nil
		}
	}
	r, found, err := ruleVersions.Read(v.tx, versionOf(a.Rule, a.Version))
	if err == nil && !found {
		panic("study: an award by a version that there is none of")
	}
	return r, err
}

// grantDue grants what a rule owes, unless that is granted.
func (v *visit) grantDue(list []award, r *Rule, due amount.Amount) ([]award, error) {
	i := slices.IndexFunc(list, func(a award) bool { return a.Rule == r.ID })
	if i >= 0 && !list[i].Reversed {
		return list, nil
	}
	transfer, err := v.post(r.Trigger, r.Name, due)
	if err != nil {
		return nil, err
	}
	a := award{Rule: r.ID, Version: r.Version, Amount: due, Transfer: transfer}
	if i < 0 {
		return append(list, a), nil
	}
	list[i] = a
	return list, nil
}
