package lootapi_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/httpx"
)

// Sign-ins are counted by address, members each for themselves, and whoever
// has no session by address.
func TestRateLimits(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.deps.Logins = httpx.NewLimiter(httpx.Rate{Limit: 2, Window: time.Minute}, b.clock)
		b.deps.Limit = httpx.NewLimiter(httpx.Rate{Limit: 3, Window: time.Minute}, b.clock)
		b.serve()
		alice, bob := b.enter("alice", 0), b.enter("bob", 0)
		for _, c := range []struct {
			name   string
			cookie *http.Cookie
			method string
			path   string
			times  int
			status int // of those within the limit
		}{
			{"sign-ins", nil, "POST", "/get_nonce", 2, 400},
			{"alice", alice.cookie, "GET", "/api/points/balance", 3, 200},
			{"bob", bob.cookie, "GET", "/api/points/balance", 3, 200},
			{"an operator", b.officer(1), "GET", "/admin/users", 3, 200},
			{"nobody", nil, "GET", "/api/points/balance", 3, 401},
		} {
			for range c.times {
				if a := b.call(c.cookie, c.method, c.path, ""); a.status != c.status || a.header.Get("RateLimit-Limit") == "" {
					t.Fatalf("%s: %d %s %v", c.name, a.status, a.body, a.header)
				}
			}
			a := b.call(c.cookie, c.method, c.path, "")
			if a.status != 429 || a.refusal() != "请求过于频繁,请稍后重试" || a.header.Get("Retry-After") != "60" || a.header.Get("RateLimit-Remaining") != "0" {
				t.Errorf("%s: %d %s %v", c.name, a.status, a.body, a.header)
			}
		}
		if a := b.call(nil, "GET", "/api/lootbox/list", ""); a.status != 429 {
			t.Errorf("what anybody may call is counted by address: %d", a.status)
		}
		b.clock.Advance(time.Minute)
		if a := b.call(alice.cookie, "GET", "/api/points/balance", ""); a.status != 200 {
			t.Errorf("a minute later: %d", a.status)
		}
	})
}

// The cookies are kept to TLS where it is there, or configured.
func TestCookiesAreSecureUnderTLS(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		logout := func(over *tls.ConnectionState) string {
			r := httptest.NewRequest("POST", "http://localhost:5000/logout", nil)
			r.TLS = over
			w := httptest.NewRecorder()
			b.handler.ServeHTTP(w, r)
			return w.Header().Get("Set-Cookie")
		}
		if c := logout(nil); strings.Contains(c, "Secure") {
			t.Errorf("plain: %s", c)
		}
		if c := logout(&tls.ConnectionState{}); !strings.Contains(c, "; Secure") {
			t.Errorf("TLS: %s", c)
		}
		b.deps.Secure = true
		b.serve()
		if c := logout(nil); !strings.Contains(c, "; Secure") {
			t.Errorf("configured: %s", c)
		}
	})
}

// Everything that operators do here is on record, also whose wallets they see.
func TestOperatorsAreAudited(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice, admin := b.enter("alice", 0), b.officer(1)
		for _, end := range []string{"cancel", "complete"} {
			thing := itoa(int64(b.give(alice.id)))
			b.call(alice.cookie, "POST", "/api/virtual-item/redeem", `{"inventory_id":`+thing+`}`)
			b.call(admin, "GET", "/admin/virtual-items/pending-redemptions", "")
			b.clock.Advance(time.Second)
			b.call(admin, "PUT", "/admin/virtual-items/"+end+"-redemption/"+thing, `{"notes":"兑换已完成"}`)
			b.clock.Advance(time.Second)
		}
		b.call(admin, "GET", "/admin/virtual-items/pending-redemptions", "") // shows nobody
		in := b.call(nil, "POST", "/admin/login", `{"username":"admin","password":"admin_password"}`)
		token, _, _ := strings.Cut(in.header.Get("Set-Cookie"), ";")
		b.clock.Advance(time.Second)
		b.call(nil, "POST", "/admin/logout", "", "Cookie", token)
		lines, err := audit.List(t.Context(), b.store, audit.ListCmd{Limit: 100})
		b.must(err)
		var got []string
		for _, l := range lines {
			got = append(got, l.Actor+" "+l.Action+" "+l.Reason)
		}
		id := itoa(int64(alice.id))
		want := []string{
			"operator:1 operator.sign_out lootapi", "operator:1 operator.sign_in lootapi",
			"operator:1 redemption.completed 兑换已完成", "operator:1 wallet.reveal members: " + id,
			"operator:1 redemption.cancelled ", "operator:1 wallet.reveal members: " + id,
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("the record is\n%s", strings.Join(got, "\n"))
		}
	})
}

// Whose password was changed, or who was signed out elsewhere, is out here.
func TestAnEndedSessionIsWorthNothing(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		alice := b.enter("alice", 0)
		if a := b.call(alice.cookie, "GET", "/api/points/balance", ""); a.status != 200 {
			t.Fatal(a)
		}
		b.clock.Advance(8 * 24 * time.Hour)
		if a := b.call(alice.cookie, "GET", "/api/points/balance", ""); a.status != 401 {
			t.Errorf("after a week without use: %d", a.status)
		}
	})
}
