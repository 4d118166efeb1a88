package coreapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// contract: N-06
func TestTransferLists(t *testing.T) {
	onSQL(t, func(b *bench) {
		var ids []string
		for i := range 9 {
			if i%3 == 0 {
				b.clock.Advance(time.Hour) // three lines share an instant
			}
			asset := []string{"POINT", "CREDIT"}[i%2]
			made := b.ok("POST", "/v1/transfers", map[string]any{"subject": []string{"ann", "bob"}[i/7], "asset": asset, "amount": fmt.Sprint(i + 1), "kind": "grant", "reason": fmt.Sprint("r", i)})
			ids = append(ids, text(b, made, "id"))
		}
		spent := b.ok("POST", "/v1/transfers", `{"subject":"ann","asset":"POINT","amount":"2","kind":"spend"}`)
		b.ok("POST", "/v1/transfers/"+text(b, spent, "id")+"/reverse", nil)
		for query, want := range map[string]string{
			"subject=ann&asset=POINT":                "2 -2 7 5 3 1",
			"subject=ann&asset=POINT&kind=earn":      "7 5 3 1",
			"subject=ann&asset=CREDIT":               "6 4 2",
			"subject=ann&kind=spend":                 "-2",
			"subject=ann&reason=r3":                  "4",
			"subject=ann&source=coreapi&kind=earn":   "7 6 5 4 3 2 1",
			"subject=ann&source=elsewhere":           "",
			"asset=CREDIT":                           "8 6 4 2",
			"kind=reverse":                           "2",
			"kind=earn&to=2026-01-16T05:30:00Z":      "6 5 4 3 2 1",
			"kind=earn&from=2026-01-16T05:30:00Z":    "9 8 7",
			"kind=earn&to=2025-01-16T05:30:00Z":      "",
			"subject=bob&from=2000-01-01T00:00:00Z":  "9 8",
			"from=2026-01-01T00:00:00Z&subject=ann&": "2 -2 7 6 5 4 3 2 1",
		} {
			for _, limit := range []int{1, 2, 200} {
				var got []string
				for _, line := range b.all(fmt.Sprintf("/v1/transfers?%s&limit=%d", query, limit)) {
					got = append(got, text(b, line, "amount"))
				}
				list := strings.Join(got, " ")
				same := list == want
				if !strings.Contains(query, "asset") { // within an instant the order is by id, which is any
					same = counted(list) == counted(want)
				}
				if !same {
					b.Errorf("%s by %d: %s, want %s", query, limit, list, want)
				}
			}
		}
		b.send("GET", "/v1/transfers?from=2025-01-01T00:00:00Z", nil).want(400, "httpx.query")
		b.send("GET", "/v1/transfers?subject=nobody", nil).want(404, "member.not_found")
		page := b.ok("GET", "/v1/transfers?subject=ann&limit=1", nil)
		b.send("GET", "/v1/members?cursor="+text(b, page, "next_cursor"), nil).want(400, "httpx.query") // of another list

		one := b.ok("GET", "/v1/transfers/"+ids[0], nil)
		if text(b, one, "from") != "issuance" || text(b, one, "to") != text(b, one, "lines", 0, "subject") || text(b, one, "amount") != "1" || one["reversed_by"] != nil {
			b.Errorf("one transfer: %v", one)
		}
		back := b.ok("GET", "/v1/transfers/"+text(b, spent, "id"), nil)
		if text(b, back, "to") != "revenue" || text(b, back, "lines", 0, "amount") != "-2" || text(b, back, "reversed_by") == "" {
			b.Errorf("the reversed one: %v", back)
		}
		reversal := b.ok("GET", "/v1/transfers/"+text(b, back, "reversed_by"), nil)
		if text(b, reversal, "reverses") != text(b, spent, "id") || text(b, reversal, "kind") != "reverse" {
			b.Errorf("its reversal: %v", reversal)
		}
		b.send("GET", "/v1/transfers/4096", nil).want(404, "ledger.transfer_not_found")
	})
}

// counted is a list without its order.
func counted(list string) string {
	counts := map[string]int{}
	for _, w := range strings.Fields(list) {
		counts[w]++
	}
	return fmt.Sprint(counts)
}

