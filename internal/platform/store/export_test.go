package store

import "context"

// ExecForTest runs a statement on the store's engine.
func ExecForTest(s *Store, sql string) error {
	_, err := s.engine.exec(context.Background(), sql, nil)
	return err
}
