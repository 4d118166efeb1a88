package creatorapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/account"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

const goodPassword = "password123"

// signUp registers somebody and lets them in.
func (b *bench) signUp(name string) (access, refresh string) {
	b.t.Helper()
	b.data(b.call("", "POST", "/api/v1/auth/register", fmt.Sprintf(`{"username":%q,"email":"%s@example.com","password":%q}`, name, name, goodPassword)), nil)
	return b.signIn(name)
}

func (b *bench) signIn(name string) (access, refresh string) {
	b.t.Helper()
	var got struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	b.data(b.call("", "POST", "/api/v1/auth/login", fmt.Sprintf(`{"username":%q,"password":%q}`, name, goodPassword)), &got)
	return got.Access, got.Refresh
}

// Of fifty who register one name at once one gets it.
func TestRegistrationsRace(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		var mu sync.Mutex
		counts := map[string]int{}
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				a := b.call("", "POST", "/api/v1/auth/register", fmt.Sprintf(`{"username":"testuser","email":"a%d@example.com","password":"password123"}`, i))
				mu.Lock()
				defer mu.Unlock()
				counts[fmt.Sprint(a.status, a.code(), strings.Contains(a.body, "用户名已存在"))]++
			})
		}
		all.Wait()
		if counts["200 200 false"] != 1 || counts["400 400 true"] != 49 {
			t.Error(counts)
		}
	})
}

// An access token is none of refresh, a refresh token none of anything else,
// and a token that we did not issue is neither.
func TestTokenTypes(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		access, refresh := b.signUp("testuser")
		outside, err := b.signer.Issue(token.Claims{Subject: "testuser", Type: token.TypeRefresh, ExpiresAt: start.Add(time.Hour)})
		b.must(err)
		for _, raw := range []string{access, b.user("x"), b.admin(), outside, "x", refresh + "x", "Bearer"} {
			if a := b.call(raw, "POST", "/api/v1/auth/refresh", ""); a.status != http.StatusUnauthorized || a.code() != http.StatusUnauthorized {
				t.Errorf("refresh with %.20q: %d %s", raw, a.status, a.body)
			}
		}
		for _, call := range []string{"GET /auth/me", "POST /auth/password", "POST /operation/referral/generate", "GET /operation/referral/records"} {
			method, path, _ := strings.Cut(call, " ")
			for _, raw := range []string{refresh, outside, "x"} {
				if a := b.call(raw, method, "/api/v1"+path, ""); a.status != http.StatusUnauthorized || a.code() != http.StatusUnauthorized {
					t.Errorf("%s with %.20q: %d %s", call, raw, a.status, a.body)
				}
			}
		}
	})
}

// An admin's access token says so, and from their next login or refresh on.
func TestAdminsTokens(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		_, refresh := b.signUp("testuser")
		b.write(func(tx *store.Tx) error {
			_, _, err := account.SetRole(tx, b.named("testuser"), account.Admin)
			return err
		})
		var got struct {
			Access string `json:"access_token"`
		}
		b.data(b.call(refresh, "POST", "/api/v1/auth/refresh", ""), &got)
		for _, raw := range []string{got.Access, first(b.signIn("testuser"))} {
			who, err := b.deps.Bearers.Who(t.Context(), raw)
			if err != nil || !who.IsAdmin() || who.Member != b.named("testuser") {
				t.Errorf("%+v %v", who, err)
			}
		}
	})
}

func first(one, _ string) string { return one }

// gift is what a campaign gives new members.
type gift struct{ book *ledger.Ledger }

func (g gift) Registered(tx *store.Tx, m id.ID) error {
	_, err := g.book.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(m), Asset: ledger.Credit, Amount: 100, Kind: ledger.Earn, Reason: "credit.gift", Actor: actor.OfSystem})
	return err
}

// The balance that a registration shows is the real one.
func TestWelcomeGifts(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.welcoming(gift{b.book})
		b.serve()
		var got struct {
			Balance int `json:"credit_balance"`
		}
		b.data(b.call("", "POST", "/api/v1/auth/register", `{"username":"testuser","email":"test@example.com","password":"password123"}`), &got)
		if got.Balance != 100 {
			t.Errorf("balance %d", got.Balance)
		}
	})
}

// Ten requests a minute from an address, and ten logins a minute as one name
// from wherever.
func TestAuthRates(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.signUp("testuser")
		b.deps.Limits.Auth = httpx.NewLimiter(httpx.Rate{Limit: 10, Window: time.Minute}, b.clock)
		b.serve()
		login := func(name, remote string) answer {
			return b.call("", "POST", "/api/v1/auth/login", fmt.Sprintf(`{"username":%q,"password":%q}`, name, goodPassword), "remote", remote)
		}
		for i := range 10 {
			if a := login("testuser", fmt.Sprintf("10.0.0.%d:1", i+1)); a.status != http.StatusOK {
				t.Fatal(a.body)
			}
		}
		for _, name := range []string{"testuser", " TESTUSER "} {
			if a := login(name, "10.0.1.1:1"); a.status != http.StatusTooManyRequests || a.code() != http.StatusTooManyRequests || a.header.Get("Retry-After") != "60" {
				t.Errorf("%d %v %s", a.status, a.header, a.body)
			}
		}
		for i := range 10 {
			path := []string{"/auth/register", "/auth/refresh", "/auth/logout"}[i%3]
			if a := b.call("", "POST", "/api/v1"+path, "{}", "remote", "10.0.2.1:1"); a.status == http.StatusTooManyRequests || a.header.Get("RateLimit-Remaining") != fmt.Sprint(9-i) {
				t.Errorf("%s: %d %v %s", path, a.status, a.header, a.body)
			}
		}
		if a := b.call("", "POST", "/api/v1/auth/register", "{}", "remote", "10.0.2.1:1"); a.status != http.StatusTooManyRequests {
			t.Errorf("%d %s", a.status, a.body)
		}
		b.clock.Advance(time.Minute)
		if a := login("testuser", "10.0.2.1:1"); a.status != http.StatusOK {
			t.Error(a.body)
		}
	})
}

// What is kept tells nobody a password or a token.
func TestSecretsAreNotKept(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		access, refresh := b.signUp("testuser")
		b.call("", "POST", "/api/v1/auth/register", `{"username":"other","email":"other@example.com","password":"PLANTED-secret-1"}`, "Idempotency-Key", "one")
		b.call("", "POST", "/api/v1/auth/login", `{"username":"PLANTED-secret-2","password":"PLANTED-secret-3"}`)
		b.call(access, "POST", "/api/v1/auth/password", `{"old_password":"password123","new_password":"PLANTED-secret-4"}`, "Idempotency-Key", "two")
		all := ""
		for _, sql := range []string{
			"SELECT hash || request || content_type AS t FROM idempotency", "SELECT CAST(body AS text) AS t FROM idempotency", "SELECT username || email || password_hash || role AS t FROM credential",
			"SELECT reason AS t FROM refresh_family", "SELECT who AS t FROM login_guess", "SELECT code AS t FROM referrer", "SELECT subject AS t FROM identity",
		} {
			rows, err := store.Select[string](t.Context(), b.store, sql)
			b.must(err)
			if len(rows) == 0 {
				t.Errorf("%s: no rows", sql)
			}
			all += strings.Join(rows, "\n")
		}
		for _, secret := range []string{"PLANTED", goodPassword, access, refresh} {
			if strings.Contains(strings.ToLower(all), strings.ToLower(secret)) {
				t.Errorf("%q is kept", secret)
			}
		}
	})
}
