package study_test

import (
	"fmt"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestEveryDayOfALongEnoughStreakPays(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		steps      []step
	}{
		{"in order", "Asia/Shanghai", []step{{"2025-09-01 20:00:00", 10, 0}, {"2025-09-02 20:00:00", 10, 0}, {"2025-09-03 20:00:00", 10, 7}, {"2025-09-04 20:00:00", 10, 7}, {"2025-09-04 21:00:00", 10, 0}}},
		{"a gap", "Asia/Shanghai", []step{{"2025-09-01 20:00:00", 10, 0}, {"2025-09-02 20:00:00", 10, 0}, {"2025-09-04 20:00:00", 10, 0}, {"2025-09-05 20:00:00", 10, 0}}},
		{"a late day fills it", "Asia/Shanghai", []step{
			{"2025-09-01 20:00:00", 10, 0}, {"2025-09-02 20:00:00", 10, 0}, {"2025-09-04 20:00:00", 10, 0}, {"2025-09-05 20:00:00", 10, 0}, {"2025-09-06 20:00:00", 10, 7},
			{"2025-09-03 20:00:00", 10, 21}, {"2025-09-03 21:00:00", 10, 0},
		}},
		{"backwards", "Asia/Shanghai", []step{{"2025-09-04 20:00:00", 10, 0}, {"2025-09-03 20:00:00", 10, 0}, {"2025-09-02 20:00:00", 10, 7}, {"2025-09-01 20:00:00", 10, 7}}},
		{"no minutes, no day", "Asia/Shanghai", []step{{"2025-09-01 20:00:00", 10, 0}, {"2025-09-02 20:00:00", 0, 0}, {"2025-09-03 20:00:00", 10, 0}, {"2025-09-02 21:00:00", 1, 7}}},
		{"over a year", "Asia/Shanghai", []step{{"2024-12-30 23:59:59", 10, 0}, {"2024-12-31 00:00:00", 10, 0}, {"2025-01-01 00:00:00", 10, 7}}},
		{"the day of 23 hours", "America/New_York", []step{{"2025-03-08 23:59:59", 10, 0}, {"2025-03-09 23:59:59", 10, 0}, {"2025-03-10 00:00:00", 10, 7}}},
		{"the day of 25 hours", "America/New_York", []step{{"2025-11-01 00:00:00", 10, 0}, {"2025-11-02 23:59:59", 10, 0}, {"2025-11-03 00:00:00", 10, 7}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := memoryIn(t, c.zone)
			b.rule(streak(3, 7))
			b.walk(c.steps)
		})
	}
}

// A day in the middle of a year of study is corrected, and sent again.
func TestALongRunBreaksAndMends(t *testing.T) {
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s, zoneOf(t, "Asia/Shanghai"))
		b.rule(streak(30, 1))
		const length, gap = 400, 100
		first := b.session("first", "2024-06-01 12:00:00", 30)
		day := func(n int) (at instant.Instant) { return first.At + instant.Instant(n)*24*3600*1_000_000 }
		b.write(func(tx *store.Tx) error {
			for i := range length {
				cmd := b.session(fmt.Sprint(i), "2024-06-01 12:00:00", 30)
				cmd.At = day(i)
				if _, err := b.study.Record(tx, cmd); err != nil {
					return err
				}
			}
			return nil
		})
		if got, want := b.balance(), amount.Amount(length-29); got != want {
			t.Fatalf("%d points, want %d", got, want)
		}
		if took := b.reverse("r", fmt.Sprint(gap)); took != -30 {
			t.Fatalf("the gap took %d: it and the 29 days after it", took)
		}
		cmd := b.session("again", "2024-06-01 12:00:00", 30)
		cmd.At = day(gap)
		if gave := b.record(cmd); gave != 30 {
			t.Fatalf("mending gave %d", gave)
		}
		if s.Engine() != "memory" {
			b.verify()
		}
	})
}

// A day that was corrected away and comes back pays by the rule of its day,
// and so do the days after it, those too that the rule's new version reaches
// earlier.
func TestAMendedRunPaysByTheRuleOfTheMending(t *testing.T) {
	b := memoryIn(t, "Asia/Shanghai")
	r := b.rule(streak(4, 7))
	b.walk([]step{
		{"2025-09-01 20:00:00", 10, 0}, {"2025-09-02 20:00:00", 10, 0}, {"2025-09-03 20:00:00", 10, 0}, {"2025-09-04 20:00:00", 10, 7},
		{"2025-09-05 20:00:00", 10, 7}, {"2025-09-06 20:00:00", 10, 7},
	})
	if took := b.reverse("r", "s1"); took != -14 {
		t.Fatalf("the gap took %d: the 6th still ends four days", took)
	}
	sooner := streak(2, 1)
	b.change(study.ChangeRuleCmd{Rule: r.ID, Conditions: &sooner})
	if gave := b.record(b.session("again", "2025-09-02 21:00:00", 10)); gave != 4 {
		t.Fatalf("mending gave %d: the 2nd, 3rd, 4th and 5th by the new version; the 6th kept what it had", gave)
	}
}

// The streak goes up to today, or up to yesterday while there is no study yet.
func TestStreak(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := setup(t, s, zoneOf(t, "Asia/Shanghai"))
		today := study.DayOf(b.session("", "2025-09-10 12:00:00", 0).At, b.ledger.Zone())
		for _, c := range []struct {
			at      string
			minutes int64
			want    int32
		}{
			{"", 0, 0}, {"2025-09-08 12:00:00", 10, 0}, {"2025-09-09 12:00:00", 10, 2}, {"2025-09-10 12:00:00", 0, 2}, {"2025-09-10 12:10:00", 10, 3},
			{"2025-09-06 12:00:00", 10, 3}, {"2025-09-07 12:00:00", 10, 5},
		} {
			if c.at != "" {
				b.record(b.session(c.at, c.at, c.minutes))
			}
			if got, err := study.Streak(t.Context(), s, b.member, today); got != c.want || err != nil {
				t.Errorf("after %s: %d days, want %d (%v)", c.at, got, c.want, err)
			}
		}
		b.reverse("r", "2025-09-07 12:00:00")
		if got, err := study.Streak(t.Context(), s, b.member, today); got != 3 || err != nil {
			t.Errorf("after a correction: %d days (%v)", got, err)
		}
		b.verify()
	})
}
