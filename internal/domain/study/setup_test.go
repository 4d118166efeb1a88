package study_test

import (
	"fmt"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

const domain int32 = 13

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// bundle is a project with domain 13 and one member in it.
type bundle struct {
	t      testing.TB
	s      *store.Store
	ledger *ledger.Ledger
	study  *study.Service
	member id.ID
}

func setup(t testing.TB, s *store.Store, zone *time.Location) *bundle {
	t.Helper()
	l := ledger.New(zone)
	b := &bundle{t: t, s: s, ledger: l, study: study.New(l)}
	b.member = b.join("learner", domain)
	return b
}

func (b *bundle) join(name string, in int32) (mid id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.External(name))
		if err != nil {
			return err
		}
		mid = m.ID
		_, err = member.SetDomain(tx, m.ID, in)
		return err
	})
	return mid
}

// joinAll makes members of domain 13 and puts their ids into list.
func (b *bundle) joinAll(list []id.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		for i := range list {
			m, _, err := member.Ensure(tx, member.External(fmt.Sprintf("m%p%d", list, i)))
			if err == nil {
				list[i] = m.ID
				_, err = member.SetDomain(tx, m.ID, domain)
			}
			if err != nil && !tx.Missed() {
				return err
			}
		}
		return nil
	})
}

func (b *bundle) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.s.Write(b.t.Context(), 0, fn); err != nil {
		b.t.Fatal(err)
	}
}

// rule adds a rule to domain 13 that is named after its trigger.
func (b *bundle) rule(c study.Conditions) (r study.Rule) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) {
		r, err = study.CreateRule(tx, study.CreateRuleCmd{Domain: domain, Name: string(c.Trigger), Conditions: c})
		return err
	})
	return r
}

func duration(minutes int32, points amount.Amount) study.Conditions {
	c := study.Blank(study.StudyDuration)
	c.Threshold, c.Award = minutes, points
	return c
}

func streak(inARow int32, points amount.Amount) study.Conditions {
	c := study.Blank(study.ContinuousStudy)
	c.Threshold, c.Award = inARow, points
	return c
}

func completion(points amount.Amount) study.Conditions {
	c := study.Blank(study.ProjectCompletion)
	c.Award = points
	return c
}

func rating(excellent, good, average, poor amount.Amount) study.Conditions {
	c := study.Blank(study.StudyRating)
	c.Excellent, c.Good, c.Average, c.Poor = excellent, good, average, poor
	return c
}

// session is the start of a command: minutes that end at a time of the zone.
func (b *bundle) session(event, at string, minutes int64) study.RecordCmd {
	b.t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04:05", at, b.ledger.Zone())
	if err != nil {
		b.t.Fatal(err)
	}
	return study.RecordCmd{Event: event, Member: b.member, Minutes: minutes, At: instant.Of(when)}
}

// record returns what the session granted.
func (b *bundle) record(cmd study.RecordCmd) amount.Amount {
	b.t.Helper()
	out, err := store.Do(b.t.Context(), b.s, cmd.Member.Bucket(), func(tx *store.Tx) (study.Outcome, error) { return b.study.Record(tx, cmd) })
	if err != nil {
		b.t.Fatal(err)
	}
	return net(out)
}

// reverse returns what the reversal changed: negative where it took back.
func (b *bundle) reverse(event, of string) amount.Amount {
	b.t.Helper()
	cmd := study.ReverseCmd{Event: event, Of: of, Member: b.member, By: actor.OfSystem}
	out, err := store.Do(b.t.Context(), b.s, b.member.Bucket(), func(tx *store.Tx) (study.Outcome, error) { return b.study.Reverse(tx, cmd) })
	if err != nil {
		b.t.Fatal(err)
	}
	return net(out)
}

func net(out study.Outcome) (sum amount.Amount) {
	for _, e := range out.Effects {
		if e.Reversed {
			sum -= e.Amount
		} else {
			sum += e.Amount
		}
	}
	return sum
}

func (b *bundle) balance() (posted amount.Amount) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		acc, err := b.ledger.Balance(tx, ledger.Member(b.member), ledger.Study)
		posted = acc.Posted
		return err
	})
	return posted
}

// verify holds the database to its own history.
func (b *bundle) verify() {
	b.t.Helper()
	found, err := verify.All(b.t.Context(), b.s, nil, b.ledger.Check(), b.study.Check())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, d := range found.First {
		b.t.Error(d)
	}
}
