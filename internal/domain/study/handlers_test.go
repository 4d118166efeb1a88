package study_test

import (
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// noon is the present of these tests.
func noon() instant.Instant {
	return instant.Of(time.Date(2025, 9, 10, 12, 0, 0, 0, time.FixedZone("CST", 8*3600)))
}

func (b *bundle) send(t event.Type, i string, at string, data event.Data) (event.Result, error) {
	reg := event.NewRegistry()
	study.RegisterEvents(reg, b.study)
	when := b.session(i, at, 0).At
	return store.Do(b.t.Context(), b.s, 0, func(tx *store.Tx) (event.Result, error) {
		return reg.Record(tx, event.Event{Type: t, ID: i, Member: b.member, At: when, Data: data})
	})
}

func TestEventsReachTheRules(t *testing.T) {
	storetest.Every(t, store.Options{Now: noon}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		done := event.Data{"project": "p1", "minutes": event.Number("45"), "completed": true, "rating": "good"}
		for i, c := range []struct {
			kind    event.Type
			id      string
			data    event.Data
			balance amount.Amount
		}{
			{study.SessionEvent, "a", done, 33},
			{study.SessionEvent, "a", done, 33},
			{study.AchievementEvent, "x", event.Data{"achievement": "first", "name": "学习新手", "points": event.Number("10")}, 43},
			{study.AchievementEvent, "y", event.Data{"achievement": "first", "name": "学习新手", "points": event.Number("10")}, 43},
			{study.AchievementEvent, "z", event.Data{"achievement": "nothing"}, 43},
			{study.ReversalEvent, "r", event.Data{"of": "a"}, 10},
			{study.ReversalEvent, "r2", event.Data{"of": "a"}, 10},
			{study.SessionEvent, "b", event.Data{"minutes": event.Number("5")}, 10},
		} {
			if _, err := b.send(c.kind, c.id, "2025-09-10 10:00:00", c.data); err != nil {
				t.Fatal(i, err)
			}
			if got := b.balance(); got != c.balance {
				t.Fatalf("after event %d: %d points, want %d", i, got, c.balance)
			}
		}
	})
}

func TestEventsOfTheWrongFormAreRefused(t *testing.T) {
	b := everything(t, storetest.Memory(t, store.Options{Now: noon}))
	for _, c := range []struct {
		kind event.Type
		data event.Data
		want *fault.Fault
	}{
		{study.SessionEvent, nil, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": "30"}, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": event.Number("-1")}, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": event.Number("1.5")}, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": event.Number("10081")}, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": event.Number("30"), "project": event.Number("7")}, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": event.Number("30"), "project": ""}, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": event.Number("30"), "completed": "yes"}, event.ErrData},
		{study.SessionEvent, event.Data{"minutes": event.Number("30"), "completed": true}, study.ErrSession},
		{study.SessionEvent, event.Data{"minutes": event.Number("30"), "project": "p", "rating": "superb"}, study.ErrRating},
		{study.ReversalEvent, event.Data{}, event.ErrData},
		{study.AchievementEvent, event.Data{"achievement": ""}, event.ErrData},
		{study.AchievementEvent, event.Data{"achievement": "a", "points": event.Number("1000001")}, event.ErrData},
		{study.AchievementEvent, event.Data{"achievement": "a", "name": "two\nlines"}, study.ErrAchievement},
	} {
		if _, err := b.send(c.kind, "e", "2025-09-10 10:00:00", c.data); !isFault(err, c.want) {
			t.Errorf("%s %v: %v, want %v", c.kind, c.data, err, c.want)
		}
	}
	if b.balance() != 0 {
		t.Error("something was granted")
	}
}

func TestADefinedAchievementIsWorthWhatTheOperatorSays(t *testing.T) {
	b := memoryIn(t, "Asia/Shanghai")
	put := func(status study.Status, version int64) {
		b.write(func(tx *store.Tx) error {
			_, _, err := study.PutAchievement(tx, study.PutAchievementCmd{Code: "first", Name: "学习新手", Points: 7, Status: status, Version: version})
			return err
		})
	}
	put(study.Inactive, 0)
	unlock := func(tx *store.Tx) error {
		_, err := b.study.Unlock(tx, study.UnlockCmd{Event: "e", Member: b.member, Achievement: "first", Name: "x", Points: 1000})
		return err
	}
	if err := b.s.Write(t.Context(), 0, unlock); !isFault(err, study.ErrAchievementInactive) {
		t.Fatal(err)
	}
	put(study.Active, 1)
	b.write(unlock)
	if b.balance() != 7 {
		t.Fatalf("%d points", b.balance())
	}
}
