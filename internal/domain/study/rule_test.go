package study_test

import (
	"fmt"
	"strings"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestConditionsAreHeldToTheirTrigger(t *testing.T) {
	with := func(c study.Conditions, change func(*study.Conditions)) study.Conditions {
		change(&c)
		return c
	}
	for _, c := range []struct {
		name string
		c    study.Conditions
		want *fault.Fault
	}{
		{"duration", duration(30, 5), nil},
		{"duration of 0", duration(0, 0), nil},
		{"duration of a whole day", duration(1440, 5), nil},
		{"duration of more than a day", duration(1441, 5), study.ErrConditions},
		{"duration without a threshold", study.Blank(study.StudyDuration), study.ErrConditions},
		{"negative award", duration(30, -2), study.ErrConditions},
		{"award of too much", duration(30, study.PointsMax+1), study.ErrConditions},
		{"streak", streak(7, 5), nil},
		{"streak of more than a year", streak(367, 5), study.ErrConditions},
		{"streak without a threshold", study.Blank(study.ContinuousStudy), study.ErrConditions},
		{"completion", completion(20), nil},
		{"completion by points alone", study.Blank(study.ProjectCompletion), nil},
		{"rating", rating(10, 8, 5, 2), nil},
		{"negative band", rating(10, 8, 5, -2), study.ErrConditions},
		{"negative points", with(completion(20), func(c *study.Conditions) { c.Points = -1 }), study.ErrConditions},
		{"unknown trigger", study.Blank("login"), study.ErrTrigger},
		{"no trigger", study.Conditions{}, study.ErrTrigger},
	} {
		if err := c.c.Check(); (c.want == nil) != (err == nil) || c.want != nil && !isFault(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// What a figure that was not given is worth.
func TestPointsStandInForAFigure(t *testing.T) {
	points := func(c study.Conditions, n amount.Amount) study.Conditions { c.Points = n; return c }
	some := study.Blank(study.StudyRating)
	some.Excellent = 9
	for _, c := range []struct {
		name    string
		rule    study.Conditions
		minutes int64
		worth   amount.Amount
	}{
		{"duration", points(duration(30, study.NotGiven), 4), 30, 4},
		{"the condition's own figure goes first", points(duration(30, 5), 4), 30, 5},
		{"completion", points(study.Blank(study.ProjectCompletion), 4), 30, 4},
		{"rating", points(study.Blank(study.StudyRating), 4), 30, 4},
		{"a rating among others", points(some, 4), 30, 9},
		{"a rating that the others leave out", points(some, 4), 100, 0},
	} {
		b := memoryIn(t, "Asia/Shanghai")
		b.rule(c.rule)
		if got := b.record(b.finish("a", "2025-09-03 10:00:00", c.minutes, "")); got != c.worth {
			t.Errorf("%s: granted %d, want %d", c.name, got, c.worth)
		}
	}
}

func TestAnEditIsNotRetroactive(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s, zoneOf(t, "Asia/Shanghai"))
		r := b.rule(duration(30, 5))
		b.walk([]step{{"2025-09-03 10:00:00", 45, 5}})
		higher := duration(30, 50)
		b.change(study.ChangeRuleCmd{Rule: r.ID, Domain: domain, Conditions: &higher})
		for i, want := range map[string]amount.Amount{"2025-09-03 12:00:00": 0, "2025-09-04 12:00:00": 50} {
			if got := b.record(b.session(i, i, 45)); got != want {
				t.Errorf("%s granted %d, want %d", i, got, want)
			}
		}
		if got := b.reverse("r", "s0"); got != 0 || b.balance() != 55 {
			t.Errorf("the day is justified by its other session, at the old figure: %d, %d", got, b.balance())
		}
		b.write(func(tx *store.Tx) error { _, err := study.DeleteRule(tx, r.ID, domain); return err })
		if got := b.record(b.session("late", "2025-09-05 12:00:00", 45)); got != 0 {
			t.Errorf("a deleted rule granted %d", got)
		}
		if got := b.reverse("r2", "2025-09-03 12:00:00"); got != -5 {
			t.Errorf("a correction by the version that granted: %d", got)
		}
		b.verify()
	})
}

func (b *bundle) change(cmd study.ChangeRuleCmd) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error { _, _, err := study.ChangeRule(tx, cmd); return err })
}

