package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/migration"
	"guerdon/internal/platform/pgtest"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest/cputime"
)

// BenchmarkSpend writes as a spend does: two rows looked up, one updated, two
// inserted. It reports writes a second, the process's own CPU time a write,
// and how many writes shared a transaction.
func BenchmarkSpend(b *testing.B) {
	for _, engine := range []string{"memory", "sqlite", "postgres"} {
		for _, callers := range []int{1, 64, 500, 1000} {
			b.Run(fmt.Sprintf("%s/%d", engine, callers), func(b *testing.B) { benchmarkSpend(b, engine, callers) })
		}
	}
}

const members = 10_000

var ctx = context.Background()

func benchmarkSpend(b *testing.B, engine string, callers int) {
	s := benchStore(b, engine)
	var serial atomic.Int64
	spend := func(dice *rand.Rand) error {
		n := id.ID(1<<30 + dice.IntN(members))
		k := link{n, id.ID(serial.Add(1))}
		return s.Write(ctx, n.Bucket(), func(tx *store.Tx) error {
			links.Want(tx, k)
			accounts.Want(tx, keyOf(n))
			if _, found, err := links.Get(tx, k); err != nil || found {
				return err
			}
			if err := post(tx, n, -1); err != nil {
				return err
			}
			links.Put(tx, k)
			return nil
		})
	}
	before, cpu, server := s.Stats(), cputime.Process(), cputime.Server(b.Context(), s)
	b.ReportAllocs()
	b.ResetTimer()
	took := make([][]time.Duration, callers)
	var all sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(b.N))
	for c := range callers {
		all.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(c), 1))
			for left.Add(-1) >= 0 {
				began := time.Now()
				if err := spend(dice); err != nil {
					b.Error(err)
					return
				}
				took[c] = append(took[c], time.Since(began))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	after := s.Stats()
	list := slices.Concat(took...)
	slices.Sort(list)
	b.ReportMetric(float64(list[len(list)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(list[len(list)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(list[len(list)-1].Microseconds())/1000, "max-ms")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
	b.ReportMetric(float64(cputime.Process()-cpu)/float64(b.N)/1000, "cpu-us/op")
	if server > 0 {
		b.ReportMetric(float64(cputime.Server(b.Context(), s)-server)/float64(b.N)/1000, "server-us/op")
	}
	b.ReportMetric(float64(b.N)/float64(max(after.Batches-before.Batches, 1)), "writes/batch")
}

func benchStore(b *testing.B, engine string) *store.Store {
	b.Helper()
	s, err := openBench(b, engine)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	if engine != "memory" {
		for _, statement := range ddl {
			if engine == "sqlite" && strings.HasPrefix(statement, "CREATE TABLE") {
				statement += " WITHOUT ROWID" // as the migrations have it
			}
			if err := store.ExecForTest(s, statement); err != nil {
				b.Fatal(err)
			}
		}
	}
	for first := 0; first < members; first += 1000 {
		err := s.Write(b.Context(), 0, func(tx *store.Tx) error {
			for i := range 1000 {
				accounts.Add(tx, account{key: keyOf(id.ID(1<<30 + first + i))})
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func openBench(b *testing.B, engine string) (*store.Store, error) {
	switch engine {
	case "sqlite":
		path := filepath.Join(b.TempDir(), "bench.db")
		if err := migration.SQLite(ctx, path); err != nil {
			return nil, err
		}
		return store.OpenSQLite(ctx, path, store.Options{})
	case "postgres":
		url := pgtest.URL(b)
		if err := migration.Postgres(ctx, url); err != nil {
			return nil, err
		}
		return store.OpenPostgres(ctx, url, store.Options{})
	}
	return store.OpenMemory(store.Options{}), nil
}
