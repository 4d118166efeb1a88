package account_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/account"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

// contract: S2-03
func TestRefresh(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		tokens := b.enter("testuser")
		for range 3 {
			b.clock.Advance(2*time.Hour + time.Second)
			got, err := b.accounts.Refresh(t.Context(), tokens.Refresh, false)
			b.must(err)
			if got.Refresh != "" {
				t.Error("a refresh token that nobody asked for")
			}
			claims, err := b.verifier.Verify(got.Access)
			if err != nil || claims.ExpiresAt.Sub(b.clock.Now()) > 2*time.Hour || claims.Subject != fmt.Sprint(int64(m)) {
				t.Errorf("%+v %v", claims, err)
			}
		}
		b.must(b.write(func(tx *store.Tx) error { _, _, err := account.SetRole(tx, m, account.Admin); return err }))
		got, err := b.accounts.Refresh(t.Context(), tokens.Refresh, false)
		b.must(err)
		if claims, err := b.verifier.Verify(got.Access); err != nil || claims.Role != token.RoleAdmin {
			t.Errorf("%+v %v", claims, err)
		}
		b.clock.Set(start.Add(account.RefreshLife - time.Second))
		b.must(b.refresh(tokens.Refresh))
		b.clock.Advance(time.Second)
		b.wants(b.refresh(tokens.Refresh), account.ErrToken)
	})
}

// A refresh token that is changed for another keeps the end of its login, and
// whoever uses the former one ends both.
func TestRotation(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		other := b.enter("testuser")
		chain := []string{b.enter("testuser").Refresh}
		for range 3 {
			b.clock.Advance(time.Hour)
			got, err := b.accounts.Refresh(t.Context(), chain[len(chain)-1], true)
			b.must(err)
			claims, err := b.verifier.Verify(got.Refresh)
			if err != nil || claims.ExpiresAt != start.Add(account.RefreshLife) {
				t.Errorf("%+v %v", claims, err)
			}
			b.must(b.refresh(got.Refresh))
			chain = append(chain, got.Refresh)
		}
		b.wants(b.refresh(chain[1]), account.ErrToken)
		b.wants(b.refresh(chain[3]), account.ErrToken)
		if _, err := b.accounts.Refresh(t.Context(), chain[3], true); !errors.Is(err, account.ErrToken) {
			t.Error(err)
		}
		b.must(b.refresh(other.Refresh))
		if n := b.living(m); n != 1 {
			t.Errorf("%d logins live", n)
		}
	})
}

// Of many who change one token at once, at most one gets another; that nobody
// knows who had it first ends the login.
func TestRotationRaces(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		tokens := b.enter("testuser")
		var mu sync.Mutex
		var won []string
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				got, err := b.accounts.Refresh(t.Context(), tokens.Refresh, true)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won = append(won, got.Refresh)
				} else if !errors.Is(err, account.ErrToken) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(won) != 1 || b.living(m) != 0 {
			t.Fatalf("%d got a token, %d logins live", len(won), b.living(m))
		}
		b.wants(b.refresh(won[0]), account.ErrToken)
	})
}

func TestLogout(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.register("testuser")
		one, two, three := b.enter("testuser"), b.enter("testuser"), b.enter("testuser")
		b.must(b.accounts.Logout(t.Context(), one.Refresh))
		b.must(b.accounts.Logout(t.Context(), one.Refresh))
		b.must(b.accounts.Logout(t.Context(), two.Access))
		b.wants(b.refresh(one.Refresh), account.ErrToken)
		b.wants(b.refresh(two.Refresh), account.ErrToken)
		b.must(b.refresh(three.Refresh))
	})
}

// Only this program's refresh tokens refresh.
func TestWhatDoesNotRefresh(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		tokens := b.enter("testuser")
		good, err := b.verifier.Verify(tokens.Refresh)
		b.must(err)
		sign := func(change func(*token.Claims)) string {
			c := good
			change(&c)
			raw, err := b.signer.Issue(c)
			b.must(err)
			return raw
		}
		for name, raw := range map[string]string{
			"nothing": "", "text": "x", "cut": tokens.Refresh[:len(tokens.Refresh)-2], "an access token": tokens.Access,
			"an outside token": sign(func(c *token.Claims) { c.Issuer = "" }), "no type": sign(func(c *token.Claims) { c.Type = "" }),
			"no family": sign(func(c *token.Claims) { c.Session = "" }), "another family": sign(func(c *token.Claims) { c.Session = "7" }),
			"another member": sign(func(c *token.Claims) { c.Subject = fmt.Sprint(int64(m) + 1024) }), "a name": sign(func(c *token.Claims) { c.Subject = "testuser" }),
			"expired": sign(func(c *token.Claims) { c.ExpiresAt = instant.Of(start.Time().Add(-time.Second)) }), "negative": sign(func(c *token.Claims) { c.Session = "-5" }),
		} {
			if err := b.refresh(raw); !errors.Is(err, account.ErrToken) {
				t.Errorf("%s: %v", name, err)
			}
		}
		b.must(b.refresh(tokens.Refresh))
		b.wants(b.accounts.Logout(t.Context(), sign(func(c *token.Claims) { c.Type = "id" })), account.ErrToken)
	})
}
