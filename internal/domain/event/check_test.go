package event_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/event"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// An event whose effects are not what they were shows, and so does a grant
// that is gone.
func TestTheCheckSeesEffects(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guerdon.db")
	if err := migration.SQLite(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenSQLite(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", store.SQLiteDSN(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	l, registry := ledger.New(time.UTC), event.NewRegistry()
	event.RegisterRules(registry, rule.New(l), time.UTC)
	err = s.Write(t.Context(), 0, func(tx *store.Tx) error {
		r := rule.Named("checkin")
		r.Asset, r.Amount, r.Status = ledger.Study, 5, rule.Active
		if _, err := rule.Put(tx, r); err != nil {
			return err
		}
		for _, one := range []string{"1", "2"} { // the second finds the day's reward given
			if _, err := registry.Record(tx, event.Event{Type: event.Checkin, ID: one, Member: 100}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ change, back, shows string }{
		{"UPDATE event SET at = at", "UPDATE event SET at = at", ""},
		{"UPDATE event SET member = 101 WHERE id = '1'", "UPDATE event SET member = 100", "is not its grant of 5 STUDY to member 101"},
		{"UPDATE event SET effects = replace(effects, 'STUDY', 'POINT')", "UPDATE event SET effects = replace(effects, 'POINT', 'STUDY')", "is not its grant"},
		{"UPDATE event SET effects = replace(effects, '	5	', '	50	')", "UPDATE event SET effects = replace(effects, '	50	', '	5	')", "grant of 50 STUDY"},
		{"UPDATE event SET effects = effects || 'x'", "UPDATE event SET effects = substr(effects, 1, length(effects) - 1)", "cannot be read"},
		{"UPDATE event SET bucket = bucket + 1 WHERE id = '2'", "UPDATE event SET bucket = bucket - 1 WHERE id = '2'", "it is in bucket"},
		{"UPDATE transfer SET amount = 6", "UPDATE transfer SET amount = 5", "is not its grant of 5 STUDY"},
		{"UPDATE transfer SET id = id + 1024", "UPDATE transfer SET id = id - 1024", "is not its grant of 5 STUDY"},
	} {
		for _, step := range []struct{ statement, shows string }{{c.change, c.shows}, {c.back, ""}} {
			if _, err := db.ExecContext(t.Context(), step.statement); err != nil {
				t.Fatal(step.statement, err)
			}
			found, err := verify.All(t.Context(), s, nil, event.Check())
			if err != nil {
				t.Fatal(err)
			}
			var lines strings.Builder
			for _, d := range found.First {
				lines.WriteString(d.String() + "\n")
			}
			if (step.shows == "") != (found.Count == 0) || !strings.Contains(lines.String(), step.shows) {
				t.Errorf("after %s: %s", step.statement, lines.String())
			}
		}
	}
}

// tally counts the rows that a check looked at.
type tally int64

func (t *tally) Add(n int64) { *t += tally(n) }

// The check looks at every event, however many there are.
func TestTheCheckMissesNoEvent(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		r := event.NewRegistry()
		r.Register("sun", &counted{}) // which says that it granted, and did not
		r.Register("moon", &counted{})
		const each = 1_300
		err := s.Write(t.Context(), 0, func(tx *store.Tx) error {
			for i := range each {
				for _, kind := range []event.Type{"sun", "moon"} {
					if _, err := r.Record(tx, event.Event{Type: kind, ID: fmt.Sprint(i), Member: 1}); err != nil && !tx.Missed() {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var seen tally
		found, err := verify.All(t.Context(), s, &seen, event.Check())
		if err != nil || seen != 2*each || found.Count != 2*each {
			t.Errorf("%d events seen, %d of them without their grants, of %d (%v)", seen, found.Count, 2*each, err)
		}
	})
}

// A verification must not read all transfers for every few events.
func TestTheCheckReadsTransfersByIndex(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	plan, err := store.Select[struct {
		ID     int64  `db:"id"`
		Parent int64  `db:"parent"`
		Unused int64  `db:"notused"`
		Detail string `db:"detail"`
	}](t.Context(), s, "EXPLAIN QUERY PLAN "+event.GrantsTextForTest(3), 1, 2, 3)
	if err != nil || len(plan) == 0 || !strings.Contains(plan[0].Detail, "USING INDEX transfer_id (id=?)") {
		t.Error(plan, err)
	}
}
