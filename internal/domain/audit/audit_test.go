package audit_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"guerdon/internal/base/actor"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// A text that is too long is cut, and stays text.
func TestLongTextsAreCut(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		for shift := range 4 {
			long := strings.Repeat("x", shift) + strings.Repeat("界", 4000)
			if err := s.Write(t.Context(), 0, func(tx *store.Tx) error {
				return audit.Note(tx, audit.NoteCmd{Actor: actor.OfSystem, Action: "test.note", Object: "test:1", Reason: long, Later: "short"})
			}); err != nil {
				t.Fatal(err)
			}
			lines, err := audit.List(t.Context(), s, audit.ListCmd{Limit: 1})
			if err != nil || len(lines) != 1 {
				t.Fatal(lines, err)
			}
			got := lines[0]
			if !utf8.ValidString(got.Reason) || !strings.HasPrefix(long, got.Reason) || len(got.Reason) < 8<<10-3 || got.Later != "short" {
				t.Errorf("%d bytes of %d", len(got.Reason), len(long))
			}
		}
	})
}
