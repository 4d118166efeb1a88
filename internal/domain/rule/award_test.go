package rule_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

func put(t testing.TB, s *store.Store, r rule.Rule) {
	t.Helper()
	if err := s.Write(t.Context(), 0, func(tx *store.Tx) error { _, err := rule.Put(tx, r); return err }); err != nil {
		t.Fatal(err)
	}
}

func newRule(name string, daily, total int32) rule.Rule {
	r := rule.Named(name)
	r.Asset, r.Amount, r.DailyMax, r.TotalMax, r.Status = ledger.Point, 10, daily, total, rule.Active
	return r
}

func award(t testing.TB, s *store.Store, cmd rule.AwardCmd) (rule.Award, error) {
	t.Helper()
	rules := rule.New(ledger.New(zone))
	cmd.By = actor.OfSystem
	return store.Do(t.Context(), s, cmd.Member.Bucket(), func(tx *store.Tx) (rule.Award, error) { return rules.Award(tx, cmd) })
}

// One member and rule, award after award: day and source, what is given, and
// how much more there is for that day.
func TestAwards(t *testing.T) {
	for _, c := range []struct {
		name         string
		daily, total int32
		awards       [][2]string // day, source
		want         string      // amount/remaining each; r for a repetition
	}{
		{"no limit", 0, 0, [][2]string{{"15", "a"}, {"15", "b"}}, "10/-1 10/-1"},
		{"one source", 0, 0, [][2]string{{"15", "a"}, {"16", "a"}}, "10/-1 0/-1r"},
		{"a daily limit", 2, 0, [][2]string{{"15", "a"}, {"15", "b"}, {"15", "c"}, {"16", "d"}}, "10/1 10/0 0/0 10/1"},
		{"days in any order", 2, 0, [][2]string{{"16", "a"}, {"15", "b"}, {"16", "c"}, {"15", "d"}, {"16", "e"}, {"15", "f"}}, "10/1 10/1 10/0 10/0 0/0 0/0"},
		{"a total limit", 0, 2, [][2]string{{"15", "a"}, {"16", "b"}, {"17", "c"}}, "10/1 10/0 0/0"},
		{"both", 2, 3, [][2]string{{"15", "a"}, {"15", "b"}, {"15", "c"}, {"16", "d"}, {"16", "e"}}, "10/1 10/0 0/0 10/0 0/0"},
		{"a repetition counts for nothing", 2, 0, [][2]string{{"15", "a"}, {"15", "a"}, {"15", "b"}}, "10/1 0/1r 10/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storetest.Memory(t, store.Options{})
			put(t, s, newRule("visit", c.daily, c.total))
			got := ""
			for _, one := range c.awards {
				at, err := instant.Day("2026-01-" + one[0]).Start(zone)
				if err != nil {
					t.Fatal(err)
				}
				a, err := award(t, s, rule.AwardCmd{Member: 100, Rule: "visit", Source: one[1], At: at})
				if err != nil {
					t.Fatal(err)
				}
				got += fmt.Sprintf(" %d/%d", a.Amount, a.Remaining)
				if a.Repeated {
					got += "r"
				}
			}
			if got[1:] != c.want {
				t.Errorf("%s, want %s", got[1:], c.want)
			}
		})
	}
}

func TestWhatCannotAward(t *testing.T) {
	s := storetest.Memory(t, store.Options{})
	off := newRule("off", 0, 0)
	off.Status = rule.Inactive
	put(t, s, off)
	put(t, s, newRule("on", 0, 0))
	if _, err := award(t, s, rule.AwardCmd{Member: 100, Rule: "none", Source: "a"}); !errors.Is(err, rule.ErrNotFound) {
		t.Error(err)
	}
	if _, err := award(t, s, rule.AwardCmd{Member: 100, Rule: "off", Source: "a"}); !errors.Is(err, rule.ErrInactive) {
		t.Error(err)
	}
	for _, name := range []string{"none", "off"} {
		if a, err := award(t, s, rule.AwardCmd{Member: 100, Rule: name, Source: "a", IfAllowed: true}); err != nil || a.Amount != 0 {
			t.Error(name, a, err)
		}
	}
	// Two members of one bucket may have the same source.
	for _, who := range []id.ID{100, 100 + id.Buckets} {
		if a, err := award(t, s, rule.AwardCmd{Member: who, Rule: "on", Source: "day:1"}); err != nil || a.Amount != 10 {
			t.Error(who, a, err)
		}
	}
}

func TestWhichRulesAreGood(t *testing.T) {
	s := storetest.Memory(t, store.Options{})
	for _, name := range []string{"", "Visit", "a b", "a:b", "a/b", string(make([]byte, 65))} {
		err := s.Write(t.Context(), 0, func(tx *store.Tx) error { _, err := rule.Put(tx, newRule(name, 0, 0)); return err })
		if !errors.Is(err, rule.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	put(t, s, newRule("a-b_c.9", 0, 0))
}

// A limit holds whatever races.
func TestALimitHolds(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		put(t, s, newRule("visit", 3, 0))
		var wait sync.WaitGroup
		var mu sync.Mutex
		given := 0
		for i := range 60 {
			wait.Go(func() {
				a, err := award(t, s, rule.AwardCmd{Member: 100, Rule: "visit", Source: fmt.Sprint(i)})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if a.Amount > 0 {
					given++
				}
			})
		}
		wait.Wait()
		if given != 3 {
			t.Errorf("%d were given", given)
		}
		if found, err := verify.All(t.Context(), s, nil, rule.Check()); err != nil || found.Count > 0 {
			t.Error(found, err)
		}
	})
}

// A counter that was changed shows.
func TestTheCheckSeesCounters(t *testing.T) {
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
	put(t, s, newRule("visit", 0, 0))
	for i := range 3 {
		if _, err := award(t, s, rule.AwardCmd{Member: 100, Rule: "visit", Source: fmt.Sprint("a:", i)}); err != nil {
			t.Fatal(err)
		}
	}
	for i, change := range []string{
		"SELECT 1",
		"UPDATE rule_use SET total = 4", "UPDATE rule_use SET total = 3",
		"UPDATE rule_day SET used = 2", "UPDATE rule_day SET used = 3",
		"DELETE FROM ledger_key WHERE key LIKE 'rule:%:1'", "UPDATE rule_use SET total = 2",
		"UPDATE rule_day SET used = 2",
	} {
		if _, err := db.ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		found, err := verify.All(t.Context(), s, nil, rule.Check())
		if err != nil || (found.Count > 0) != []bool{false, true, false, true, false, true, true, false}[i] {
			t.Errorf("after %s: %v, %v", change, found.First, err)
		}
	}
}
