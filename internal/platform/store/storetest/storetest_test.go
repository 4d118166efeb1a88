package storetest_test

import (
	"slices"
	"testing"

	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// TestEvery: each engine once, empty, migrated, and open only while its test
// runs.
func TestEvery(t *testing.T) {
	var engines []string
	var stores []*store.Store
	storetest.Every(t, store.Options{}, func(t *testing.T, s *store.Store) {
		engines, stores = append(engines, s.Engine()), append(stores, s)
		if err := s.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		if s.Engine() == "memory" {
			return
		}
		n, _, err := store.SelectOne[int64](t.Context(), s, "SELECT COUNT(*) FROM store_flush")
		if err != nil || n != 0 {
			t.Errorf("%d markers in a new database (%v)", n, err)
		}
	})
	if want := []string{"memory", "sqlite", "postgres"}; !slices.Equal(engines, want) {
		t.Errorf("ran on %v, want %v", engines, want)
	}
	for _, s := range stores {
		if s.Ping(t.Context()) == nil {
			t.Errorf("the %s store is still open", s.Engine())
		}
	}
}
