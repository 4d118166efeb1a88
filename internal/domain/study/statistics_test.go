package study_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// figures are the days of a domain as "date members sessions minutes completed points".
func (b *bundle) figures(of int32, from, until instant.Day) (list []string) {
	b.t.Helper()
	days, err := study.Statistics(b.t.Context(), b.s, of, from, until)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, d := range days {
		list = append(list, fmt.Sprint(d.Day, d.Members, d.Sessions, d.Minutes, d.Completed, d.Points))
	}
	return list
}

func (b *bundle) wantFigures(of int32, want ...string) {
	b.t.Helper()
	if got := b.figures(of, "2025-09-01", "2025-09-30"); !slices.Equal(got, want) {
		b.t.Errorf("domain %d has %q, want %q", of, got, want)
	}
}

// contract: S3-M10
func TestADomainsFiguresFollowEverySessionAndReversal(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		b.record(b.finish("a", "2025-09-03 10:00:00", 45, study.Good))
		b.record(b.session("overlaps", "2025-09-03 10:15:00", 30))
		b.record(b.session("midnight", "2025-09-04 00:00:00", 20)) // the next day's
		b.record(b.session("a", "2025-09-03 10:00:00", 45))        // again
		b.wantFigures(domain, "2025-09-03 1 2 60 1 33", "2025-09-04 1 1 20 0 3")

		var colleagues [1]id.ID
		colleague := *b
		b.joinAll(colleagues[:])
		colleague.member = colleagues[0]
		colleague.record(colleague.session("c", "2025-09-03 20:00:00", 30))
		b.wantFigures(domain, "2025-09-03 2 3 90 1 38", "2025-09-04 1 1 20 0 3")

		b.write(func(tx *store.Tx) error { _, err := member.SetDomain(tx, b.member, domain+1); return err })
		b.record(b.session("moved", "2025-09-03 22:00:00", 15))
		b.record(b.session("elsewhere", "2025-09-05 22:00:00", 15))
		b.wantFigures(domain, "2025-09-03 2 4 105 1 38", "2025-09-04 1 1 20 0 3")
		b.wantFigures(domain+1, "2025-09-03 0 0 0 0 0", "2025-09-05 1 1 15 0 0")

		b.reverse("r1", "a")
		b.reverse("r1", "a")
		b.reverse("r2", "midnight")
		b.reverse("early", "later")
		b.record(b.session("later", "2025-09-06 10:00:00", 60))
		b.wantFigures(domain, "2025-09-03 2 3 75 0 10", "2025-09-04 0 0 0 0 0")
		if got := b.figures(domain, "2025-09-04", "2025-09-04"); len(got) != 1 {
			t.Errorf("a period of a day has %q", got)
		}
		b.verify()
	})
}

// Many members at once, in all shards, and each session twice.
func TestADomainsFiguresAtOnce(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		ids := make([]id.ID, 40)
		b.joinAll(ids)
		var wg sync.WaitGroup
		for _, i := range slices.Concat(ids, ids) {
			wg.Go(func() {
				cmd := b.session(fmt.Sprint("e", i), "2025-09-03 10:00:00", 30)
				cmd.Member = i
				if err := s.Write(t.Context(), i.Bucket(), func(tx *store.Tx) error { _, err := b.study.Record(tx, cmd); return err }); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		b.wantFigures(domain, "2025-09-03 40 40 1200 0 200")
		b.verify()
	})
}
