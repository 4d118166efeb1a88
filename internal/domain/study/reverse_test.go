package study_test

import (
	"errors"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func isFault(err error, f *fault.Fault) bool { return errors.Is(err, f) }

// everything is a domain with one rule of each kind.
func everything(t *testing.T, s *store.Store) *bundle {
	t.Helper()
	b := setup(t, s, zoneOf(t, "Asia/Shanghai"))
	b.rule(duration(30, 5))
	b.rule(streak(2, 3))
	b.rule(completion(20))
	b.rule(rating(10, 8, 5, 2))
	return b
}

func (b *bundle) finish(event, at string, minutes int64, r study.Rating) study.RecordCmd {
	cmd := b.session(event, at, minutes)
	cmd.Project, cmd.Completed, cmd.Rating = "p1", true, r
	return cmd
}

func TestBothCompletionAndRatingAreEarnedOnce(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		if got := b.record(b.finish("a", "2025-09-03 10:00:00", 45, "")); got != 5+20+10 {
			t.Fatalf("the first completion granted %d", got)
		}
		if got := b.record(b.finish("b", "2025-09-03 12:00:00", 100, study.Excellent)); got != 0 {
			t.Fatalf("a second completion granted %d", got)
		}
		if got := b.record(b.finish("a", "2025-09-03 10:00:00", 45, "")); got != 0 {
			t.Fatalf("a repetition granted %d", got)
		}
	})
}

func TestRatingsAreReportedOrByTheProjectsLimits(t *testing.T) {
	for _, c := range []struct {
		minutes  int64
		reported study.Rating
		limits   *study.Limits
		worth    amount.Amount
	}{
		{60, "", nil, 10}, {61, "", nil, 8}, {120, "", nil, 8}, {121, "", nil, 5}, {180, "", nil, 5}, {181, "", nil, 2}, {0, "", nil, 10},
		{500, study.Excellent, nil, 10}, {1, study.Poor, nil, 2},
		{60, "", &study.Limits{Excellent: 10, Good: 20, Average: 30}, 2}, {20, "", &study.Limits{Excellent: 10, Good: 20, Average: 30}, 8},
	} {
		b := memoryIn(t, "Asia/Shanghai")
		b.rule(rating(10, 8, 5, 2))
		if c.limits != nil {
			b.write(func(tx *store.Tx) error {
				_, _, err := study.PutProject(tx, study.PutProjectCmd{Domain: domain, Project: "p1", Name: "One", Limits: *c.limits})
				return err
			})
		}
		if got := b.record(b.finish("a", "2025-09-03 10:00:00", c.minutes, c.reported)); got != c.worth {
			t.Errorf("%d minutes, reported %q, limits %v: granted %d, want %d", c.minutes, c.reported, c.limits, got, c.worth)
		}
	}
}

func TestACorrectionTakesBackWhatNothingElseJustifies(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		b.record(b.finish("a", "2025-09-03 10:00:00", 45, study.Good))      // 5 + 20 + 8
		b.record(b.finish("b", "2025-09-03 12:00:00", 30, study.Excellent)) // the day and the project are paid
		b.record(b.session("c", "2025-09-04 12:00:00", 30))                 // 5 + 3
		if got := b.balance(); got != 41 {
			t.Fatalf("%d points", got)
		}
		if got := b.reverse("r1", "a"); got != 10-8 {
			t.Fatalf("b still justifies the day, the completion and a rating of its own; the correction changed %d", got)
		}
		if got := b.reverse("r2", "a"); got != 0 {
			t.Fatalf("a second correction changed %d", got)
		}
		if got := b.reverse("r3", "b"); got != -(5 + 20 + 10 + 3) {
			t.Fatalf("the last session of the day: changed %d", got)
		}
		if got := b.record(b.finish("b", "2025-09-03 12:00:00", 30, study.Excellent)); got != 0 {
			t.Fatalf("a corrected session paid again: %d", got)
		}
		if got := b.record(b.finish("d", "2025-09-03 12:00:00", 30, study.Excellent)); got != 5+20+10+3 {
			t.Fatalf("another session paid %d", got)
		}
		if s.Engine() != "memory" {
			b.verify()
		}
	})
}

// Corrections that come early wait for their sessions, each for its own.
func TestACorrectionMayComeBeforeItsSession(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		for _, step := range []struct {
			what    string
			changed amount.Amount
			do      func() amount.Amount
		}{
			{"a correction of what is not there", 0, func() amount.Amount { return b.reverse("r", "a") }},
			{"the same again", 0, func() amount.Amount { return b.reverse("r2", "a") }},
			{"another", 0, func() amount.Amount { return b.reverse("r3", "b") }},
			{"a session between them", 5, func() amount.Amount { return b.record(b.session("c", "2025-09-02 10:00:00", 45)) }},
			{"the session", 0, func() amount.Amount { return b.record(b.finish("a", "2025-09-03 10:00:00", 45, "")) }},
			{"the session again", 0, func() amount.Amount { return b.record(b.finish("a", "2025-09-03 10:00:00", 45, "")) }},
			{"the session between them again", 0, func() amount.Amount { return b.record(b.session("c", "2025-09-02 10:00:00", 45)) }},
			{"the other session", 0, func() amount.Amount { return b.record(b.finish("b", "2025-09-03 10:00:00", 45, "")) }},
			{"its correction again", 0, func() amount.Amount { return b.reverse("r4", "b") }},
			{"the first session once more", 0, func() amount.Amount { return b.record(b.finish("a", "2025-09-03 10:00:00", 45, "")) }},
			{"one that was never corrected", 5 + 3 + 20 + 10, func() amount.Amount { return b.record(b.finish("d", "2025-09-03 10:00:00", 45, "")) }},
		} {
			if got := step.do(); got != step.changed {
				t.Errorf("%s changed %d, want %d", step.what, got, step.changed)
			}
			if s.Engine() != "memory" {
				b.verify()
			}
		}
	})
}

func TestACorrectionMayLeaveADebt(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		b.record(b.finish("a", "2025-09-03 10:00:00", 45, ""))
		b.write(func(tx *store.Tx) error {
			_, err := b.ledger.Post(tx, ledger.PostCmd{Debit: ledger.Member(b.member), Credit: ledger.Revenue, Asset: ledger.Study, Amount: 30, Kind: ledger.Spend, Actor: actor.OfSystem})
			return err
		})
		if b.reverse("r", "a"); b.balance() != -30 {
			t.Fatalf("the balance is %d", b.balance())
		}
		b.verify()
	})
}

func TestWhatAnOperatorTookBackIsNotTakenTwice(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s, zoneOf(t, "Asia/Shanghai"))
		b.rule(duration(30, 5))
		cmd := b.session("a", "2025-09-03 10:00:00", 45)
		out, err := store.Do(t.Context(), s, 0, func(tx *store.Tx) (study.Outcome, error) { return b.study.Record(tx, cmd) })
		if err != nil {
			t.Fatal(err)
		}
		b.write(func(tx *store.Tx) error {
			_, err := b.ledger.Reverse(tx, ledger.ReverseCmd{Transfer: out.Effects[0].Transfer, Reason: "by hand", Actor: actor.OfSystem})
			return err
		})
		if got := b.reverse("r", "a"); got != 0 || b.balance() != 0 {
			t.Fatalf("changed %d, balance %d", got, b.balance())
		}
		b.verify()
	})
}
