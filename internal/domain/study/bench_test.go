package study_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// BenchmarkEvents sends batches of 100 study.session events of many members,
// eight batches at a time, in a domain with a rule of each kind: a member's
// events are half an hour each, two a day, and every fourth completes a
// project. It reports events a second, with the event's own row.
func BenchmarkEvents(b *testing.B) {
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) { benchmarkEvents(b, open(b, store.Options{})) })
	}
}

const batch = 100

func benchmarkEvents(b *testing.B, s *store.Store) {
	zone := zoneOf(b, "Asia/Shanghai")
	bun := setup(b, s, zone)
	bun.rule(duration(60, 5))
	bun.rule(streak(7, 3))
	bun.rule(completion(20))
	bun.rule(rating(10, 8, 5, 2))
	var members []id.ID
	for i := range 50 * batch {
		members = append(members, id.ID(i))
	}
	for at := 0; at < len(members); at += batch {
		bun.joinAll(members[at : at+batch])
	}
	reg := event.NewRegistry()
	study.RegisterEvents(reg, bun.study)
	start := instant.Of(time.Now().Add(-200 * 24 * time.Hour))
	var next atomic.Int64
	b.SetParallelism(4)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			first := next.Add(batch) - batch
			err := s.Write(b.Context(), id.Bucket(first/batch*97%id.Buckets), func(tx *store.Tx) error {
				for i := first; i < first+batch; i++ {
					e := studyEvent(i, members[i%int64(len(members))], i/int64(len(members)), start)
					_ = tx.Sub(func() error { _, err := reg.Record(tx, e); return err })
				}
				return nil
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(next.Load())/b.Elapsed().Seconds(), "events/s")
	bun.verify()
}

// studyEvent is a member's n-th event.
func studyEvent(i int64, member id.ID, n int64, start instant.Instant) event.Event {
	return event.Event{
		Type: study.SessionEvent, ID: fmt.Sprintf("ev-%012d", i), Member: member, At: start.Add(time.Duration(n) * 12 * time.Hour),
		Data: event.Data{"project": fmt.Sprintf("p%d", n/4), "minutes": event.Number("30"), "completed": n%4 == 3}, Text: `{"minutes":30}`,
	}
}
