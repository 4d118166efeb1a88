package member_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// Whoever asks first, a subject becomes one member.
func TestASubjectBecomesOneMember(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		var mu sync.Mutex
		var wait sync.WaitGroup
		found := map[id.ID]int{}
		for range 40 {
			wait.Go(func() {
				d := member.NewDirectory(s, func() instant.Instant { return instant.Of(time.Now()) }) // as other processes have
				w, err := d.Resolve(t.Context(), "ann")
				if err != nil {
					t.Error(err)
					return
				}
				mid, err := store.Do(t.Context(), s, w.Route(), w.In)
				mu.Lock()
				defer mu.Unlock()
				if found[mid]++; err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if len(found) != 1 {
			t.Errorf("members: %v", found)
		}
	})
}

// A write about many new subjects needs few rounds of loading, because each
// gets the same id in every run.
func TestManySubjectsAtOnce(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		d := member.NewDirectory(s, func() instant.Instant { return 1 })
		whos := make([]member.Who, 500)
		for i := range whos {
			var err error
			if whos[i], err = d.Resolve(t.Context(), fmt.Sprint("m", i%400)); err != nil {
				t.Fatal(err)
			}
		}
		runs, ids := 0, map[id.ID]bool{}
		err := s.Write(t.Context(), 0, func(tx *store.Tx) error {
			runs++
			clear(ids)
			ready := make([]member.Who, len(whos))
			for i, w := range whos {
				var err error
				if ready[i], err = w.Reserve(tx); err != nil {
					return err
				}
			}
			for _, w := range ready {
				_ = tx.Sub(func() error {
					mid, err := w.In(tx)
					if err == nil {
						_, err = member.SetDomain(tx, mid, 13)
					}
					ids[mid] = true
					return err
				})
			}
			return nil
		})
		if err != nil || len(ids) != 400 || runs > 6 {
			t.Errorf("%d members after %d runs, %v", len(ids), runs, err)
		}
	})
}

func TestFindAndResolve(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		c := clock.NewManual(1)
		d := member.NewDirectory(s, c.Now)
		var ann member.Member
		if err := s.Write(t.Context(), 0, func(tx *store.Tx) (err error) {
			ann, err = member.Create(tx, member.CreateCmd{Subjects: []member.Subject{member.External("ann"), member.Wallet("W1")}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]error{
			"ann": nil, "ext:ann": nil, "wallet:W1": nil, fmt.Sprint("id:", ann.ID): nil,
			"Ann": member.ErrNotFound, "wallet:w1": member.ErrNotFound, "id:5": member.ErrNotFound, "username:ann": member.ErrNotFound,
			"": member.ErrSubject, "id:x": member.ErrSubject, "id:-1": member.ErrSubject, "wallet:": member.ErrSubject, "a\nb": member.ErrSubject,
		} {
			mid, err := d.Find(t.Context(), text)
			if !errors.Is(err, want) || (err == nil && mid != ann.ID) {
				t.Errorf("%q: %d, %v, want %v", text, mid, err, want)
			}
		}
		if err := s.Write(t.Context(), 0, func(tx *store.Tx) error { _, err := member.SetStatus(tx, ann.ID, member.Suspended); return err }); err != nil {
			t.Fatal(err)
		}
		d.Forget()
		if _, err := d.Resolve(t.Context(), "ann"); !errors.Is(err, member.ErrSuspended) {
			t.Error(err)
		}
		if mid, err := d.Find(t.Context(), "ann"); err != nil || mid != ann.ID {
			t.Error(mid, err)
		}
	})
}
