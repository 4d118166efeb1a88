package coreapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// contract: N-05
func TestTransfers(t *testing.T) {
	onSQL(t, func(b *bench) {
		for _, c := range []struct {
			name, body, want string
			status           int
		}{
			{"grant", `{"subject":"ann","asset":"POINT","amount":"100","kind":"grant"}`, `"balance":"100"`, 200},
			{"a number", `{"subject":"ann","asset":"USDT","amount":0.1,"kind":"grant"}`, `"balance":"0.1"`, 200},
			{"exact sum", `{"subject":"ann","asset":"USDT","amount":"0.2","kind":"grant"}`, `"balance":"0.3"`, 200},
			{"spend", `{"subject":"ann","asset":"POINT","amount":"30","kind":"spend","reason":"coffee"}`, `"balance":"70"`, 200},
			{"adjust up", `{"subject":"ann","asset":"POINT","amount":"5","kind":"adjust","reason":"sorry"}`, `"balance":"75"`, 200},
			{"adjust down", `{"subject":"ann","asset":"POINT","amount":"-25","kind":"adjust","reason":"oops"}`, `"balance":"50"`, 200},
			{"too much", `{"subject":"ann","asset":"POINT","amount":"51","kind":"spend"}`, `"code":"ledger.insufficient","params":{"asset":"POINT","available":"50","needed":"51"}`, 422},
			{"too much of a fraction", `{"subject":"ann","asset":"USDT","amount":"0.300001","kind":"spend"}`, `"available":"0.3","needed":"0.300001"`, 422},
			{"adjust below zero", `{"subject":"ann","asset":"POINT","amount":"-51","kind":"adjust","reason":"x"}`, `ledger.insufficient`, 422},
			{"adjust without a reason", `{"subject":"ann","asset":"POINT","amount":"1","kind":"adjust"}`, `coreapi.reason_missing`, 400},
			{"adjust by nothing", `{"subject":"ann","asset":"POINT","amount":"0","kind":"adjust","reason":"x"}`, `ledger.amount_invalid`, 400},
			{"grant below zero", `{"subject":"ann","asset":"POINT","amount":"-1","kind":"grant"}`, `ledger.amount_invalid`, 400},
			{"no amount", `{"subject":"ann","asset":"POINT","kind":"grant"}`, `amount.invalid`, 400},
			{"too fine", `{"subject":"ann","asset":"POINT","amount":"0.5","kind":"grant"}`, `amount.invalid`, 400},
			{"exponent", `{"subject":"ann","asset":"POINT","amount":1e3,"kind":"grant"}`, `amount.invalid`, 400},
			{"overflow", `{"subject":"ann","asset":"POINT","amount":"99999999999999999999","kind":"grant"}`, `amount.overflow`, 400},
			{"beyond the largest balance", `{"subject":"ann","asset":"POINT","amount":"1152921504606846976","kind":"grant"}`, `ledger.amount_invalid`, 400},
			{"unknown asset", `{"subject":"ann","asset":"GOLD","amount":"1","kind":"grant"}`, `ledger.asset_unknown`, 400},
			{"unknown kind", `{"subject":"ann","asset":"POINT","amount":"1","kind":"steal"}`, `coreapi.kind_invalid`, 400},
			{"no subject", `{"asset":"POINT","amount":"1","kind":"grant"}`, `member.subject_invalid`, 400},
			{"a wallet that nobody has", `{"subject":"wallet:x","asset":"POINT","amount":"1","kind":"grant"}`, `member.not_found`, 404},
			{"a long reason", `{"subject":"ann","asset":"POINT","amount":"1","kind":"grant","reason":"` + strings.Repeat("x", 513) + `"}`, `ledger.text_invalid`, 400},
			{"no entries", `[]`, `httpx.body_malformed`, 400},
		} {
			r := b.send("POST", "/v1/transfers", c.body)
			if r.status != c.status || !strings.Contains(string(r.body), c.want) {
				b.Errorf("%s: %d %s, want %d %s", c.name, r.status, r.body, c.status, c.want)
			}
		}
		if got := b.balance("ann"); got != "50" {
			b.Errorf("ann has %s", got)
		}
	})
}

// Entries of an array stand on their own, or together.
// contract: N-05
func TestTransferArrays(t *testing.T) {
	onSQL(t, func(b *bench) {
		b.grant("ann", "10")
		const entries = `[{"subject":"ann","asset":"POINT","amount":"4","kind":"spend"},{"subject":"ann","asset":"POINT","amount":"7","kind":"spend"},
			{"subject":"bob","asset":"GOLD","amount":"1","kind":"grant"},{"subject":"wallet:nobody","asset":"POINT","amount":"1","kind":"grant"},{"subject":"bob","asset":"POINT","amount":"1","kind":"grant"}]`
		b.send("POST", "/v1/transfers?atomic=true", `[{"subject":"ann","asset":"POINT","amount":"4","kind":"spend"},{"subject":"ann","asset":"GOLD","amount":"7","kind":"spend"}]`).want(400, "ledger.asset_unknown")
		if r := b.send("POST", "/v1/transfers?atomic=true", `[{"subject":"ann","asset":"POINT","amount":"4","kind":"spend"},{"subject":"ann","asset":"POINT","amount":"7","kind":"spend"}]`); text(b, r.want(422, "ledger.insufficient").json(), "params", "index") != "1" {
			b.Errorf("the index is missing: %s", r.body)
		}
		dry := b.send("POST", "/v1/transfers?dry_run=true", entries).want(200, "")
		wet := b.send("POST", "/v1/transfers", entries).want(200, "")
		for _, r := range []*reply{dry, wet} {
			for i, want := range []string{"<nil>", "ledger.insufficient", "ledger.asset_unknown", "member.not_found", "<nil>"} {
				e, _ := at(b, r.json(), "results", i, "error").(map[string]any)
				if got := fmt.Sprint(e["code"]); got != want {
					b.Errorf("entry %d: %s, want %s", i, got, want)
				}
			}
			if got := text(b, r.json(), "results", 0, "balance"); got != "6" {
				b.Errorf("balance %s after the first entry", got)
			}
		}
		if ann, bob := b.balance("ann"), b.balance("bob"); ann != "6" || bob != "1" {
			b.Errorf("ann has %s, bob %s", ann, bob)
		}
		long := "[" + strings.Repeat(`{"subject":"ann","asset":"POINT","amount":"1","kind":"grant"},`, 1000)
		b.send("POST", "/v1/transfers", long+`{"subject":"ann","asset":"POINT","amount":"1","kind":"grant"}]`).want(400, "httpx.body_malformed")
		b.send("POST", "/v1/transfers", strings.TrimSuffix(long, ",")+"]").want(200, "")
		if ann := b.balance("ann"); ann != "1006" {
			b.Errorf("ann has %s", ann)
		}
	})
}

// contract: N-05
func TestADryRunOfOneChangesNothing(t *testing.T) {
	onSQL(t, func(b *bench) {
		const body = `{"subject":"new","asset":"POINT","amount":"4","kind":"grant"}`
		if got := text(b, b.ok("POST", "/v1/transfers?dry_run=1", body), "balance"); got != "4" {
			b.Errorf("balance %s", got)
		}
		b.send("GET", "/v1/accounts?subject=new", nil).want(http.StatusNotFound, "member.not_found")
		b.send("POST", "/v1/transfers?dry_run=perhaps", body).want(http.StatusBadRequest, "httpx.query")
		b.send("POST", "/v1/transfers?dry_run=1", `{"subject":"new","asset":"POINT","amount":"4","kind":"spend"}`).want(422, "ledger.insufficient")
	})
}
