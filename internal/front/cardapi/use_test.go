package cardapi_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

const use = "/api/card/cards/use/"

func codeBody(text string) string { return fmt.Sprintf(`{"card_code": %q}`, text) }

// race calls n times at once.
func race(n int, call func(i int) answer) []answer {
	out := make([]answer, n)
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-gate
			out[i] = call(i)
		})
	}
	close(gate)
	wg.Wait()
	return out
}

// A hundred members scan one card. contract: S4-16
func TestOneCallerUsesACard(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		tokens := make([]string, 100)
		for i := range tokens {
			tokens[i] = b.user(fmt.Sprintf("racer %d", i))
		}
		won := 0
		for _, a := range race(len(tokens), func(i int) answer { return b.call(tokens[i], "POST", use, codeBody("DANCE_20230101_001_1001")) }) {
			switch {
			case a.status == 200:
				won++
			case a.status != 400 || a.errorCode() != "CARD_ALREADY_USED" || strings.Contains(a.body, "used_by"):
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		if won != 1 {
			t.Errorf("%d callers used one card", won)
		}
	})
}

// A repeated request with its key is answered as the first time, byte for
// byte, also where the first answer was an error.
func TestUseIsRepeatable(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.user("user123")
		for key, text := range map[string]string{"good": "DANCE_20230101_001_1001", "bad": "DANCE_20230101_001_9999"} {
			first := b.call(alice, "POST", use, codeBody(text), "Idempotency-Key", key)
			b.clock.Advance(time.Minute)
			again := b.call(alice, "POST", "/api/card/cards/use", codeBody(text), "Idempotency-Key", key)
			if first.body != again.body || first.status != again.status || again.header.Get("Idempotent-Replayed") != "true" {
				t.Errorf("%s: %d %s, then %d %s", key, first.status, first.body, again.status, again.body)
			}
		}
	})
}

// The limits on guessing hold for right codes too, and say when they end.
func TestGuessingIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.user("user123")
		var last answer
		for i := range 11 {
			last = b.call(alice, "POST", use, codeBody(fmt.Sprintf("DANCE_20230101_001_%d", 5000+i)))
		}
		if last.status != 429 || last.errorCode() != "RATE_LIMITED" || last.header.Get("Retry-After") != "900" {
			t.Errorf("%d %s %v", last.status, last.body, last.header)
		}
		if a := b.call(alice, "POST", use, codeBody("DANCE_20230101_001_1001")); a.status != 429 {
			t.Errorf("a right code: %d %s", a.status, a.body)
		}
		b.clock.Advance(15 * time.Minute)
		if a := b.call(alice, "POST", use, codeBody("DANCE_20230101_001_1001")); a.status != 200 {
			t.Errorf("after the window: %d %s", a.status, a.body)
		}
	})
}

// What the template grants comes with the use.
func TestUseGrants(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		shoes := b.item()
		grant := card.Grant{Asset: ledger.Study, Amount: 20, Item: shoes.ID, Skill: "现代舞"}
		b.write(func(tx *store.Tx) error {
			_, err := b.cards.EditTemplate(tx, card.EditTemplateCmd{ID: 1, Grant: &grant})
			return err
		})
		if a := b.call(b.user("user123"), "POST", use, codeBody("DANCE_20230101_001_1001")); a.status != 200 {
			t.Fatal(a.body)
		}
		acc, err := ledger.LoadAccount(t.Context(), b.store, ledger.Member(1), ledger.Study)
		b.must(err)
		items, err := inventory.CountByRarity(t.Context(), b.store, 1)
		b.must(err)
		if acc.Posted != 20 || items[shoes.Rarity] != 1 {
			t.Errorf("%d points, items %v", acc.Posted, items)
		}
	})
}

// The client's address is believed from trusted proxies alone, and what a
// client says of itself is bounded.
func TestUsageLog(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		var got struct {
			UsageLog struct {
				IPAddress string `json:"ip_address"`
				UserAgent string `json:"user_agent"`
			} `json:"usage_log"`
		}
		a := b.call(b.user("user123"), "POST", use, codeBody("DANCE_20230101_001_1001"), "X-Forwarded-For", "1.2.3.4", "User-Agent", strings.Repeat("é", 600))
		b.data(a, &got)
		if got.UsageLog.IPAddress != "10.1.2.3" || got.UsageLog.UserAgent != strings.Repeat("é", card.AgentMax/2) {
			t.Errorf("%+v", got)
		}
		a = b.call(b.user("user123"), "POST", use, codeBody("DANCE_20230101_001_1002"), "X-Forwarded-For", "9.9.9.9, 2001:db8::5", "remote", "192.0.2.7:1", "User-Agent", "a\x01b\xffc")
		b.data(a, &got)
		if got.UsageLog.IPAddress != "2001:db8::5" || got.UsageLog.UserAgent != "ab?c" {
			t.Errorf("%+v", got)
		}
	})
}

// Whoever reads codes is on record.
func TestReadingCodesIsAudited(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if a := b.call(b.admin(), "GET", "/api/card/cards/?batch=1", ""); a.status != 200 {
			t.Fatal(a.body)
		}
		list, err := audit.List(t.Context(), b.store, audit.ListCmd{Object: "cards", Limit: 10})
		b.must(err)
		if len(list) != 1 || list[0].Action != "card.codes_read" || list[0].Later != "page=1 size=20 batch=1" {
			t.Errorf("%+v", list)
		}
	})
}

// Batches made at once have different codes and ids of their own.
func TestParallelBatches(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		admin := b.admin()
		type made struct {
			StartID   id.ID  `json:"start_id"`
			EndID     id.ID  `json:"end_id"`
			BatchCode string `json:"batch_code"`
		}
		var list []made
		for _, a := range race(20, func(int) answer {
			return b.call(admin, "POST", "/api/card/batches/", `{"name":"x","template":1,"total_quantity":1025,"expiry_date":"2023-12-31"}`)
		}) {
			var m made
			b.data(a, &m)
			if m.EndID-m.StartID != 1024 {
				t.Errorf("%+v", m)
			}
			for _, o := range list {
				if o.BatchCode == m.BatchCode || (m.StartID <= o.EndID && o.StartID <= m.EndID) {
					t.Errorf("%+v and %+v", o, m)
				}
			}
			list = append(list, m)
		}
	})
}
