package coreapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/front/coreapi"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// withCampaigns adds the modules of coupons and activities to a bench.
func withCampaigns(b *bench) *bench {
	b.Helper()
	b.deps.Coupons, b.deps.Activities = coupon.New(), activity.New(b.deps.Ledger)
	b.serve()
	return b
}

func (b *bench) verifyCampaigns() {
	b.Helper()
	found, err := verify.All(b.Context(), b.store, nil, coupon.Check(), activity.Check(), revenue.Check())
	b.no(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

// goodCampaigns are bodies that each call takes.
var goodCampaigns = map[string]string{
	"POST /v1/coupons":        `{"code":"ten","name":"x","type":"discount","value":"10","min_amount":"100","max_usage":1000,"valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-02-22T15:59:59Z","visibility":"public"}`,
	"PUT /v1/coupons/{id}":    `{"name":"y","value":"12.5","min_amount":"0.5","max_usage":7,"valid_until":"2026-03-01T00:00:00Z","visibility":"private"}`,
	"POST /v1/activities":     `{"name":"x","type":"first_purchase","description":"z","config":{"amount_off":"5.5","bonus_credits":"3"},"starts_at":"2026-01-01T00:00:00Z","ends_at":"2026-02-22T15:59:59Z","max_participants":5,"budget":"100.5"}`,
	"PUT /v1/activities/{id}": `{"name":"y","config":{"percent_off":"20"},"ends_at":"2026-03-01T00:00:00Z","max_participants":7,"budget":"50"}`,
}

// contract: N-14
func TestCoupons(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCampaigns(b)
		made := b.ok("POST", "/v1/coupons", goodCampaigns["POST /v1/coupons"])
		path := "/v1/coupons/" + text(b, made, "id")
		if text(b, made, "code") != "TEN" || text(b, made, "value") != "10" || text(b, made, "min_amount") != "100" || text(b, made, "status") != "active" {
			t.Errorf("%v", made)
		}
		b.send("POST", "/v1/coupons", goodCampaigns["POST /v1/coupons"]).want(http.StatusConflict, "coupon.code_taken")
		b.send("POST", "/v1/coupons", `{}`).want(http.StatusBadRequest, "coupon.field_invalid")
		edited := b.ok("PUT", path, goodCampaigns["PUT /v1/coupons/{id}"])
		if text(b, edited, "value") != "12.5" || text(b, edited, "min_amount") != "0.5" || text(b, edited, "visibility") != "private" || text(b, edited, "max_usage") != "7" {
			t.Errorf("%v", edited)
		}
		b.send("PUT", path, `{"type":"deduction"}`).want(http.StatusBadRequest, "coupon.field_invalid")
		b.send("PUT", path, `{"code":"eleven"}`).want(http.StatusBadRequest, "coupon.field_invalid")
		b.ok("PUT", path, `{"type":"discount","code":" TEN"}`)
		b.write(func(tx *store.Tx) error {
			for i := range id.ID(2) {
				if _, _, err := b.deps.Coupons.Reserve(tx, 100+i, "ten", fmt.Sprint("R", i), 100_00); err != nil {
					return err
				}
			}
			return b.deps.Coupons.Use(tx, 101, "R1")
		})
		b.send("PUT", path, `{"max_usage":1}`).want(http.StatusConflict, "coupon.limit_below_claimed")
		if got := b.ok("POST", path+"/pause", nil, once("p")); text(b, got, "status") != "paused" || text(b, got, "claimed") != "2" || text(b, got, "reserved") != "1" || text(b, got, "used") != "1" {
			t.Errorf("%v", got)
		}
		b.ok("POST", "/v1/coupons", `{"code":"b","name":"b","type":"credit_bonus","value":"50","max_usage":1,"valid_from":"2027-01-01T00:00:00Z","valid_until":"2027-02-01T00:00:00Z"}`)
		for query, want := range map[string]int{"": 2, "?status=paused": 1, "?status=upcoming": 1, "?status=active": 0} {
			if got := len(at(b, b.ok("GET", "/v1/coupons"+query, nil), "items").([]any)); got != want {
				t.Errorf("%q: %d", query, got)
			}
		}
		b.ok("POST", path+"/resume", nil)
		if got := b.ok("GET", path, nil); text(b, got, "status") != "active" {
			t.Errorf("%v", got)
		}
		b.ok("DELETE", path, nil)
		b.send("GET", path, nil).want(http.StatusNotFound, "coupon.not_found")
		b.send("POST", path+"/resume", nil).want(http.StatusNotFound, "coupon.not_found")
		b.acts("coupon:"+text(b, made, "id"), "coupon.delete", "coupon.edit", "coupon.edit", "coupon.edit", "coupon.edit", "coupon.create")
		b.verifyCampaigns()
	})
}

