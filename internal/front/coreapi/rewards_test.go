package coreapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// withRewards adds rewards and settlements to a bench, on the simulated
// wallet service. Nothing is paid until work is done.
func withRewards(b *bench) *job.Runner {
	b.Helper()
	wallet, err := simulated.New(b.store, b.clock.Now, false)
	b.no(err)
	queue := job.NewQueue()
	b.deps.Settlements = settlement.New(settlement.Deps{Store: b.store, Queue: queue, Provider: wallet}, settlement.Options{Now: b.clock.Now})
	b.deps.Rewards = reward.New(b.store, b.deps.Ledger, b.deps.Settlements, b.clock.Now)
	reward.RegisterEvents(b.deps.Events, b.deps.Rewards)
	b.deps.Settings = append(b.deps.Settings, b.deps.Settlements.Settings()...)
	runner := job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})
	b.deps.Settlements.Register(runner)
	b.serve()
	return runner
}

func (b *bench) verifyRewards() {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, reward.Check(), settlement.Check())
	b.no(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

// memberID is a member by an outside name, who is made where there is none.
func (b *bench) memberID(name string) string {
	b.Helper()
	mid, err := b.deps.Directory.Admit(b.Context(), name)
	b.no(err)
	return fmt.Sprint(int64(mid))
}

// adopted gives ann the area of a city, and lets bob adopt there: it returns
// ann's reward.
func (b *bench) adopted(event string) (rewardID string) {
	b.Helper()
	b.ok("PUT", "/v1/members/"+b.memberID("ann")+"/roles", `[{"role":"city_area","region":"4401"},{"role":"community"}]`)
	r := b.ok("POST", "/v1/events", fmt.Sprintf(`{"id":%q,"type":"adoption.paid","subject":"bob","data":{"trees":1,"province_code":"44","city_code":"4401"}}`, event))
	if text(b, r, "results", 0, "status") != "accepted" || len(at(b, r, "results", 0, "effects").([]any)) != 6 {
		b.Fatalf("%v", r)
	}
	list := b.ok("GET", "/v1/rewards?subject=ann&right=city_area", nil)
	return text(b, list, "items", 0, "id")
}

// open opens a settlement for ann.
func (b *bench) open(c settlement.Currency) string {
	b.Helper()
	mid, err := b.deps.Directory.Admit(b.Context(), "ann")
	b.no(err)
	st, err := store.Do(b.Context(), b.store, mid.Bucket(), func(tx *store.Tx) (settlement.Settlement, error) {
		return b.deps.Rewards.Settle(tx, reward.SettleCmd{Member: mid, Currency: c})
	})
	b.no(err)
	return fmt.Sprint(int64(st.ID))
}

const why = `{"reason":"as agreed"}`

// contract: N-03
func TestRoles(t *testing.T) {
	onSQL(t, func(b *bench) {
		withRewards(b)
		ann, bob := b.memberID("ann"), b.memberID("bob")
		path := "/v1/members/" + ann + "/roles"
		if got := b.ok("GET", path, nil); len(at(b, got, "roles").([]any)) != 0 {
			t.Errorf("%v", got)
		}
		all := `[{"role":"community"},{"role":"city_team","region":"4401"},{"role":"province_team","region":"44"},{"role":"city_area","region":"4401"},{"role":"province_area","region":"44"},{"role":"domain_admin","domain":13}]`
		b.ok("PUT", path, all, once("r"))
		if got := b.ok("GET", path, nil); len(at(b, got, "roles").([]any)) != 6 {
			t.Errorf("%v", got)
		}
		b.send("PUT", "/v1/members/"+bob+"/roles", `[{"role":"city_area","region":"4401"}]`).want(http.StatusConflict, "member.area_taken")
		for _, bad := range []string{
			`[{"role":"king"}]`, `[{"role":"city_area"}]`, `[{"role":"community","region":"44"}]`, `[{"role":"domain_admin"}]`, `[{"role":"city_team","region":"4401","domain":1}]`, `[{"role":"city_area","region":"a b"}]`,
		} {
			b.send("PUT", path, bad).want(http.StatusBadRequest, "member.role_invalid")
		}
		b.send("PUT", path, `[{"role":"community"},{"role":"community"}]`).want(http.StatusBadRequest, "member.roles_too_many")
		b.send("PUT", path, `{"role":"community"}`).want(http.StatusBadRequest, "")
		b.ok("PUT", path, `[]`)
		b.ok("PUT", "/v1/members/"+bob+"/roles", `[{"role":"city_area","region":"4401"}]`)
		b.send("PUT", "/v1/members/999/roles", `[]`).want(http.StatusNotFound, "member.not_found")
	})
}

// contract: N-16, N-01
func TestRewards(t *testing.T) {
	onSQL(t, func(b *bench) {
		withRewards(b)
		one := b.adopted("e1")
		got := b.ok("GET", "/v1/rewards/"+one, nil)
		if text(b, got, "usdt") != "35" || text(b, got, "hashpower") != "0.02" || text(b, got, "state") != "settleable" || text(b, got, "terms_version") != "1" {
			t.Errorf("%v", got)
		}
		if all := b.ok("GET", "/v1/rewards?event=e1", nil); len(at(b, all, "items").([]any)) != 6 {
			t.Errorf("%v", all)
		}
		b.send("GET", "/v1/rewards", nil).want(http.StatusBadRequest, "httpx.query")
		b.send("GET", "/v1/rewards?event=e1&subject=ann", nil).want(http.StatusBadRequest, "httpx.query")
		if got := b.ok("POST", "/v1/rewards/"+one+"/hold", why, once("h")); text(b, got, "state") != "held" {
			t.Errorf("%v", got)
		}
		b.send("POST", "/v1/rewards/"+one+"/hold", why).want(http.StatusConflict, "reward.state")
		b.send("POST", "/v1/rewards/"+one+"/release", `{}`).want(http.StatusBadRequest, "reward.reason_missing")
		if got := b.ok("POST", "/v1/rewards/"+one+"/release", why); text(b, got, "state") != "settleable" {
			t.Errorf("%v", got)
		}
		if got := b.ok("POST", "/v1/rewards/"+one+"/reverse", why); text(b, got, "state") != "reversed" {
			t.Errorf("%v", got)
		}
		b.send("GET", "/v1/rewards/999", nil).want(http.StatusNotFound, "reward.not_found")
		b.verifyRewards()
	})
}

// contract: N-16
func TestRewardTerms(t *testing.T) {
	onSQL(t, func(b *bench) {
		withRewards(b)
		root := b.asRoot()
		now := b.ok("GET", "/v1/reward-terms", nil)
		if text(b, now, "version") != "1" || text(b, now, "terms", 4, "hashpower_percent") != "2" || text(b, now, "terms", 0, "claim_seconds") != "86400" {
			t.Errorf("%v", now)
		}
		now["reason"] = "a new season"
		terms := now["terms"].([]any)
		terms[0].(map[string]any)["usdt"] = "400.5"
		b.send("PUT", "/v1/reward-terms", now).want(http.StatusForbidden, "")
		if got := b.ok("PUT", "/v1/reward-terms", now, root); text(b, got, "version") != "2" || text(b, got, "terms", 0, "usdt") != "400.5" {
			t.Errorf("%v", got)
		}
		b.send("PUT", "/v1/reward-terms", now, root).want(http.StatusConflict, "reward.terms_stale")
		now["terms"] = terms[1:]
		now["version"] = 2
		b.send("PUT", "/v1/reward-terms", now, root).want(http.StatusBadRequest, "reward.terms_invalid")
		if old := b.ok("GET", "/v1/reward-terms?version=1", nil); text(b, old, "terms", 0, "usdt") != "500" {
			t.Errorf("%v", old)
		}
		b.send("GET", "/v1/reward-terms?version=9", nil).want(http.StatusNotFound, "reward.terms_not_found")
		if list := b.ok("GET", "/v1/reward-terms/versions", nil); text(b, list, "items", 0, "version") != "2" {
			t.Errorf("%v", list)
		}
	})
}

// contract: N-16
func TestSettlements(t *testing.T) {
	onSQL(t, func(b *bench) {
		runner, root := withRewards(b), b.asRoot()
		b.adopted("e1")
		b.ok("PUT", "/v1/settings/settlement.approve_above_usdt", `{"value":"10","version":0,"reason":"careful"}`, root)
		sid := b.open(settlement.BNB)
		path := "/v1/settlements/" + sid
		if got := b.ok("GET", path, nil); text(b, got, "state") != "requested" || text(b, got, "simulated") != "true" || text(b, got, "usdt") != "35" {
			t.Errorf("%v", got)
		}
		b.send("POST", path+"/reconcile", why).want(http.StatusConflict, "settlement.state")
		b.ok("POST", path+"/approve", why, once("a"))
		b.send("POST", path+"/approve", why).want(http.StatusConflict, "settlement.state")
		b.ok("POST", path+"/reconcile", why)
		for n := 1; n > 0; {
			var err error
			n, err = runner.Step(b.Context())
			b.no(err)
		}
		got := b.ok("GET", "/v1/settlements?subject=ann&state=final", nil)
		if text(b, got, "items", 0, "received") != "0.0175" || text(b, got, "items", 0, "quote_rate") != "0.0005" || !strings.HasPrefix(text(b, got, "items", 0, "tx_hash"), "sim_") {
			t.Errorf("%v", got)
		}
		b.send("POST", path+"/reject", why).want(http.StatusConflict, "settlement.state")
		b.send("POST", path+"/resolve", `{"outcome":"failed","reason":"x"}`, root).want(http.StatusConflict, "settlement.state")
		b.send("POST", path+"/resolve", `{"outcome":"broadcast","reason":"x"}`, root).want(http.StatusBadRequest, "settlement.outcome_invalid")
		if open := b.ok("GET", "/v1/settlements?open=true", nil); len(at(b, open, "items").([]any)) != 0 {
			t.Errorf("%v", open)
		}
		b.verifyRewards()
	})
}

// contract: N-16
func TestPayouts(t *testing.T) {
	onSQL(t, func(b *bench) {
		withRewards(b)
		b.ok("POST", "/v1/payouts/pause", `{"currency":"BNB","reason":"a fork"}`, once("p"))
		got := b.ok("GET", "/v1/payouts", nil)
		if text(b, got, "provider") != "simulated" || text(b, got, "currencies", 0, "state") != "paused" || text(b, got, "currencies", 0, "available") != "1000" || text(b, got, "currencies", 1, "state") != "open" {
			t.Errorf("%v", got)
		}
		b.ok("POST", "/v1/payouts/resume", `{"currency":"BNB","reason":"it is over"}`)
		b.send("POST", "/v1/payouts/resume", `{"currency":"DOGE","reason":"x"}`).want(http.StatusBadRequest, "settlement.currency_unknown")
		b.send("POST", "/v1/payouts/resume", `{"currency":"BNB"}`).want(http.StatusBadRequest, "settlement.reason_missing")
		path := "/v1/members/" + b.memberID("ann") + "/payout-addresses"
		b.ok("PUT", path, `{"currency":"BNB","address":"0x1234"}`)
		b.send("PUT", path, `{"currency":"BNB","address":"0x 1234"}`).want(http.StatusBadRequest, "settlement.address_invalid")
		if got := b.ok("GET", path, nil); text(b, got, "items", 0, "address") != "0x1234" {
			t.Errorf("%v", got)
		}
		b.send("GET", "/v1/members/999/payout-addresses", nil).want(http.StatusNotFound, "member.not_found")
	})
}

// Cases are listed and closed.
// contract: N-16
func TestSettlementCases(t *testing.T) {
	onSQL(t, func(b *bench) {
		withRewards(b)
		b.write(func(tx *store.Tx) error { return simulated.SetPool(tx, settlement.BNB, 5_000_000_000) })
		wallet := b.deps.Settlements.Provider()
		_, err := wallet.Submit(b.Context(), settlement.Order{Client: "another's", Member: 1, Amount: 1_000_000, Currency: settlement.BNB})
		b.no(err)
		b.clock.Advance(1e9)
		b.no(b.deps.Settlements.Reconcile(b.Context()))
		list := b.ok("GET", "/v1/settlement-cases?state=open", nil)
		if text(b, list, "items", 0, "kind") != "stranger" || text(b, list, "items", 0, "currency") != "BNB" {
			t.Fatalf("%v", list)
		}
		path := "/v1/settlement-cases/" + text(b, list, "items", 0, "id") + "/close"
		b.ok("POST", path, why)
		b.send("POST", path, why).want(http.StatusConflict, "settlement.case_closed")
		b.send("POST", "/v1/settlement-cases/999/close", why).want(http.StatusNotFound, "settlement.case_not_found")
		if got := b.ok("GET", "/v1/payouts", nil); text(b, got, "currencies", 0, "state") != "paused" {
			t.Errorf("%v", got)
		}
	})
}

// goodRewards are bodies that each call takes.
var goodRewards = map[string]string{
	"POST /v1/settlements/{id}/resolve":     `{"outcome":"final","tx_hash":"0x1","received":"1.5","reason":"seen"}`,
	"PUT /v1/reward-terms":                  `{"version":7,"terms":[{"right":"share","usdt":"1","hashpower_percent":"1","claim_seconds":1}],"reason":"x"}`,
	"POST /v1/payouts/pause":                `{"currency":"BNB","reason":"x"}`,
	"POST /v1/payouts/resume":               `{"currency":"BNB","reason":"x"}`,
	"PUT /v1/members/{id}/payout-addresses": `{"currency":"BNB","address":"0x1"}`,
	"POST /v1/settlement-cases/{id}/close":  why,
	"POST /v1/settlements/{id}/approve":     why,
	"POST /v1/settlements/{id}/reject":      why,
	"POST /v1/settlements/{id}/reconcile":   why,
	"POST /v1/rewards/{id}/hold":            why,
	"POST /v1/rewards/{id}/release":         why,
	"POST /v1/rewards/{id}/reverse":         why,
	"PUT /v1/members/{id}/roles":            `{"role":"community"}`, // one of the array, for the fields
}

// ofRewards reports whether a call is one of this file's.
func ofRewards(path string) bool {
	return slices.ContainsFunc([]string{"/v1/reward", "/v1/settlement", "/v1/payouts", "/v1/members/{id}/roles", "/v1/members/{id}/payout"}, func(p string) bool { return strings.HasPrefix(path, p) })
}

// Whatever is sent, each call answers as described or with a documented
// problem; and what is refused changes nothing.
func TestBadRewardInput(t *testing.T) {
	onSQL(t, func(b *bench) {
		withRewards(b)
		one, sid, counts := b.adopted("e1"), "", map[int]int{}
		sid = b.open(settlement.BNB)
		of := map[string]string{"rewards": one, "settlements": sid, "settlement-cases": "5", "members": b.memberID("ann")}
		for _, op := range b.api.OperationsForTest() {
			if !ofRewards(op.Path) {
				continue
			}
			good := goodRewards[op.Method+" "+op.Path]
			p := cardProbe{probe{b, op, b.asRoot(), strings.Replace(op.Path, "{id}", of[strings.Split(op.Path, "/")[2]], 1), counts}, good}
			if strings.HasSuffix(op.Path, "/roles") {
				p.good = "[" + good + "]"
			}
			p.paths()
			p.queries()
			if !op.Body {
				continue
			}
			p.bodies()
			if p.good = good; strings.HasSuffix(op.Path, "/roles") {
				p.roleFields()
				continue
			}
			p.fields()
		}
		b.Logf("answers: %v", counts)
		b.verifyRewards()
	})
}

// roleFields puts every bad value into every field of one role of the array.
func (p *cardProbe) roleFields() {
	for _, name := range []string{"role", "region", "domain"} {
		for what, value := range badValues {
			body := map[string]json.RawMessage{"role": json.RawMessage(`"community"`)}
			maps.Copy(body, map[string]json.RawMessage{name: json.RawMessage(value)})
			p.try(name+" is "+what, p.path, "["+jsonOf(p.bench, body)+"]")
		}
	}
}

// Every problem of these calls has a Chinese text.
func TestRewardProblemsAreTranslated(t *testing.T) {
	onSQLite(t, func(b *bench) {
		withRewards(b)
		for _, op := range b.api.OperationsForTest() {
			for _, codes := range op.Statuses {
				for _, code := range codes {
					if ofRewards(op.Path) && coreapi.Chinese[code] == "" {
						t.Errorf("%s %s: %s has no Chinese text", op.Method, op.Path, code)
					}
				}
			}
		}
	})
}

// Two members want one area: one gets it.
func TestAnAreaHasOneHolder(t *testing.T) {
	onSQL(t, func(b *bench) {
		withRewards(b)
		ids := make([]string, 10)
		for i := range ids {
			ids[i] = b.memberID(fmt.Sprint("m", i))
		}
		done := make(chan int, len(ids))
		for _, i := range ids {
			go func() {
				done <- b.send("PUT", "/v1/members/"+i+"/roles", `[{"role":"province_area","region":"44"}]`).status
			}()
		}
		won := 0
		for range ids {
			switch status := <-done; status {
			case http.StatusOK:
				won++
			case http.StatusConflict:
			default:
				t.Errorf("%d", status)
			}
		}
		var holder id.ID
		b.write(func(tx *store.Tx) (err error) { holder, err = member.Holder(tx, member.ProvinceArea, "44"); return err })
		if won != 1 || holder == 0 {
			t.Errorf("%d won, the holder is %d", won, holder)
		}
	})
}
