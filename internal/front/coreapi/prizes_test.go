package coreapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/report"
	"guerdon/internal/platform/store"
)

// The documented box: the expected value of a draw is 85.48 points and
// 0.00005 SOL.
const documentedBox = `{"name":"积分盲盒","price":"100","state":"open","prizes":[
	{"kind":"points","name":"30","rarity":"common","points":"30","weight":500000,"stock":500000},
	{"kind":"points","name":"80","rarity":"common","points":"80","weight":300000,"stock":300000},
	{"kind":"points","name":"160","rarity":"rare","points":"160","weight":150000},
	{"kind":"points","name":"320","rarity":"epic","points":"320","weight":39000},
	{"kind":"points","name":"1000","rarity":"legendary","points":"1000","weight":10000},
	{"kind":"virtual_item","name":"0.05 SOL","rarity":"legendary","item":%s,"weight":1000,"stock":1000}]}`

// contract: N-09
func TestLootboxes(t *testing.T) {
	onSQL(t, func(b *bench) {
		item := b.ok("POST", "/v1/items", `{"name":"0.05 SOL","rarity":"legendary","payout_asset":"SOL","payout_amount":"0.05"}`)
		made := b.ok("POST", "/v1/lootboxes", fmt.Sprintf(documentedBox, text(b, item, "id")))
		path := "/v1/lootboxes/" + text(b, made, "id")
		box := b.ok("GET", path, nil)
		if got := text(b, box, "expected_value"); got != "map[POINT:85.48 SOL:0.00005]" {
			b.Errorf("expected value %s", got)
		}
		if len(box["prizes"].([]any)) != 6 || text(b, box, "prizes", 5, "item") != text(b, item, "id") || text(b, box, "prizes", 2, "remaining") != "-1" {
			b.Errorf("box %v", box)
		}
		for body, code := range map[string]string{
			`{"name":"x","price":"1"}`:              "lootbox.odds_invalid",
			`{"name":"x","price":"1","prizes":[]}`:  "lootbox.odds_invalid",
			`{"price":"1"}`:                         "lootbox.invalid",
			`{"name":"x","price":"-1"}`:             "lootbox.invalid",
			`{"name":"x","price":"1","state":"on"}`: "lootbox.invalid",
			`{"name":"x","price":"1","prizes":[{"kind":"points","name":"p","rarity":"common","points":"1","weight":999999}]}`:           "lootbox.odds_invalid",
			`{"name":"x","price":"1","prizes":[{"kind":"points","name":"p","rarity":"common","weight":1000000}]}`:                       "lootbox.prize_invalid",
			`{"name":"x","price":"1","prizes":[{"kind":"points","name":"p","rarity":"common","points":"1.5","weight":1000000}]}`:        "amount.invalid",
			`{"name":"x","price":"1","prizes":[{"kind":"virtual_item","name":"p","rarity":"common","item":4096,"weight":1000000}]}`:     "catalog.item_not_found",
			`{"name":"x","price":"1","prizes":[{"kind":"points","name":"p","rarity":"common","points":"1","weight":9007199254740993}]}`: "lootbox.odds_invalid",
		} {
			if r := b.send("POST", "/v1/lootboxes", body); r.json()["code"] != code {
				b.Errorf("%s: %d %s, want %s", body, r.status, r.body, code)
			}
		}
		b.send("PUT", path, `{"name":"box","price":"50","version":2}`).want(409, "lootbox.version_stale")
		b.send("PUT", "/v1/lootboxes/4096", `{"name":"box","price":"50","version":0,"prizes":[{"kind":"points","name":"p","rarity":"common","points":"1","weight":1000000}]}`).want(404, "lootbox.not_found")
		b.draw(path, 40)
		edited := b.ok("PUT", path, `{"name":"box","price":"50","version":1,"reason":"sale","prizes":[{"kind":"points","name":"p","rarity":"common","points":"50","weight":1000000}]}`)
		if text(b, edited, "version") != "2" || text(b, edited, "state") != "open" {
			b.Errorf("edited: %v", edited)
		}
		b.draw(path, 2)
		b.ok("POST", path+"/close", nil)
		b.ok("POST", path+"/open", nil)
		b.send("POST", "/v1/lootboxes/4096/open", nil).want(404, "lootbox.not_found")
		acts := b.ok("GET", "/v1/audit?object=box:"+text(b, made, "id"), nil)
		wantActs(b, acts, "lootbox.open", "lootbox.closed", "lootbox.edit", "lootbox.create")
		if text(b, acts, "items", 2, "before", "prizes", 1, "name") != "80" || text(b, acts, "items", 2, "after", "prizes", 0, "points") != "50" {
			b.Errorf("the record: %v", at(b, acts, "items", 2))
		}
		if got := b.all("/v1/lootboxes?limit=1"); len(got) != 1 {
			b.Errorf("boxes: %v", got)
		}
		b.checkDraws(text(b, made, "id"))
	})
}