// acts holds the audit record of an object to its actions, latest first.
func (b *bench) acts(object string, want ...string) {
	b.Helper()
	list, err := audit.List(b.Context(), b.store, audit.ListCmd{Object: object, Limit: 20})
	b.no(err)
	var got []string
	for _, l := range list {
		got = append(got, l.Action)
		if !strings.HasPrefix(l.Actor, "api_key:") {
			b.Errorf("%s was done by %s", l.Action, l.Actor)
		}
	}
	if fmt.Sprint(counted(strings.Join(got, " "))) != fmt.Sprint(counted(strings.Join(want, " "))) {
		b.Errorf("%s: %v, want %v", object, got, want)
	}
}

// contract: N-14
func TestActivities(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCampaigns(b)
		made := b.ok("POST", "/v1/activities", goodCampaigns["POST /v1/activities"])
		path := "/v1/activities/" + text(b, made, "id")
		if text(b, made, "config", "amount_off") != "5.5" || text(b, made, "config", "bonus_credits") != "3" || text(b, made, "budget") != "100.5" || text(b, made, "status") != "active" {
			t.Errorf("%v", made)
		}
		b.send("POST", "/v1/activities", `{"name":"x","type":"credit_gift","config":{"credits":"1.5"},"starts_at":"2026-01-01T00:00:00Z","ends_at":"2026-01-02T00:00:00Z"}`).want(http.StatusBadRequest, "amount.invalid")
		b.send("POST", "/v1/activities", `{"starts_at":"x"}`).want(http.StatusBadRequest, "coreapi.time_invalid")
		edited := b.ok("PUT", path, goodCampaigns["PUT /v1/activities/{id}"])
		if text(b, edited, "config", "percent_off") != "20" || text(b, edited, "budget") != "50" || text(b, edited, "max_participants") != "7" || at(b, edited, "config").(map[string]any)["amount_off"] != nil {
			t.Errorf("%v", edited)
		}
		b.send("PUT", path, `{"type":"credit_gift"}`).want(http.StatusBadRequest, "activity.field_invalid")
		b.write(func(tx *store.Tx) error {
			_, _, _, err := b.deps.Activities.Discount(tx, 100, "recharge", "R1", true, 10_00)
			return err
		})
		b.send("PUT", path, `{"budget":"1.99"}`).want(http.StatusConflict, "activity.limit_below_spent")
		if got := b.ok("POST", path+"/pause", nil); text(b, got, "status") != "paused" || text(b, got, "spent") != "2" || text(b, got, "participants") != "1" {
			t.Errorf("%v", got)
		}
		gift := b.ok("POST", "/v1/activities", `{"name":"g","type":"credit_gift","config":{"credits":"100"},"starts_at":"2026-01-01T00:00:00Z","ends_at":"2026-01-02T00:00:00Z"}`)
		if text(b, gift, "status") != "ended" || text(b, gift, "config", "audience") != "new_users" {
			t.Errorf("%v", gift)
		}
		for query, want := range map[string]int{"": 2, "?status=paused": 1, "?status=ended": 1, "?type=credit_gift": 1, "?type=referral_bonus": 0} {
			if got := len(at(b, b.ok("GET", "/v1/activities"+query, nil), "items").([]any)); got != want {
				t.Errorf("%q: %d", query, got)
			}
		}
		b.ok("POST", path+"/resume", nil)
		b.ok("DELETE", path, nil)
		b.send("GET", path, nil).want(http.StatusNotFound, "activity.not_found")
		b.acts("activity:"+text(b, made, "id"), "activity.delete", "activity.edit", "activity.edit", "activity.edit", "activity.create")
		b.verifyCampaigns()
	})
}