func TestRulesStayInTheirDomain(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s, zoneOf(t, "Asia/Shanghai"))
		r := b.rule(duration(30, 5))
		name := "renamed"
		for what, fn := range map[string]func(tx *store.Tx) error{
			"change": func(tx *store.Tx) error {
				_, _, err := study.ChangeRule(tx, study.ChangeRuleCmd{Rule: r.ID, Domain: 14, Name: &name})
				return err
			},
			"delete": func(tx *store.Tx) error { _, err := study.DeleteRule(tx, r.ID, 14); return err },
			"change nothing": func(tx *store.Tx) error {
				_, _, err := study.ChangeRule(tx, study.ChangeRuleCmd{Rule: r.ID + id.Buckets, Domain: domain, Name: &name})
				return err
			},
		} {
			if err := s.Write(t.Context(), 0, fn); !isFault(err, study.ErrRuleNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, in := range []int32{0, 14} {
			b.member = b.join(fmt.Sprintf("stranger of %d", in), in)
			if got := b.record(b.session("x", "2025-09-03 10:00:00", 45)); got != 0 {
				t.Errorf("a member of domain %d was granted %d", in, got)
			}
		}
	})
}

func TestNamesAreUniqueInADomain(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s, zoneOf(t, "Asia/Shanghai"))
		create := func(in int32, name string) (r study.Rule, err error) {
			return store.Do(t.Context(), s, study.BucketOf(in), func(tx *store.Tx) (study.Rule, error) {
				return study.CreateRule(tx, study.CreateRuleCmd{Domain: in, Name: name, Conditions: duration(30, 5)})
			})
		}
		first, err := create(domain, "daily")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := create(domain, "daily"); !isFault(err, study.ErrRuleTaken) {
			t.Fatal(err)
		}
		if _, err := create(14, "daily"); err != nil {
			t.Fatalf("another domain: %v", err)
		}
		other, err := create(domain, "weekly")
		if err != nil {
			t.Fatal(err)
		}
		taken := "daily"
		rename := func(tx *store.Tx) error {
			_, _, err := study.ChangeRule(tx, study.ChangeRuleCmd{Rule: other.ID, Domain: domain, Name: &taken})
			return err
		}
		if err := s.Write(t.Context(), 0, rename); !isFault(err, study.ErrRuleTaken) {
			t.Fatal(err)
		}
		b.write(func(tx *store.Tx) error { _, err := study.DeleteRule(tx, first.ID, domain); return err })
		if err := s.Write(t.Context(), 0, rename); err != nil {
			t.Fatalf("a deleted rule's name: %v", err)
		}
		if _, err := create(domain, strings.Repeat("长", 101)); !isFault(err, study.ErrRuleName) {
			t.Fatal(err)
		}
	})
}

func TestARuleMayRest(t *testing.T) {
	b := memoryIn(t, "Asia/Shanghai")
	r := b.rule(duration(30, 5))
	for i, active := range []bool{false, true} {
		b.change(study.ChangeRuleCmd{Rule: r.ID, Active: &active})
		want := amount.Amount(5 * i)
		if got := b.record(b.session(fmt.Sprint(i), "2025-09-03 10:00:00", 45)); got != want {
			t.Errorf("active %t: granted %d", active, got)
		}
	}
	b.write(func(tx *store.Tx) error {
		_, _, err := study.PutDomain(tx, study.PutDomainCmd{ID: domain, Name: "closed", Status: study.Inactive})
		return err
	})
	if got := b.record(b.session("closed", "2025-09-04 10:00:00", 45)); got != 0 {
		t.Errorf("an inactive domain granted %d", got)
	}
}