// draw makes a member draw n times.
func (b *bench) draw(path string, n int) {
	b.Helper()
	b.grant("ann", "10000")
	mid, err := b.deps.Directory.Find(b.Context(), "ann")
	if err != nil {
		b.Fatal(err)
	}
	var box int64
	if _, err := fmt.Sscan(strings.TrimPrefix(path, "/v1/lootboxes/"), &box); err != nil {
		b.Fatal(err)
	}
	for range n {
		b.write(func(tx *store.Tx) error {
			_, err := b.deps.Lootboxes.Draw(tx, lootbox.DrawCmd{Member: mid, Box: id.ID(box)})
			return err
		})
	}
}

// What was drawn, by version, is the same before and after the counts are
// rolled up, and with draws after that.
// contract: N-17
func (b *bench) checkDraws(box string) {
	b.Helper()
	want := func(when string, old, now int) {
		b.Helper()
		got := b.ok("GET", "/v1/stats/draws?box="+box, nil)
		if text(b, got, "items", 0, "version") != "2" || text(b, got, "items", 0, "draws") != fmt.Sprint(now) || text(b, got, "items", 1, "draws") != fmt.Sprint(old) {
			b.Errorf("%s: %v", when, got)
		}
		if now > 0 && text(b, got, "items", 0, "prizes", 0, "observed_ppm") != "1000000" {
			b.Errorf("%s: the only prize was drawn %v times in a million", when, at(b, got, "items", 0, "prizes", 0, "observed_ppm"))
		}
		if text(b, got, "items", 1, "prizes", 1, "expected") != "12" {
			b.Errorf("%s: expected %v of 80 points", when, at(b, got, "items", 1, "prizes", 1, "expected"))
		}
		if detail := b.ok("GET", "/v1/lootboxes/"+box, nil); text(b, detail, "draws") != fmt.Sprint(now) {
			b.Errorf("%s: the box shows %v", when, detail["draws"])
		}
	}
	want("live", 40, 2)
	for _, later := range []time.Duration{time.Minute, 10 * time.Minute, time.Hour} {
		if err := report.RollDraws(b.Context(), b.store, b.clock.Advance(later)); err != nil {
			b.Fatal(err)
		}
		want("rolled", 40, 2)
	}
	b.draw("/v1/lootboxes/"+box, 3)
	want("rolled and live", 40, 5)
	if all := b.ok("GET", "/v1/stats/draws", nil); len(all["items"].([]any)) != 1 || text(b, all, "items", 0, "version") != "2" {
		b.Errorf("all boxes: %v", all)
	}
	b.send("GET", "/v1/stats/draws?box=4096", nil).want(404, "lootbox.not_found")
}

