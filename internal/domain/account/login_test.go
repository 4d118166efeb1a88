package account_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/account"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

// contract: S2-02
func TestLogin(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		for _, name := range []string{"testuser", "TESTUSER", " testuser ", "testuser@example.com", "TestUser@Example.COM"} {
			c, tokens, err := b.accounts.Login(t.Context(), account.LoginCmd{Name: name, Password: goodPassword, Client: home})
			b.must(err)
			if c.Member != m || c.Username != "testuser" || c.SignedInAt != b.clock.Now() {
				t.Errorf("%s is %+v", name, c)
			}
			claims, err := b.verifier.Verify(tokens.Access)
			if err != nil || !claims.IsAccess() || !claims.IsOwn() || claims.Role != token.RoleMember || claims.Subject != fmt.Sprint(int64(m)) || claims.ExpiresAt.Sub(b.clock.Now()) != 2*time.Hour {
				t.Errorf("%+v %v", claims, err)
			}
			claims, err = b.verifier.Verify(tokens.Refresh)
			if err != nil || claims.IsAccess() || claims.ExpiresAt.Sub(b.clock.Now()) != 7*24*time.Hour {
				t.Errorf("%+v %v", claims, err)
			}
		}
		for _, c := range [][2]string{{"testuser", "password12"}, {"testuser", ""}, {"testuser", goodPassword + "\x00"}, {"", goodPassword}, {"a\x00b", goodPassword}, {"a\xffb", goodPassword}, {"testuse", goodPassword}} {
			_, err := b.login(c[0], c[1])
			b.wants(err, account.ErrCredentials)
		}
	})
}

// Whoever tries a name that nobody has waits for the same work as whoever
// tries a wrong password: one hash, one write.
func TestUnknownNamesTakeAsLong(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.register("testuser")
		work := func(name string) [3]int64 {
			hashes, nobody, writes := b.hasher.verified.Load(), b.hasher.nobody.Load(), b.store.Stats().Writes
			_, err := b.login(name, "a wrong one")
			b.wants(err, account.ErrCredentials)
			return [3]int64{b.hasher.verified.Load() - hashes + b.hasher.nobody.Load() - nobody, b.hasher.nobody.Load() - nobody, b.store.Stats().Writes - writes}
		}
		known, unknown := work("testuser"), work("nobody")
		if known != [3]int64{1, 0, 1} || unknown != [3]int64{1, 1, 1} {
			t.Errorf("%v of a known name, %v of an unknown one", known, unknown)
		}
	})
}

// Five wrong passwords lock a name for a minute, and then for twice as long,
// whether anybody has it or not; the right one ends that once it may be tried.
func TestGuessesLockNames(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.register("testuser")
		for _, name := range []string{"testuser", "nobody", "testuser@example.com"} {
			for range 4 {
				_, err := b.login(name, "a wrong one")
				b.wants(err, account.ErrCredentials)
			}
			for i := range 8 {
				_, err := b.login(name, "a wrong one")
				b.wants(err, account.ErrCredentials)
				_, err = b.login(name, goodPassword)
				want := int64(min(time.Minute<<i, time.Hour) / time.Second)
				if !errors.Is(err, account.ErrLocked) || retryAfter(err) != want {
					t.Errorf("%s: %v, locked for %d s, want %d", name, err, retryAfter(err), want)
				}
				b.clock.Advance(time.Duration(want) * time.Second)
			}
		}
		b.enter("testuser")
		for range 4 {
			_, err := b.login("testuser", "a wrong one")
			b.wants(err, account.ErrCredentials)
		}
		b.enter("testuser")
	})
}

// Names that are tried once each lock the network that they come from, and
// no other.
func TestGuessesLockNetworks(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.register("testuser")
		from := func(address, name, pass string) error {
			_, _, err := b.accounts.Login(t.Context(), account.LoginCmd{Name: name, Password: pass, Client: netip.MustParseAddr(address)})
			return err
		}
		for i := range account.NetworkMax {
			b.wants(from(fmt.Sprintf("2001:db8:1:2::%d", i+1), fmt.Sprintf("name%d", i), "a wrong one"), account.ErrCredentials)
			b.clock.Advance(time.Second)
		}
		b.wants(from("2001:db8:1:2:ffff::1", "testuser", goodPassword), account.ErrLocked)
		b.must(from("2001:db8:1:3::1", "testuser", goodPassword))
		b.clock.Advance(15*time.Minute - time.Minute)
		b.must(from("2001:db8:1:2::1", "testuser", goodPassword))
	})
}

// However many guess at once, no more than five learn anything.
func TestGuessesRace(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.register("testuser")
		var mu sync.Mutex
		counts := map[string]int{}
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				_, err := b.login("testuser", fmt.Sprint("guess ", i))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, account.ErrCredentials):
					counts["wrong"]++
				case errors.Is(err, account.ErrLocked):
					counts["locked"]++
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if counts["wrong"] != 5 || counts["locked"] != 35 {
			t.Error(counts)
		}
	})
}

func TestTheSuspendedStayOut(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		tokens := b.enter("testuser")
		b.suspend(m)
		_, err := b.login("testuser", "a wrong one")
		b.wants(err, account.ErrCredentials)
		_, err = b.login("testuser", goodPassword)
		b.wants(err, member.ErrSuspended)
		b.wants(b.refresh(tokens.Refresh), member.ErrSuspended)
		b.must(b.accounts.Logout(t.Context(), tokens.Refresh))
	})
}

// A hash that costs less than new ones is made again at a login.
func TestHashesAreRenewed(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		b.must(b.write(func(tx *store.Tx) error {
			_, err := account.ResetPassword(tx, m, "old hash of "+goodPassword)
			return err
		}))
		b.hasher.outdated.Store(true)
		b.enter("testuser")
		if c, err := account.Load(t.Context(), b.store, m); err != nil || c.PasswordHash != "hash of "+goodPassword {
			t.Error(c.PasswordHash, err)
		}
	})
}

// A member who logs in again and again keeps twenty logins, the latest.
func TestOldLoginsEnd(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		first := b.enter("testuser")
		for range account.FamiliesMax {
			b.clock.Advance(time.Second)
			b.enter("testuser")
		}
		if n := b.living(m); n != account.FamiliesMax {
			t.Errorf("%d logins", n)
		}
		b.wants(b.refresh(first.Refresh), account.ErrToken)
		b.clock.Advance(account.RefreshLife)
		for {
			n, err := account.Sweep(context.Background(), b.store, b.clock.Now(), 7)
			b.must(err)
			if n == 0 {
				break
			}
		}
		left, _, err := store.SelectOne[int64](t.Context(), b.store, "SELECT (SELECT count(*) FROM refresh_family) + (SELECT count(*) FROM login_guess) AS n")
		if err != nil || left != 0 {
			t.Errorf("%d rows are left: %v", left, err)
		}
	})
}
