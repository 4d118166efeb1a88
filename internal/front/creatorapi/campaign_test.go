package creatorapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/store"
)

// goodCampaigns are bodies that the calls of admins take.
var goodCampaigns = map[string]map[string]string{
	"activities": {
		"name": `"x"`, "type": `"first_purchase"`, "description": `"y"`, "config": `{"amount_off":5,"bonus_credits":3}`, "start_time": `"2026-01-22T00:00:00"`, "end_time": `"2026-02-22T00:00:00"`,
		"max_participants": "5", "budget": "100.5", "status": `"active"`,
	},
	"coupons": {
		"code": `"A"`, "name": `"x"`, "type": `"deduction"`, "value": "5.5", "min_amount": "10.0", "max_usage": "7", "valid_from": `"2026-01-22T00:00:00"`, "valid_until": `"2026-02-22T00:00:00"`,
		"visibility": `"private"`, "status": `"active"`,
	},
}

// campaignValues are what some field or other will not take.
var campaignValues = []string{
	"null", `""`, "true", "1.555", "-1", "0", "1e999", "9223372036854775808", "9223372036854775807", "[]", "[null]", `{"a":1}`, `{"credits":1e3}`, `{"plans":["weekly"]}`, `{"credits":{}}`,
	`"` + strings.Repeat("长", 30_000) + `"`, `"\ud800"`, `"\u0000"`, `"' OR 1"`, `" "`, `"2026-13-01T00:00:00"`, `"0001-01-01T00:00:00"`, `"9999-12-31T23:59:59"`,
}

// Whatever comes in, the answer is a success or a documented error.
func TestBadCampaignBodies(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		admin := b.admin()
		made := map[string]int64{}
		for path, good := range goodCampaigns {
			var out struct {
				ID int64 `json:"id"`
			}
			b.data(b.call(admin, "POST", "/api/v1/operation/"+path, bodyOf(good)), &out)
			made[path] = out.ID
		}
		for path, good := range goodCampaigns {
			for _, target := range []string{"POST /api/v1/operation/" + path, fmt.Sprintf("PUT /api/v1/operation/%s/%d", path, made[path])} {
				method, address, _ := strings.Cut(target, " ")
				for what, body := range accountBodies {
					if a := b.call(admin, method, address, body); a.status != 400 || a.code() != 400 {
						t.Errorf("%s %s: %d %.200s", target, what, a.status, a.body)
					}
				}
				for name := range good {
					for _, value := range campaignValues {
						body := maps.Clone(good)
						body[name] = value
						a := b.call(admin, method, address, bodyOf(body))
						if !slices.Contains([]int{200, 400}, a.status) || a.code() != a.status {
							t.Errorf("%s %s is %.40s: %d %.200s", target, name, value, a.status, a.body)
						}
					}
				}
			}
		}
	})
}

func bodyOf(fields map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, fmt.Sprintf("%q:%s", name, fields[name]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func TestBadCampaignQueries(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for path, names := range map[string][]string{
			"activities": {"status", "type", "page", "page_size"}, "coupons": {"status", "page", "page_size"}, "my-coupons": {"status", "page", "page_size"}, "statistics": {"start_date", "end_date"},
		} {
			for _, name := range names {
				for _, value := range []string{"x", "-1", "%00", "%ff", "99999999999999999999", "%27%20OR%201", strings.Repeat("x", 5000)} {
					a := b.call(b.admin(), "GET", "/api/v1/operation/"+path+"?"+name+"="+value, "")
					if a.status != 400 || a.code() != 400 {
						t.Errorf("%s %s=%.20s: %d %.200s", path, name, value, a.status, a.body)
					}
				}
			}
		}
		for _, i := range []string{"0", "-1", "x", "9223372036854775808", "%00"} {
			for _, path := range []string{"activities/%s/participate", "coupons/%s/claim"} {
				if a := b.call(b.user("user123"), "POST", "/api/v1/operation/"+fmt.Sprintf(path, i), ""); a.status != 404 {
					t.Errorf("%s of %s: %d %s", path, i, a.status, a.body)
				}
			}
		}
	})
}