// contract: N-10
func TestItemsGiftsAndRedemptions(t *testing.T) {
	onSQL(t, func(b *bench) {
		made := b.ok("POST", "/v1/items", `{"name":"cup","rarity":"rare","category":"mugs","estimated_value":"9.9"}`)
		path := "/v1/items/" + text(b, made, "id")
		b.send("PUT", path, `{"name":"cup","rarity":"epic","version":7}`).want(409, "catalog.version_stale")
		b.send("PUT", "/v1/items/4096", `{"name":"cup","rarity":"epic"}`).want(404, "catalog.item_not_found")
		b.send("POST", "/v1/items", `{"name":"cup","rarity":"rare","payout_amount":"1"}`).want(400, "ledger.asset_unknown")
		b.send("POST", "/v1/items", `{"name":"cup","rarity":"rare","payout_asset":"SOL"}`).want(400, "catalog.item_invalid")
		b.ok("PUT", path, `{"name":"cup","rarity":"epic","version":1,"status":"inactive"}`)
		if got := b.ok("GET", path, nil); text(b, got, "rarity") != "epic" || text(b, got, "version") != "2" {
			b.Errorf("item %v", got)
		}
		if n := len(b.all("/v1/items?category=mugs&limit=1")); n != 0 { // the edit dropped the category
			b.Errorf("%d mugs", n)
		}
		gift := map[string]any{"subject": "ann", "item": at(b, made, "id"), "reason": "x"}
		b.send("POST", "/v1/gifts", gift).want(409, "coreapi.item_not_offered")
		b.send("POST", "/v1/gifts", map[string]any{"subject": "ann", "item": 4096, "reason": "x"}).want(404, "catalog.item_not_found")
		b.send("POST", "/v1/gifts", map[string]any{"subject": "ann", "item": 4096}).want(400, "coreapi.reason_missing")
		b.send("GET", "/v1/inventory?subject=ann", nil).want(404, "member.not_found") // no gift, no member

		var open []string
		for range 3 {
			b.clock.Advance(time.Second)
			open = append(open, b.openRedemption("ann"))
		}
		queue := b.all("/v1/redemptions?limit=1")
		for i, r := range queue {
			if text(b, r, "id") != open[i] {
				b.Errorf("the queue is out of order: %v, want %v", queue, open)
			}
		}
		done := b.ok("POST", "/v1/redemptions/"+open[0]+"/complete", `{"notes":"paid","transaction_hash":"abc"}`)
		if text(b, done, "state") != "completed" || text(b, done, "transaction_hash") != "abc" || text(b, done, "transfer") == "" {
			b.Errorf("completed: %v", done)
		}
		b.send("POST", "/v1/redemptions/"+open[0]+"/cancel", nil).want(409, "redemption.not_pending")
		b.ok("POST", "/v1/redemptions/"+open[1]+"/cancel", nil)
		b.send("POST", "/v1/redemptions/"+open[1]+"/complete", nil).want(409, "redemption.not_pending")
		b.send("POST", "/v1/redemptions/4096/complete", nil).want(404, "coreapi.redemption_not_found")
		b.send("POST", "/v1/redemptions/"+open[2]+"/complete", map[string]any{"notes": strings.Repeat("x", 2001)}).want(400, "redemption.notes_invalid")
		for state, n := range map[string]int{"": 1, "requested": 1, "completed": 1, "cancelled": 1} {
			if got := b.all("/v1/redemptions?limit=1&state=" + state); len(got) != n {
				b.Errorf("%d are %s", len(got), state)
			}
		}
		for status, n := range map[string]int{"": 3, "pending": 1, "redeemed": 1, "not_redeemed": 1} {
			if got := b.all("/v1/inventory?subject=ann&limit=1&status=" + status); len(got) != n {
				b.Errorf("%d items are %s", len(got), status)
			}
		}
		system := b.send("GET", "/v1/accounts?owner=system", nil).list()
		if len(system) != 2 || text(b, system, 0, "posted") != "-0.05" || text(b, system, 1, "account") != "payout" || text(b, system, 1, "posted") != "0.05" {
			b.Errorf("system accounts: %v", system)
		}
		acts := b.ok("GET", "/v1/audit?action=redemption.complete", nil)
		if text(b, acts, "items", 0, "before", "state") != "requested" || text(b, acts, "items", 0, "after", "notes") != "paid" {
			b.Errorf("the record: %v", acts)
		}
	})
}

// A redemption that was cancelled is not the one that was asked for since.
// contract: N-10
func TestAnOldRedemptionIsNotTheNewOne(t *testing.T) {
	onSQLite(t, func(b *bench) {
		old := b.openRedemption("ann")
		b.ok("POST", "/v1/redemptions/"+old+"/cancel", nil)
		item := at(b, b.all("/v1/inventory?subject=ann"), 0, "id")
		fresh := b.redeem(item)
		b.send("POST", "/v1/redemptions/"+old+"/complete", nil).want(409, "redemption.not_pending")
		b.ok("POST", "/v1/redemptions/"+fresh+"/complete", nil)
	})
}
