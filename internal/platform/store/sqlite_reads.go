package store

import (
	"context"
	"database/sql"
	"sync"
)

// statementsMax bounds the prepared reads that are kept. The project's SQL
// has a few hundred texts; a list's text varies with its filters.
const statementsMax = 1024

// statements keeps reads prepared: preparing costs more than most of them.
type statements struct {
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

// querier is a kept statement, or a text that is prepared this once.
type querier interface {
	QueryContext(ctx context.Context, args ...any) (*sql.Rows, error)
}

type unkept struct {
	db   *sql.DB
	text string
}

func (u unkept) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return u.db.QueryContext(ctx, u.text, args...)
}

func (s *statements) get(ctx context.Context, db *sql.DB, text string) (querier, error) {
	s.mu.RLock()
	st, ok := s.kept[text]
	full := len(s.kept) >= statementsMax
	s.mu.RUnlock()
	if ok {
		return st, nil
	}
	if full {
		return unkept{db, text}, nil
	}
	st, err := db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.keep(text, st), nil
}

// keep takes the statement in, or drops it where another was first.
func (s *statements) keep(text string, st *sql.Stmt) querier {
	s.mu.Lock()
	defer s.mu.Unlock()
	if first, ok := s.kept[text]; ok {
		_ = st.Close()
		return first
	}
	if s.kept == nil {
		s.kept = map[string]*sql.Stmt{}
	}
	s.kept[text] = st
	return st
}
