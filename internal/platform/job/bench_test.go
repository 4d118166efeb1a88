package job_test

import (
	"context"
	"sync/atomic"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// BenchmarkRun measures a job's whole way, of a backlog of b.N: found,
// claimed, run, settled.
func BenchmarkRun(b *testing.B) {
	for name, open := range map[string]func(testing.TB, store.Options) *store.Store{
		"sqlite": storetest.SQLite, "postgres": storetest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			s := open(b, store.Options{})
			for n := 0; n < b.N; n += 500 {
				enqueueMany(b, s, min(500, b.N-n), job.EnqueueCmd{Kind: "k", Route: id.Bucket(n % id.Buckets), Payload: []byte(`{"order":5}`)})
			}
			r := job.NewRunner(s, job.NewQueue(), job.Options{})
			var left atomic.Int64
			left.Store(int64(b.N))
			ended := make(chan struct{})
			r.Register("k", func(context.Context, job.Job) (job.Outcome, error) {
				if left.Add(-1) == 0 {
					close(ended)
				}
				return job.Done(), nil
			}, job.HandlerOptions{Concurrency: 64})
			b.ResetTimer()
			r.Start()
			<-ended
			must(b, r.Stop(b.Context()))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