// A hundred users claim the last ten coupons over HTTP, half of them under a
// key that they send twice.
// contract: S2-31
func TestClaimsRaceOverHTTP(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		good := maps.Clone(goodCampaigns["coupons"])
		good["visibility"], good["max_usage"] = `"public"`, "10"
		var made struct {
			ID int64 `json:"id"`
		}
		b.data(b.call(b.admin(), "POST", "/api/v1/operation/coupons", bodyOf(good)), &made)
		codes := make([]int, 100)
		var all sync.WaitGroup
		for i := range codes {
			bearer := b.user(fmt.Sprint("user", i))
			all.Go(func() {
				headers := []string{}
				if i%2 == 0 {
					headers = []string{"Idempotency-Key", "claim"}
				}
				path := fmt.Sprintf("/api/v1/operation/coupons/%d/claim", made.ID)
				a := b.call(bearer, "POST", path, "", headers...)
				codes[i] = a.code()
				if again := b.call(bearer, "POST", path, "", headers...); i%2 == 0 && again.body != a.body {
					t.Errorf("user %d: %s, then %s", i, a.body, again.body)
				}
			})
		}
		all.Wait()
		won := 0
		for i, code := range codes {
			switch code {
			case http.StatusOK:
				won++
			case 40003:
			default:
				t.Errorf("user %d: %d", i, code)
			}
		}
		c, err := coupon.Load(t.Context(), b.store, id.ID(made.ID))
		if won != 10 || err != nil || c.Claimed != 10 {
			t.Errorf("%d won, %+v %v", won, c, err)
		}
	})
}

// Nothing that a user can ask shows the code of a private coupon that they
// have not.
// contract: S2-30
func TestPrivateCodesDoNotLeak(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		good := maps.Clone(goodCampaigns["coupons"])
		good["code"] = `"hush-7f3a"`
		var made struct {
			ID int64 `json:"id"`
		}
		b.data(b.call(b.admin(), "POST", "/api/v1/operation/coupons", bodyOf(good)), &made)
		bob := b.user("other")
		b.call(bob, "GET", "/api/v1/operation/coupons", "")
		b.write(func(tx *store.Tx) error {
			_, _, err := b.deps.Coupons.Reserve(tx, b.external("other"), "HUSH-7f3A", "R1", 100_00)
			return err
		})
		seen := func(bearer string) (n int) {
			for _, ask := range []string{
				"GET coupons", "GET coupons?status=active", "GET coupons?status=exhausted", "GET my-coupons", fmt.Sprintf("POST coupons/%d/claim", made.ID),
				fmt.Sprintf("PUT coupons/%d", made.ID), fmt.Sprintf("DELETE coupons/%d", made.ID), "GET coupons?page_size=100&page=1",
			} {
				method, path, _ := strings.Cut(ask, " ")
				if a := b.call(bearer, method, "/api/v1/operation/"+path, ""); strings.Contains(strings.ToUpper(a.body), "HUSH") {
					n++
				}
			}
			return n
		}
		if n := seen(b.user("user123")); n > 0 {
			t.Errorf("a stranger saw it %d times", n)
		}
		if n := seen(bob); n == 0 {
			t.Error("whoever has it does not see it")
		}
	})
}

// Money and values are written as numbers, exactly.
func TestCouponValues(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for i, v := range []struct{ kind, value, want string }{
			{"discount", "10.0", "10.0"}, {"discount", "0.01", "0.01"}, {"discount", "99.99", "99.99"}, {"discount", `"12.5"`, "12.5"},
			{"deduction", "1000000000", "1000000000.0"}, {"deduction", "0.1", "0.1"}, {"credit_bonus", "50.00", "50.0"}, {"credit_bonus", "7", "7.0"},
		} {
			good := maps.Clone(goodCampaigns["coupons"])
			good["code"], good["type"], good["value"] = fmt.Sprintf(`"C%d"`, i), fmt.Sprintf("%q", v.kind), v.value
			if a := b.call(b.admin(), "POST", "/api/v1/operation/coupons", bodyOf(good)); a.status != 200 {
				t.Fatalf("%s %s: %s", v.kind, v.value, a.body)
			}
			var list struct {
				Items []struct {
					Code  string          `json:"code"`
					Value json.RawMessage `json:"value"`
				} `json:"items"`
			}
			b.data(b.call(b.admin(), "GET", "/api/v1/operation/coupons", ""), &list)
			for _, item := range list.Items {
				if item.Code == fmt.Sprint("C", i) && string(item.Value) != v.want {
					t.Errorf("%s %s is shown as %s", v.kind, v.value, item.Value)
				}
			}
		}
	})
}
