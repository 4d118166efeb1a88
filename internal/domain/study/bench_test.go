package study_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/event"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/store/storetest/cputime"
)

// BenchmarkEvents sends batches of 100 study.session events of many members,
// eight batches at a time and each about the members of one lane, in a domain
// with a rule of each kind. In order, a member's events are half an hour each,
// two a day, and every fourth completes a project; where that is corrected, one
// in fifty is then reversed; at random, they come from any hour of a month. It
// reports events a second, with the event's own row,
// and the CPU time of one in this process and in the database server.
func BenchmarkEvents(b *testing.B) {
	for name, create := range map[string]maker{"order": inOrder, "corrected": corrected, "random": atRandom} {
		b.Run("sqlite/"+name, func(b *testing.B) { benchmarkEvents(b, storetest.SQLite(b, store.Options{}), create) })
		b.Run("postgres/"+name, func(b *testing.B) { benchmarkEvents(b, storetest.Postgres(b, store.Options{}), create) })
	}
}

// maker makes the i-th event of some members.
type maker func(i int, members []id.ID, start instant.Instant) event.Event

const batch = 100

func benchmarkEvents(b *testing.B, s *store.Store, create maker) {
	bun := setup(b, s, zoneOf(b, "Asia/Shanghai"))
	for _, c := range []study.Conditions{duration(60, 5), streak(7, 3), completion(20), rating(10, 8, 5, 2)} {
		bun.rule(c)
	}
	lanes := bun.crowd(50 * batch)
	reg := event.NewRegistry()
	study.RegisterEvents(reg, bun.study)
	start := instant.Of(time.Now().Add(-200 * 24 * time.Hour))
	var next atomic.Int64
	b.SetParallelism(4)
	own, server := cputime.Process(), cputime.Server(b.Context(), s)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(next.Add(1) - 1)
			members := lanes[n%len(lanes)]
			list := make([]event.Event, batch)
			for i := range list {
				list[i] = create(n/len(lanes)*batch+i, members, start)
				list[i].ID = fmt.Sprintf("ev-%d-%012d", n%len(lanes), n/len(lanes)*batch+i)
				if of, reversal := list[i].Data["of"]; reversal {
					list[i].Data["of"] = fmt.Sprintf("ev-%d-%012d", n%len(lanes), of)
				}
			}
			err := s.Write(b.Context(), members[0].Bucket(), func(tx *store.Tx) error {
				for _, e := range list {
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
	events := float64(b.N * batch)
	b.ReportMetric(events/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64((cputime.Process()-own).Microseconds())/events, "cpu-µs/event")
	b.ReportMetric(float64((cputime.Server(b.Context(), s)-server).Microseconds())/events, "db-µs/event")
	bun.verify()
}

// crowd makes so many members and lists those of each lane.
func (b *bundle) crowd(n int) [][]id.ID {
	list, byLane := make([]id.ID, n), map[int][]id.ID{}
	for some := range slices.Chunk(list, batch) {
		b.joinAll(some)
	}
	for _, m := range list {
		lane := b.s.Lane(m.Bucket())
		byLane[lane] = append(byLane[lane], m)
	}
	return slices.Collect(maps.Values(byLane))
}

// inOrder lets the members take turns.
func inOrder(i int, members []id.ID, start instant.Instant) event.Event {
	n := i / len(members)
	e := halfAnHour(members[i%len(members)], start.Add(time.Duration(n)*12*time.Hour))
	e.Data["project"], e.Data["completed"] = fmt.Sprintf("p%d", n/4), n%4 == 3
	return e
}

// corrected reverses the completion of a project now and then.
func corrected(i int, members []id.ID, start instant.Instant) event.Event {
	e := inOrder(i, members, start)
	if n := i / len(members); i%12 == 0 && n > 0 && n%4 == 0 {
		e.Type, e.Data = study.ReversalEvent, event.Data{"of": i - len(members)}
	}
	return e
}

// atRandom takes any member and any hour of a month.
func atRandom(_ int, members []id.ID, start instant.Instant) event.Event {
	return halfAnHour(members[rand.N(len(members))], start.Add(rand.N(30*24*time.Hour).Truncate(time.Hour)))
}

func halfAnHour(member id.ID, at instant.Instant) event.Event {
	return event.Event{Type: study.SessionEvent, Member: member, At: at, Data: event.Data{"minutes": event.Number("30")}, Text: `{"minutes":30}`}
}
