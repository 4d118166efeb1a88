package coreapi_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/operator"
)

// together sends the same kind of request n times at once, and counts the
// answers by status.
func together(n int, send func(i int) *reply) map[int]int {
	var wait sync.WaitGroup
	var mu sync.Mutex
	counts := map[int]int{}
	begin := make(chan struct{})
	for i := range n {
		wait.Go(func() {
			<-begin
			r := send(i)
			mu.Lock()
			defer mu.Unlock()
			counts[r.status]++
		})
	}
	close(begin)
	wait.Wait()
	return counts
}

func wantCounts(b *bench, got map[int]int, want map[int]int) {
	b.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		b.Errorf("answers %v, want %v", got, want)
	}
}

// Of 200 who spend a whole balance at once, one does.
func TestParallelSpendsOfOneBalance(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.grant("ann", "100")
		wantCounts(b, together(200, func(int) *reply {
			return b.send("POST", "/v1/transfers", `{"subject":"ann","asset":"POINT","amount":"100","kind":"spend"}`)
		}), map[int]int{200: 1, 422: 199})
		if got := b.balance("ann"); got != "0" {
			b.Errorf("ann has %s", got)
		}
	})
}

// A hold that is captured, voided and lapses at once ends once.
// contract: N-07
func TestAHoldEndsOnce(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.grant("ann", "1000")
		for round := range 5 {
			h := b.ok("POST", "/v1/holds", map[string]any{"subject": "ann", "asset": "POINT", "amount": "100", "ttl_seconds": 60})
			path := "/v1/holds/" + text(b, h, "id")
			lapses := round%2 == 1
			if lapses {
				b.clock.Advance(time.Minute)
			}
			counts := together(30, func(i int) *reply {
				switch i % 3 {
				case 0:
					return b.send("POST", path+"/capture", nil)
				case 1:
					return b.send("POST", path+"/void", nil)
				}
				if _, err := b.deps.Ledger.SweepHolds(b.Context(), b.store, b.clock.Now(), 10); err != nil {
					b.Error(err)
				}
				return &reply{status: 0}
			})
			want := map[int]int{0: 10, 200: 1, 409: 19}
			if lapses {
				want = map[int]int{0: 10, 409: 20}
			}
			wantCounts(b, counts, want)
			if lapses && b.ok("GET", path, nil)["state"] != "lapsed" {
				b.Error("it did not lapse")
			}
		}
		accounts := b.send("GET", "/v1/accounts?subject=ann", nil).list()
		if held := text(b, accounts, 0, "held"); held != "0" {
			b.Errorf("%s are held still", held)
		}
	})
}

// One event that is delivered 50 times at once counts once.
// contract: N-01
func TestAnEventCountsOnce(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.ok("PUT", "/v1/rules/visit", `{"asset":"POINT","amount":"3"}`)
		var mu sync.Mutex
		found := map[string]int{}
		wantCounts(b, together(50, func(i int) *reply {
			subject := []string{"ann", "bob"}[i%2] // whoever it says it is about
			r := b.send("POST", "/v1/events", map[string]any{"id": "e-1", "type": "generic", "subject": subject, "data": map[string]any{"rule": "visit"}})
			mu.Lock()
			defer mu.Unlock()
			found[text(b, r.json(), "results", 0, "status")]++
			found[fmt.Sprint(at(b, r.json(), "results", 0, "effects", 0, "transfer"))]++
			return r
		}), map[int]int{200: 50})
		if found["accepted"] != 1 || found["duplicate"] != 49 || len(found) != 3 {
			b.Errorf("results: %v", found)
		}
		system := b.send("GET", "/v1/accounts?owner=system", nil).list()
		if got := text(b, system, 0, "posted"); got != "-3" {
			b.Errorf("%s was issued", got)
		}
	})
}

// contract: N-08
func TestATransferIsReversedOnce(t *testing.T) {
	onSQL(t, func(b *bench) {
		path := "/v1/transfers/" + text(b, b.grant("ann", "100"), "id")
		wantCounts(b, together(20, func(int) *reply { return b.send("POST", path+"/reverse", nil) }), map[int]int{200: 1, 409: 19})
		if got := b.balance("ann"); got != "0" {
			b.Errorf("ann has %s", got)
		}
	})
}

// Two admins who demote each other at once leave one.
// contract: N-18
func TestTheLastAdminStays(t *testing.T) {
	onSQL(t, func(b *bench) {
		names := []string{"ann", "bob", "cid", "dan"}
		cookies := make([]with, len(names))
		for i, name := range names {
			b.newOperator(id.ID(i+1), name, operator.Admin)
			cookies[i] = cookie(b.signIn(name))
		}
		together(len(names), func(i int) *reply {
			other := (i + 1) % len(names)
			return b.send("PATCH", fmt.Sprintf("/v1/operators/%d", other+1), `{"role":"auditor"}`, cookies[i])
		})
		admins := 0
		list, err := operator.List(b.Context(), b.store)
		if err != nil {
			b.Fatal(err)
		}
		for _, o := range list {
			if o.Role == operator.Admin {
				admins++
			}
		}
		if admins == 0 {
			b.Error("nobody is an admin any more")
		}
	})
}
