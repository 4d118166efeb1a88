package study_test

import (
	"fmt"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func memoryIn(t *testing.T, zone string) *bundle {
	t.Helper()
	return setup(t, storetest.Memory(t, store.Options{}), zoneOf(t, zone))
}

// step is a session and what it is to grant.
type step struct {
	at      string
	minutes int64
	grants  amount.Amount
}

func (b *bundle) walk(steps []step) {
	b.t.Helper()
	for i, s := range steps {
		if got := b.record(b.session(fmt.Sprintf("s%d", i), s.at, s.minutes)); got != s.grants {
			b.t.Errorf("session %d at %s of %d minutes granted %d, want %d", i, s.at, s.minutes, got, s.grants)
		}
	}
}

func TestADayPaysOnceWhenItsMinutesReachTheThreshold(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		required   int32
		steps      []step
	}{
		{"sums", "Asia/Shanghai", 30, []step{{"2025-09-03 09:00:00", 20, 0}, {"2025-09-03 10:00:00", 9, 0}, {"2025-09-03 11:00:00", 1, 5}, {"2025-09-03 12:00:00", 60, 0}}},
		{"overlaps count once", "Asia/Shanghai", 60, []step{{"2025-09-03 10:00:00", 40, 0}, {"2025-09-03 10:10:00", 40, 0}, {"2025-09-03 10:20:00", 40, 5}}},
		{"one inside another", "Asia/Shanghai", 60, []step{{"2025-09-03 10:00:00", 59, 0}, {"2025-09-03 09:50:00", 20, 0}, {"2025-09-03 10:01:00", 1, 5}}},
		{"midnight divides", "Asia/Shanghai", 30, []step{{"2025-09-03 23:59:59", 20, 0}, {"2025-09-04 00:30:00", 20, 0}, {"2025-09-04 01:00:00", 10, 5}, {"2025-09-03 23:30:00", 15, 5}}},
		{"the day has 1440 minutes", "Asia/Shanghai", 1440, []step{{"2025-09-03 12:00:00", 1439, 0}, {"2025-09-03 18:00:00", 10080, 5}}},
		{"spring forward", "America/New_York", 60, []step{{"2025-03-09 01:59:59", 30, 0}, {"2025-03-09 03:29:59", 30, 5}, {"2025-03-10 00:00:00", 59, 0}, {"2025-03-10 02:00:00", 1, 5}}},
		{"fall back", "America/New_York", 60, []step{{"2025-11-02 23:59:59", 30, 0}, {"2025-11-02 00:30:00", 30, 5}, {"2025-11-03 00:00:00", 60, 5}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := memoryIn(t, c.zone)
			b.rule(duration(c.required, 5))
			b.walk(c.steps)
		})
	}
}

func TestRulesStack(t *testing.T) {
	b := memoryIn(t, "Asia/Shanghai")
	for i, required := range []int32{30, 60, 90} {
		b.write(func(tx *store.Tx) error {
			_, err := study.CreateRule(tx, study.CreateRuleCmd{Domain: domain, Name: fmt.Sprint(i), Conditions: duration(required, amount.Amount(required))})
			return err
		})
	}
	b.walk([]step{{"2025-09-03 09:00:00", 60, 90}, {"2025-09-03 12:00:00", 30, 90}})
}

func TestADayTakesFiveHundredSessions(t *testing.T) {
	b := memoryIn(t, "Asia/Shanghai")
	for i := range 500 {
		b.record(b.session(fmt.Sprint(i), "2025-09-03 09:00:00", 1))
	}
	cmd := b.session("one more", "2025-09-03 09:00:00", 1)
	err := b.s.Write(t.Context(), 0, func(tx *store.Tx) error { _, err := b.study.Record(tx, cmd); return err })
	if !isFault(err, study.ErrDayFull) {
		t.Fatal(err)
	}
	if b.record(b.session("7", "2025-09-03 09:00:00", 1)) != 0 {
		t.Fatal("a repetition was not found among 500")
	}
}
