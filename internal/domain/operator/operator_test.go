package operator_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestWhatRolesInclude(t *testing.T) {
	for role, want := range map[operator.Role]string{
		operator.Admin: "true true true false", operator.Manager: "false true true false", operator.Auditor: "false false true false", operator.DomainAdmin: "false false false true",
	} {
		o := operator.Operator{Role: role}
		if got := fmt.Sprint(o.Can(operator.Admin), o.Can(operator.Manager), o.Can(operator.Auditor), o.Can(operator.DomainAdmin)); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
}

// After five wrong passwords an operator is locked for a minute, then for
// twice as long each time, up to an hour; the right one ends that.
func TestLocks(t *testing.T) {
	c := clock.NewManual(instant.Of(time.Date(2026, 1, 16, 0, 0, 0, 0, time.UTC)))
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		hasher, err := password.NewHasher(password.Params{MemoryKiB: 64, Passes: 1, Parallelism: 1}, 2)
		if err != nil {
			t.Fatal(err)
		}
		hash, err := hasher.Hash(t.Context(), "the right one")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), 0, func(tx *store.Tx) error {
			_, err := operator.Create(tx, operator.CreateCmd{ID: operator.First, Username: "root", Role: operator.Admin}, hash)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		svc := operator.New(s, hasher, c.Now)
		try := func(pass string) error {
			_, _, err := svc.SignIn(t.Context(), session.OfOperator, "root", pass)
			return err
		}
		for range 4 {
			if err := try("a wrong one"); !errors.Is(err, operator.ErrCredentials) {
				t.Fatal(err)
			}
		}
		for i := range 9 {
			if err := try("a wrong one"); !errors.Is(err, operator.ErrCredentials) {
				t.Fatal(i, err)
			}
			o, err := operator.Load(t.Context(), s, operator.First)
			if err != nil {
				t.Fatal(err)
			}
			if want := min(time.Minute<<i, time.Hour); o.LockedUntil.Sub(c.Now()) != want {
				t.Errorf("locked for %s, want %s", o.LockedUntil.Sub(c.Now()), want)
			}
			if err := try("the right one"); !errors.Is(err, operator.ErrLocked) {
				t.Fatal(i, err)
			}
			c.Set(o.LockedUntil)
		}
		if err := try("the right one"); err != nil {
			t.Fatal(err)
		}
		if o, err := operator.Load(t.Context(), s, operator.First); err != nil || o.Failures != 0 || o.LockedUntil != 0 {
			t.Error(o, err)
		}
	})
}