// contract: N-17
func TestRevenue(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCampaigns(b)
		book := revenue.New()
		for _, e := range []struct {
			order, kind  string
			fen, credits amount.Amount
			sandbox      bool
		}{{"R1", revenue.Recharge, 10_05, 100, false}, {"M1", revenue.Membership, 9_90, 0, false}, {"R2", revenue.Recharge, 99_00, 990, true}, {"R1", revenue.Recharge, -10_05, -100, false}} {
			b.write(func(tx *store.Tx) error { return book.Note(tx, e.order, 100, e.kind, e.fen, e.credits, e.sandbox) })
		}
		got := b.ok("GET", "/v1/stats/revenue?from=2026-01-16&to=2026-01-16", nil)
		want := `map[items:[map[captured:9.9 credits_returned:0 credits_sold:0 day:2026-01-16 kind:membership payments:1 refunded:0 refunds:0 revenue:9.9] map[captured:10.05 credits_returned:100 credits_sold:100 day:2026-01-16 kind:recharge payments:1 refunded:10.05 refunds:1 revenue:0]]]`
		if fmt.Sprint(got) != want {
			t.Errorf("%v", got)
		}
		if empty := b.ok("GET", "/v1/stats/revenue?to=2026-01-15", nil); len(at(b, empty, "items").([]any)) != 0 {
			t.Errorf("%v", empty)
		}
		b.send("GET", "/v1/stats/revenue?from=2026-02-01&to=2026-01-01", nil).want(http.StatusBadRequest, "httpx.query")
		b.verifyCampaigns()
	})
}

// Whatever is sent, each call answers as described or with a documented
// problem; and what is refused changes nothing.
func TestBadCampaignInput(t *testing.T) {
	onSQL(t, func(b *bench) {
		withCampaigns(b)
		counts := map[int]int{}
		fresh := 0
		for _, op := range b.api.OperationsForTest() {
			kind := strings.Split(op.Path, "/")[2]
			if op.Path == "/v1/stats/revenue" {
				p := cardProbe{probe{b, op, b.asRoot(), op.Path, counts}, ""}
				p.queries()
			}
			if kind != "coupons" && kind != "activities" {
				continue
			}
			fresh++
			good := strings.Replace(goodCampaigns["POST /v1/"+kind], `"ten"`, fmt.Sprintf(`"fresh-%d"`, fresh), 1)
			of := text(b, b.ok("POST", "/v1/"+kind, good), "id")
			body := strings.Replace(goodCampaigns[op.Method+" "+op.Path], `"ten"`, `"other"`, 1)
			p := cardProbe{probe{b, op, b.asRoot(), strings.Replace(op.Path, "{id}", of, 1), counts}, body}
			p.paths()
			p.queries()
			if op.Body {
				p.bodies()
				p.fields()
			}
		}
		b.Logf("answers: %v", counts)
		b.verifyCampaigns()
	})
}

// Every problem of a campaign call has a Chinese text.
func TestCampaignProblemsAreTranslated(t *testing.T) {
	onSQLite(t, func(b *bench) {
		withCampaigns(b)
		for _, op := range b.api.OperationsForTest() {
			for _, codes := range op.Statuses {
				for _, code := range codes {
					if (strings.HasPrefix(code, "coupon.") || strings.HasPrefix(code, "activity.")) && coreapi.Chinese[code] == "" {
						t.Errorf("%s has no Chinese text", code)
					}
				}
			}
		}
	})
}
