package store_test

import (
	"errors"
	"testing"

	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

// TestPostgresCut cuts the connection at each step of a flush. Nothing is
// lost, nothing happens twice, and nobody is told anything but the truth.
func TestPostgresCut(t *testing.T) {
	url := migrated(t, pgtest.URL(t))
	direct := onPostgres(t, url, store.Options{})
	p := newProxy(t, url)
	for _, c := range []struct {
		name    string
		point   cutPoint
		refuse  int
		unknown int64 // outcomes that had to be looked up
		runs    int   // at most: three rounds of loading, and one more
	}{
		{"before BEGIN", cutPoint{"BEGIN", false}, 0, 0, 4},
		{"after BEGIN, before its answer", cutPoint{"BEGIN", true}, 0, 0, 4},
		{"in the load", cutPoint{"SELECT t.", false}, 0, 0, 4},
		{"before the load's answer", cutPoint{"SELECT", true}, 0, 0, 4},
		{"in the changes", cutPoint{"UPDATE", false}, 0, 1, 4},
		{"after the changes", cutPoint{"INSERT INTO store_flush", false}, 0, 1, 4},
		{"before COMMIT", cutPoint{"COMMIT", false}, 0, 1, 4},
		{"after COMMIT, before its answer", cutPoint{"COMMIT", true}, 0, 1, 3},
		{"before COMMIT, then away", cutPoint{"COMMIT", false}, 5, 1, 4},
		{"after COMMIT, then away", cutPoint{"COMMIT", true}, 5, 1, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := fresh()
			s := direct.via(t, p.url)
			write(t, s, n, inOrder(deposit(n, 1), deposit(n+1, 1)))
			write(t, s, n, deposit(n, 1)) // all statements are prepared now
			before, beforeRefused := p.counts()
			unknown := s.Stats().Unknown
			p.arm(c.point, c.refuse)
			runs := 0
			errs := together(t, s, n.Bucket(),
				func(tx *store.Tx) error { runs++; return deposit(n, 10)(tx) },
				inOrder(deposit(n+1, 10), func(*store.Tx) error { return errNo }),
				inOrder(deposit(n, 100), deposit(n+2, 1)),
			)
			if errs[0] != nil || !errors.Is(errs[1], errNo) || errs[2] != nil {
				t.Errorf("errors: %v", errs)
			}
			if a, b, c := balance(t, direct.Store, n), balance(t, direct.Store, n+1), balance(t, direct.Store, n+2); a != 112 || b != 1 || c != 1 {
				t.Errorf("balances %d, %d, %d, want 112, 1, 1", a, b, c)
			}
			if cuts, refused := p.counts(); cuts-before != 1 || refused-beforeRefused != c.refuse {
				t.Errorf("%d cuts, %d refusals: the test proves nothing", cuts-before, refused-beforeRefused)
			}
			if got := s.Stats().Unknown - unknown; got != c.unknown {
				t.Errorf("%d outcomes were looked up, want %d", got, c.unknown)
			}
			if runs > c.runs {
				t.Errorf("ran %d times, want at most %d", runs, c.runs)
			}
		})
	}
}

// TestPostgresCutWhileResolving loses the answer of the look-up as well: the
// second look-up must not take the first one's mark for the flush's.
func TestPostgresCutWhileResolving(t *testing.T) {
	url := migrated(t, pgtest.URL(t))
	direct := onPostgres(t, url, store.Options{})
	for _, committed := range []bool{false, true} {
		p := newProxy(t, url)
		n := fresh()
		s := direct.via(t, p.url)
		write(t, s, n, deposit(n, 1))
		p.arm(cutPoint{"COMMIT", committed}, 0)
		p.then(cutPoint{"INSERT 0 1", true})
		write(t, s, n, deposit(n, 10))
		if got := balance(t, direct.Store, n); got != 11 {
			t.Errorf("committed=%v: balance %d, want 11", committed, got)
		}
		if cuts, _ := p.counts(); cuts != 2 {
			t.Errorf("committed=%v: %d cuts, want 2: the test proves nothing", committed, cuts)
		}
	}
}
