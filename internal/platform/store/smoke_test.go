package store_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
)

type cKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}
type cRow struct {
	cKey
	N    int64  `db:"n"`
	Name string `db:"name"`
	Data []byte `db:"data"`
}

var counters = store.Define[cKey, cRow]("test_counter")

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	run := func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		for i := range 2000 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				k := cKey{id.ID(i % 7).Bucket(), id.ID(i % 7)}
				err := s.Write(ctx, k.Bucket, func(tx *store.Tx) error {
					r, ok, err := counters.Get(tx, k)
					if err != nil {
						return err
					}
					if !ok {
						r = cRow{cKey: k, Name: "x"}
					}
					r.N++
					counters.Put(tx, r)
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}()
		}
		wg.Wait()
		if s.Engine() != "memory" {
			rows, err := store.Select[cRow](ctx, s, "SELECT bucket, id, n, name, data FROM test_counter ORDER BY id")
			if err != nil {
				t.Fatal(err)
			}
			sum := int64(0)
			for _, r := range rows {
				sum += r.N
			}
			if sum != 2000 || len(rows) != 7 {
				t.Fatal(sum, rows)
			}
		}
		t.Log(s.Stats())
		s.Close()
	}
	ddl := "CREATE TABLE test_counter (bucket smallint not null, id bigint not null, n bigint not null, name text not null, data bytea not null, primary key (bucket,id))"
	t.Run("memory", func(t *testing.T) { run(t, store.OpenMemory(store.Options{})) })
	t.Run("sqlite", func(t *testing.T) {
		p := filepath.Join(t.TempDir(), "x.db")
		if err := migration.SQLite(ctx, p); err != nil {
			t.Fatal(err)
		}
		s, err := store.OpenSQLite(ctx, p, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.ExecForTest(s, ddl); err != nil {
			t.Fatal(err)
		}
		run(t, s)
	})
	t.Run("postgres", func(t *testing.T) {
		u := pgtest.URL(t)
		if err := migration.Postgres(ctx, u); err != nil {
			t.Fatal(err)
		}
		s, err := store.OpenPostgres(ctx, u, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.ExecForTest(s, ddl); err != nil {
			t.Fatal(err)
		}
		run(t, s)
	})
}