// contract: N-08
func TestReverse(t *testing.T) {
	onSQL(t, func(b *bench) {
		granted := text(b, b.grant("ann", "100"), "id")
		spent := text(b, b.ok("POST", "/v1/transfers", `{"subject":"ann","asset":"POINT","amount":"60","kind":"spend"}`), "id")
		poor := b.send("POST", "/v1/transfers/"+granted+"/reverse", `{"reason":"fraud"}`).want(422, "ledger.insufficient")
		if text(b, poor.json(), "params", "available") != "40" {
			b.Errorf("%s", poor.body)
		}
		debt := b.ok("POST", "/v1/transfers/"+granted+"/reverse", `{"reason":"fraud","allow_debt":true}`)
		if text(b, debt, "balance") != "-60" {
			b.Errorf("balance %v", debt)
		}
		again := b.send("POST", "/v1/transfers/"+granted+"/reverse", nil).want(409, "ledger.already_reversed")
		if text(b, again.json(), "params", "by") != text(b, debt, "id") {
			b.Errorf("%s", again.body)
		}
		b.send("POST", "/v1/transfers/"+text(b, debt, "id")+"/reverse", nil).want(409, "ledger.not_reversible")
		if back := b.ok("POST", "/v1/transfers/"+spent+"/reverse", nil); text(b, back, "balance") != "0" {
			b.Errorf("balance %v", back)
		}
		account := b.send("GET", "/v1/accounts?subject=ann", nil).list()
		if text(b, account, 0, "earned") != "0" || text(b, account, 0, "spent") != "0" {
			b.Errorf("figures: %v", account)
		}
	})
}

// contract: N-07
func TestHolds(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.ok("POST", "/v1/transfers", `{"subject":"ann","asset":"USDT","amount":"10","kind":"grant"}`)
		hold := func(amount string, ttl int) string {
			return text(b, b.ok("POST", "/v1/holds", map[string]any{"subject": "ann", "asset": "USDT", "amount": amount, "ttl_seconds": ttl, "reason": "job"}), "id")
		}
		first := hold("4.5", 60)
		account := b.send("GET", "/v1/accounts?subject=ann", nil).list()
		if text(b, account, 0, "posted") != "10" || text(b, account, 0, "held") != "4.5" || text(b, account, 0, "available") != "5.5" {
			b.Errorf("account %v", account)
		}
		b.send("POST", "/v1/transfers", `{"subject":"ann","asset":"USDT","amount":"5.500001","kind":"spend"}`).want(422, "ledger.insufficient")
		b.send("POST", "/v1/holds", `{"subject":"ann","asset":"USDT","amount":"5.6"}`).want(422, "ledger.insufficient")
		for _, bad := range []string{"0", "-1", "31622401"} {
			b.send("POST", "/v1/holds", `{"subject":"ann","asset":"USDT","amount":"1","ttl_seconds":`+bad+`}`).want(400, "ledger.deadline_invalid")
		}
		b.send("POST", "/v1/holds/"+first+"/capture", `{"amount":"4.6"}`).want(400, "ledger.amount_invalid")
		b.send("POST", "/v1/holds/"+first+"/capture", `{"amount":"0"}`).want(400, "ledger.amount_invalid")
		part := b.ok("POST", "/v1/holds/"+first+"/capture", `{"amount":"1.25"}`)
		if text(b, part, "state") != "posted" || text(b, part, "captured") != "1.25" || text(b, part, "balance") != "8.75" {
			b.Errorf("captured: %v", part)
		}
		if line := b.ok("GET", "/v1/transfers/"+text(b, part, "transfer"), nil); text(b, line, "reason") != "job" || text(b, line, "kind") != "spend" || text(b, line, "amount") != "1.25" {
			b.Errorf("its transfer: %v", line)
		}
		b.send("POST", "/v1/holds/"+first+"/void", nil).want(409, "ledger.hold_finished")
		b.clock.Advance(time.Second)
		second, third := hold("8.75", 60), ""
		b.ok("POST", "/v1/holds/"+second+"/void", nil)
		b.clock.Advance(time.Second)
		third = hold("8.75", 10)
		b.clock.Advance(10 * time.Second)
		if got := b.ok("GET", "/v1/holds/"+third, nil); text(b, got, "state") != "lapsed" { // before any sweep
			b.Errorf("overdue: %v", got)
		}
		b.send("POST", "/v1/holds/"+third+"/capture", nil).want(409, "ledger.hold_finished")
		for state, want := range map[string]string{"": third + " " + second + " " + first, "pending": "", "posted": first, "voided": second, "lapsed": third} {
			var got []string
			for _, h := range b.all("/v1/holds?subject=ann&limit=1&state=" + state) {
				got = append(got, text(b, h, "id"))
			}
			if strings.Join(got, " ") != want {
				b.Errorf("%q: %v, want %s", state, got, want)
			}
		}
		b.send("GET", "/v1/holds", nil).want(400, "httpx.query")
		b.send("GET", "/v1/holds/4096", nil).want(404, "ledger.hold_not_found")
		b.send("POST", "/v1/holds/4096/capture", nil).want(404, "ledger.hold_not_found")
		b.send("POST", "/v1/holds/4096/void", nil).want(404, "ledger.hold_not_found")
	})
}
