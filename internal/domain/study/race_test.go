package study_test

import (
	"fmt"
	"sync"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// together runs fn n times at once.
func together(n int, fn func(i int)) {
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() { <-begin; fn(i) })
	}
	close(begin)
	wg.Wait()
}

func TestOneSessionDeliveredByManyAtOnceCountsOnce(t *testing.T) {
	storetest.SQL(t, store.Options{Lanes: 4}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		cmd := b.finish("a", "2025-09-03 10:00:00", 45, study.Good)
		var mu sync.Mutex
		first := 0
		together(50, func(i int) {
			out, err := store.Do(t.Context(), s, b.route(i), func(tx *store.Tx) (study.Outcome, error) { return b.study.Record(tx, cmd) })
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if !out.Repeated {
				first++
			}
		})
		if first != 1 || b.balance() != 33 {
			t.Fatalf("%d counted it, %d points", first, b.balance())
		}
		b.verify()
	})
}

// Forty sessions fill ten days from both ends at once, over several lanes, and
// half of them are corrected meanwhile.
func TestSessionsAndCorrectionsInEachOthersWay(t *testing.T) {
	storetest.SQL(t, store.Options{Lanes: 4}, func(t *testing.T, s *store.Store) {
		b := everything(t, s)
		together(60, func(i int) {
			var err error
			if i < 40 {
				cmd := b.session(fmt.Sprint(i), fmt.Sprintf("2025-09-%02d 10:00:00", 1+i%10), 40)
				err = s.Write(t.Context(), b.route(i), func(tx *store.Tx) error { _, err := b.study.Record(tx, cmd); return err })
			} else {
				cmd := study.ReverseCmd{Event: fmt.Sprint("r", i), Of: fmt.Sprint(i - 40), Member: b.member}
				err = s.Write(t.Context(), b.route(i), func(tx *store.Tx) error { _, err := b.study.Reverse(tx, cmd); return err })
			}
			if err != nil {
				t.Error(err)
			}
		})
		if got, want := b.balance(), amount.Amount(10*5+9*3); got != want {
			t.Fatalf("%d points, want %d", got, want)
		}
		b.verify()
	})
}

// route sends racers down different lanes.
func (b *bundle) route(i int) id.Bucket { return id.Bucket(i * 256 % id.Buckets) }
