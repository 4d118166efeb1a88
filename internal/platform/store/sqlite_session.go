package store

import (
	"context"
	"errors"

	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store/rawsqlite"
)

// sqliteSession is the writer's connection. Its statements handle one row
// each: without a network between, that is as fast as any bulk form.
type sqliteSession struct {
	engine *sqliteEngine
	db     *rawsqlite.DB
	id     [16]byte
	tables []*sqliteTable // by meta.index
	open   bool
	last   instant.Instant // of the marker written last

	begin, commits, rolls, marker *rawsqlite.Stmt
}

func (e *sqliteEngine) open(context.Context) (session, error) {
	db, err := rawsqlite.Open(e.path)
	if err != nil {
		return nil, errors.Join(errTransient, err)
	}
	s := &sqliteSession{engine: e, db: db, id: newMarker(0, 0).ID}
	if err := s.prepare(); err != nil {
		_ = db.Close()
		return nil, errors.Join(errTransient, err)
	}
	return s, nil
}

func (s *sqliteSession) prepare() (err error) {
	s.db.BusyTimeout(busyTimeout)
	for _, p := range sqlitePragmas {
		if err := s.db.Exec(pragma(p)); err != nil {
			return err
		}
	}
	for text, st := range map[string]**rawsqlite.Stmt{
		"BEGIN IMMEDIATE": &s.begin, "COMMIT": &s.commits, "ROLLBACK": &s.rolls, markerMove: &s.marker,
	} {
		if *st, err = s.db.Prepare(text); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteSession) ensureOpen() error {
	if s.open {
		return nil
	}
	if err := s.begin.Run(); err != nil {
		return errors.Join(errTransient, err)
	}
	s.open = true
	return nil
}

func (s *sqliteSession) load(_ context.Context, reqs []loadRequest) error {
	if err := s.ensureOpen(); err != nil {
		return err
	}
	for i := range reqs {
		if err := s.table(reqs[i].table).load(&reqs[i]); err != nil {
			return sqliteOutcome(err)
		}
	}
	return nil
}

func (s *sqliteSession) commit(_ context.Context, m *marker, changes []changeSet) error {
	if err := s.ensureOpen(); err != nil {
		return err
	}
	for i := range changes {
		if err := s.table(changes[i].table).write(&changes[i]); err != nil {
			return sqliteOutcome(err)
		}
	}
	if err := s.mark(m); err != nil {
		return sqliteOutcome(err)
	}
	if err := s.engine.aroundCommit(s.commits.Run); err != nil {
		// The transaction may be open still, or be over either way.
		s.rollback()
		return errors.Join(errUnknown, err)
	}
	s.open = false
	return nil
}

// mark writes the marker. A session has one row for all its markers and moves
// its instant on: a commit here has no answer that could be lost on its way,
// so nobody ever looks for one but the last, and the row's page is always at
// hand.
func (s *sqliteSession) mark(m *marker) error {
	m.Bucket, m.ID, m.At = 0, s.id, max(m.At, s.last+1)
	s.last = m.At
	err := errors.Join(s.marker.BindInt(1, int64(m.Bucket)), s.marker.BindBytes(2, m.ID[:]), s.marker.BindInt(3, int64(m.At)))
	if err == nil {
		err = s.marker.Run()
	}
	return err
}

func (s *sqliteSession) table(m *meta) *sqliteTable {
	for len(s.tables) <= m.index {
		s.tables = append(s.tables, nil)
	}
	t := s.tables[m.index]
	if t == nil {
		t = &sqliteTable{db: s.db, meta: m, setting: append(append(shape{}, m.others...), m.key...)}
		s.tables[m.index] = t
	}
	return t
}

func (s *sqliteSession) rollback() {
	if s.open {
		s.open = false
		_ = s.rolls.Run()
	}
}

func (s *sqliteSession) close() {
	s.rollback()
	_ = s.db.Close()
}
