package account_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/account"
	"guerdon/internal/platform/store"
)

const newPassword = "another password"

func retryAfter(err error) int64 {
	n, _ := fault.Of(err).Params["retry_after_seconds"].(int64)
	return n
}

func (b *bench) change(m id.ID, from, to string) error {
	p, err := b.accounts.PrepareChange(context.Background(), account.ChangePasswordCmd{Member: m, Old: from, New: to})
	if err != nil {
		return err
	}
	var refused error
	err = b.write(func(tx *store.Tx) (err error) { refused, err = b.accounts.ChangePassword(tx, p); return err })
	if err != nil {
		return err
	}
	return refused
}

func TestChangePassword(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		one, two := b.enter("testuser"), b.enter("testuser")
		b.wants(b.change(m, "a wrong one", newPassword), account.ErrOldPassword)
		b.wants(b.change(m, goodPassword, "short"), account.ErrPassword)
		b.wants(b.change(m, goodPassword, "TESTUSER@example.com"), account.ErrPassword)
		b.wants(b.change(m+1024, goodPassword, newPassword), account.ErrNotFound)
		b.must(b.refresh(one.Refresh))
		b.must(b.change(m, goodPassword, newPassword))
		b.wants(b.refresh(one.Refresh), account.ErrToken)
		b.wants(b.refresh(two.Refresh), account.ErrToken)
		_, err := b.login("testuser", goodPassword)
		b.wants(err, account.ErrCredentials)
		_, err = b.login("testuser", newPassword)
		b.must(err)
	})
}

// Whoever has an access token cannot guess the password with it.
func TestChangesAreGuesses(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		for range 5 {
			b.wants(b.change(m, "a wrong one", newPassword), account.ErrOldPassword)
		}
		b.wants(b.change(m, goodPassword, newPassword), account.ErrLocked)
		b.enter("testuser") // the login is another matter
		b.clock.Advance(time.Minute)
		b.must(b.change(m, goodPassword, newPassword))
	})
}

// Of two changes at once one is the first, and the other's old password is
// wrong.
func TestChangesRace(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		errs := make([]error, 4)
		prepared := make([]account.PasswordChange, len(errs))
		for i := range prepared {
			var err error
			prepared[i], err = b.accounts.PrepareChange(t.Context(), account.ChangePasswordCmd{Member: m, Old: goodPassword, New: newPassword + string('a'+rune(i))})
			b.must(err)
		}
		var all sync.WaitGroup
		for i, p := range prepared {
			all.Go(func() {
				var refused error
				err := b.write(func(tx *store.Tx) (err error) { refused, err = b.accounts.ChangePassword(tx, p); return err })
				errs[i] = errors.Join(err, refused)
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, account.ErrOldPassword) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d changes", won)
		}
	})
}

func TestResetPassword(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		tokens := b.enter("testuser")
		for range 5 {
			_, err := b.login("testuser", "a wrong one")
			b.wants(err, account.ErrCredentials)
		}
		_, err := b.accounts.HashFor(t.Context(), m, "testuser")
		b.wants(err, account.ErrPassword)
		hash, err := b.accounts.HashFor(t.Context(), m, newPassword)
		b.must(err)
		b.must(b.write(func(tx *store.Tx) error { _, err := account.ResetPassword(tx, m, hash); return err }))
		b.wants(b.refresh(tokens.Refresh), account.ErrToken)
		_, err = b.login("testuser", newPassword)
		b.must(err)
		b.wants(b.write(func(tx *store.Tx) error { _, err := account.ResetPassword(tx, m+1024, hash); return err }), account.ErrNotFound)
	})
}

func TestSetRole(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		m := b.register("testuser")
		var was, now account.Credential
		b.must(b.write(func(tx *store.Tx) (err error) { was, now, err = account.SetRole(tx, m, account.Admin); return err }))
		if was.Role != account.Member || now.Role != account.Admin {
			t.Errorf("%s, %s", was.Role, now.Role)
		}
		b.wants(b.write(func(tx *store.Tx) error { _, _, err := account.SetRole(tx, m, "king"); return err }), account.ErrRole)
		b.wants(b.write(func(tx *store.Tx) error { _, _, err := account.SetRole(tx, m+1024, account.Admin); return err }), account.ErrNotFound)
	})
}

// A fingerprint tells secrets and their order apart, and needs the key.
func TestFingerprint(t *testing.T) {
	make := func(key string) *account.Service { return account.New(account.Options{Key: []byte(key)}) }
	one, two := make("a key for tests!"), make("another of tests")
	seen := map[string]bool{}
	for _, print := range [][]byte{one.Fingerprint("a", "b"), one.Fingerprint("b", "a"), one.Fingerprint("ab"), one.Fingerprint("a", "b", ""), two.Fingerprint("a", "b")} {
		seen[string(print)] = true
	}
	again := make("a key for tests!")
	if len(seen) != 5 || string(one.Fingerprint("a", "b")) != string(again.Fingerprint("a", "b")) {
		t.Error("fingerprints are alike, or change")
	}
}
