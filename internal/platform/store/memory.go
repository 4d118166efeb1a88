package store

import (
	"context"
	"errors"
	"sync"
)

// memoryEngine keeps rows in maps: for rules' tests and for simulation. It
// holds to the same behaviour as the databases, but for SQL, which it lacks.
type memoryEngine struct {
	mu       sync.Mutex
	tables   map[int]*memoryTable
	counters map[string]int64
	flushed  map[[16]byte]bool
}

type memoryTable struct {
	rows    map[any]any
	indexes []map[any]map[any]struct{} // index → group → keys
}

// ErrNoSQL is what reading by SQL from the memory engine returns.
var ErrNoSQL = errors.New("store: the memory engine has no SQL")

// OpenMemory opens an empty store that lives as long as the process.
func OpenMemory(opts Options) *Store {
	e := &memoryEngine{tables: map[int]*memoryTable{}, counters: map[string]int64{}, flushed: map[[16]byte]bool{}}
	return start(e, opts.withDefaults())
}

func (e *memoryEngine) name() string                                       { return "memory" }
func (e *memoryEngine) lanes() int                                         { return 1 }
func (e *memoryEngine) open(context.Context) (session, error)              { return &memorySession{e}, nil }
func (e *memoryEngine) close()                                             {}
func (e *memoryEngine) query(context.Context, string, []any) (Rows, error) { return nil, ErrNoSQL }
func (e *memoryEngine) exec(context.Context, string, []any) (int64, error) { return 0, ErrNoSQL }

func (e *memoryEngine) resolve(_ context.Context, m marker) (bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	was := e.flushed[m.ID]
	e.flushed[m.ID] = true
	return was, nil
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
		t = &memoryTable{rows: map[any]any{}}
		e.tables[m.index] = t
	}
	for len(t.indexes) < len(m.indexes) {
		ix := m.indexes[len(t.indexes)]
		groups := map[any]map[any]struct{}{}
		for k, row := range t.rows {
			enlist(groups, ix.groupOf(row), k)
		}
		t.indexes = append(t.indexes, groups)
	}
	return t
}

type memorySession struct{ engine *memoryEngine }

func (s *memorySession) load(_ context.Context, reqs []loadRequest) error {
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	for _, req := range reqs {
		t := s.engine.table(req.table)
		for _, k := range req.boxed {
			if req.index < 0 {
				if row, ok := t.rows[k]; ok {
					req.deliver(row, nil)
				}
				continue
			}
			for key := range t.indexes[req.index][k] {
				req.deliver(t.rows[key], nil)
			}
		}
	}
	return nil
}

func (s *memorySession) commit(_ context.Context, m marker, changes []changeSet) error {
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	var undo []func()
	for _, c := range changes {
		t := s.engine.table(c.table)
		for _, row := range c.boxed.deletes {
			undo = append(undo, t.replace(c.table, row, nil))
		}
		for _, row := range c.boxed.updates {
			undo = append(undo, t.replace(c.table, t.rows[c.table.keyOf(row)], row))
		}
		for _, row := range c.boxed.inserts {
			if _, exists := t.rows[c.table.keyOf(row)]; exists {
				return rewind(undo)
			}
			undo = append(undo, t.replace(c.table, nil, row))
		}
		if t.violated(c) {
			return rewind(undo)
		}
	}
	s.engine.flushed[m.ID] = true
	return nil
}

func (s *memorySession) rollback() {}
func (s *memorySession) close()    {}

func rewind(undo []func()) error {
	for i := len(undo) - 1; i >= 0; i-- {
		undo[i]()
	}
	return errUnique
}

// replace swaps a row and keeps the indexes; it returns how to swap back.
func (t *memoryTable) replace(m *meta, before, after any) (undo func()) {
	t.drop(m, before)
	t.add(m, after)
	return func() { t.drop(m, after); t.add(m, before) }
}

func (t *memoryTable) add(m *meta, row any) {
	if row == nil {
		return
	}
	k := m.keyOf(row)
	t.rows[k] = row
	for i, ix := range m.indexes {
		enlist(t.indexes[i], ix.groupOf(row), k)
	}
}

func (t *memoryTable) drop(m *meta, row any) {
	if row == nil {
		return
	}
	k := m.keyOf(row)
	delete(t.rows, k)
	for i, ix := range m.indexes {
		delete(t.indexes[i][ix.groupOf(row)], k)
	}
}

// violated looks for two rows with one unique alternate key.
func (t *memoryTable) violated(c changeSet) bool {
	for i, ix := range c.table.indexes {
		if !ix.unique {
			continue
		}
		for _, rows := range [][]any{c.boxed.updates, c.boxed.inserts} {
			for _, row := range rows {
				if len(t.indexes[i][ix.groupOf(row)]) > 1 {
					return true
				}
			}
		}
	}
	return false
}

func enlist(groups map[any]map[any]struct{}, g, k any) {
	if groups[g] == nil {
		groups[g] = map[any]struct{}{}
	}
	groups[g][k] = struct{}{}
}
