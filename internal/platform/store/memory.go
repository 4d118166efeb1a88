package store

import (
	"context"
	"errors"
	"sync"

	"guerdon/internal/base/instant"
)

// memoryEngine keeps rows in maps: for rules' tests and for simulation. It
// holds to the same behaviour as the databases, but for SQL, which it lacks.
type memoryEngine struct {
	mu       sync.Mutex
	tables   map[int]*memoryTable
	counters map[string]int64
	markers  map[[16]byte]instant.Instant
}

// ErrNoSQL is what reading by SQL from the memory engine returns.
var ErrNoSQL = errors.New("store: the memory engine has no SQL")

// OpenMemory opens an empty store that lives as long as the process.
func OpenMemory(opts Options) *Store { return start(newMemory(), opts.withDefaults()) }

func newMemory() *memoryEngine {
	return &memoryEngine{tables: map[int]*memoryTable{}, counters: map[string]int64{}, markers: map[[16]byte]instant.Instant{}}
}

func (e *memoryEngine) name() string                                       { return "memory" }
func (e *memoryEngine) lanes() int                                         { return 1 }
func (e *memoryEngine) open(context.Context) (session, error)              { return &memorySession{e}, nil }
func (e *memoryEngine) steady() bool                                       { return true }
func (e *memoryEngine) close()                                             {}
func (e *memoryEngine) ping(context.Context) error                         { return nil }
func (e *memoryEngine) query(context.Context, string, []any) (Rows, error) { return nil, ErrNoSQL }
func (e *memoryEngine) exec(context.Context, string, []any) (int64, error) { return 0, ErrNoSQL }

func (e *memoryEngine) resolve(_ context.Context, m marker) (bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if at, ok := e.markers[m.ID]; ok {
		return at > 0, nil
	}
	e.markers[m.ID] = m.void().At
	return false, nil
}

func (e *memoryEngine) sweep(_ context.Context, before instant.Instant, limit int) (n int64, _ error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, at := range e.markers {
		if -before < at && at < before && n < int64(limit) {
			delete(e.markers, id)
			n++
		}
	}
	return n, nil
}

func (e *memoryEngine) counter(_ context.Context, name string, n int64) (int64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.counters[name]
	e.counters[name] += n
	return before, nil
}

func (e *memoryEngine) table(m *meta) *memoryTable {
	t, ok := e.tables[m.index]
	if !ok {
		t = newMemoryTable(m)
		e.tables[m.index] = t
	}
	return t
}

type memorySession struct{ engine *memoryEngine }

func (s *memorySession) load(_ context.Context, reqs []loadRequest) error {
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	for i := range reqs {
		s.engine.table(reqs[i].table).find(&reqs[i])
	}
	return nil
}

func (s *memorySession) commit(_ context.Context, m *marker, changes []changeSet) error {
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	if _, taken := s.engine.markers[m.ID]; taken {
		return errUnique
	}
	var undo []func()
	for i := range changes {
		if !s.engine.table(changes[i].table).apply(&changes[i], &undo) {
			for n := len(undo) - 1; n >= 0; n-- {
				undo[n]()
			}
			return errUnique
		}
	}
	s.engine.markers[m.ID] = m.At
	return nil
}

func (s *memorySession) rollback() {}
func (s *memorySession) close()    {}
