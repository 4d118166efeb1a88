package study_test

import (
	"fmt"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
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
