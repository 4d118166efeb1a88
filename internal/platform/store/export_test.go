package store

import (
	"context"

	"guerdon/internal/base/id"
)

// ExecForTest runs a statement on the store's engine.
func ExecForTest(s *Store, sql string) error {
	_, err := s.engine.exec(context.Background(), sql, nil)
	return err
}

// QueuedForTest is how many writes wait in the lane of a route.
func QueuedForTest(s *Store, route id.Bucket) int {
	return len(s.lanes[int(route)*len(s.lanes)/id.Buckets].queue)
}

// AroundCommitForTest puts hook around every COMMIT of a store that has not
// written yet: around the statement itself on SQLite, around the flush's last
// step on the others.
func AroundCommitForTest(s *Store, hook func(commit func() error) error) {
	if e, ok := s.engine.(*sqliteEngine); ok {
		e.aroundCommit = hook
		return
	}
	s.engine = hookedEngine{s.engine, hook}
}

// BreakResolveForTest makes looking up an outcome fail while broken says so.
func BreakResolveForTest(s *Store, broken func() error) { s.engine = unresolved{s.engine, broken} }

type unresolved struct {
	engine
	broken func() error
}

func (e unresolved) resolve(ctx context.Context, m marker) (bool, error) {
	if err := e.broken(); err != nil {
		return false, err
	}
	return e.engine.resolve(ctx, m)
}

type hookedEngine struct {
	engine
	hook func(func() error) error
}

func (e hookedEngine) open(ctx context.Context) (session, error) {
	s, err := e.engine.open(ctx)
	return hookedSession{s, e.hook}, err
}

type hookedSession struct {
	session
	hook func(func() error) error
}

func (s hookedSession) commit(ctx context.Context, m *marker, changes []changeSet) error {
	var result error
	if err := s.hook(func() error { result = s.session.commit(ctx, m, changes); return result }); err != nil && result == nil {
		return errUnknown
	}
	return result
}

// UseUpIDsForTest leaves the store n ordinals.
func UseUpIDsForTest(s *Store, n int64) {
	s.ids.mu.Lock()
	defer s.ids.mu.Unlock()
	s.ids.next = max(s.ids.next, s.ids.end-n)
}
