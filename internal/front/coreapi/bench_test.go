package coreapi_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// blind is a ResponseWriter that keeps nothing but the status.
type blind struct {
	header http.Header
	status int
}

func (w *blind) Header() http.Header         { return w.header }
func (w *blind) WriteHeader(status int)      { w.status = status }
func (w *blind) Write(b []byte) (int, error) { return len(b), nil }

type body struct{ bytes.Reader }

func (*body) Close() error { return nil }

// onMemory is a bench whose writes go to a memory store, which costs next to
// nothing, while keys and subjects are looked up in a database once, since
// the clock stands still.
func onMemory(b *testing.B) *bench {
	b.Helper()
	c := clock.NewManual(began)
	out := newBench(b, storetest.SQLite(b, store.Options{Now: c.Now}), c)
	out.ok("POST", "/v1/members", `{"subject":"ann"}`)
	out.deps.Store = storetest.Memory(b, store.Options{Now: c.Now})
	out.serve()
	out.ok("POST", "/v1/transfers", `{"subject":"ann","asset":"POINT","amount":"1000000000000","kind":"grant"}`)
	return out
}

// The cost of a spend without network and disk. The target is less than 25 µs
// beyond the store's own.
func BenchmarkPostTransfer(b *testing.B) {
	bench := onMemory(b)
	text := []byte(`{"subject":"ann","asset":"POINT","amount":"1","kind":"spend","reason":"coffee"}`)
	for _, keyed := range []bool{false, true} {
		b.Run(fmt.Sprintf("keyed=%v", keyed), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n++
				r := httptest.NewRequest("POST", "/v1/transfers", nil)
				r.Header = http.Header{"Authorization": {"Bearer " + bench.key}, "Content-Type": {"application/json"}}
				if keyed {
					r.Header["Idempotency-Key"] = []string{fmt.Sprintf("%d-%d", b.N, n)}
				}
				in := &body{}
				in.Reset(text)
				r.Body, r.ContentLength = in, int64(len(text))
				w := &blind{header: http.Header{}}
				bench.handler.ServeHTTP(w, r)
				if w.status != 200 {
					b.Fatal(w.status)
				}
			}
		})
	}
}

// What the store itself takes for the same posting, to be subtracted.
func BenchmarkPostTransferStoreOnly(b *testing.B) {
	bench := onMemory(b)
	mid, err := bench.deps.Directory.Find(b.Context(), "ann")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := store.Do(b.Context(), bench.deps.Store, mid.Bucket(), func(tx *store.Tx) (any, error) { return bench.spendOne(tx, mid) }); err != nil {
			b.Fatal(err)
		}
	}
}

// Events of members who are known, a thousand in one request.
func BenchmarkThousandEvents(b *testing.B) {
	c := clock.NewManual(began)
	for name, s := range map[string]func() *store.Store{
		"sqlite":   func() *store.Store { return storetest.SQLite(b, store.Options{Now: c.Now}) },
		"postgres": func() *store.Store { return storetest.Postgres(b, store.Options{Now: c.Now}) },
	} {
		b.Run(name, func(b *testing.B) {
			bench := newBench(b, s(), c)
			bench.ok("PUT", "/v1/rules/visit", `{"asset":"POINT","amount":"1"}`)
			round := 0
			send := func() {
				round++
				list := make([]map[string]any, 1000)
				for i := range list {
					list[i] = anEvent{id: fmt.Sprint(round, ".", i), kind: "generic", subject: fmt.Sprint("m", i), data: `{"rule":"visit"}`}.body()
				}
				bench.send("POST", "/v1/events", list).want(200, "")
			}
			send()
			for b.Loop() {
				send()
			}
		})
	}
}

var _ io.ReadCloser = (*body)(nil)
