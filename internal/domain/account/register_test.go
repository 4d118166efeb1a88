package account_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"guerdon/internal/domain/account"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// contract: S2-01
func TestRegister(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		made, err := b.try(account.RegisterCmd{Username: " TestUser ", Email: "Test@Example.com", Password: goodPassword, Code: "GOOD", Client: home})
		b.must(err)
		if made.Username != "TestUser" || made.Email != "Test@Example.com" || made.Role != account.Member || made.Code != "CODE" {
			t.Errorf("%+v", made)
		}
		if b.referrals.bound.Load() != 1 || b.welcomes.count.Load() != 1 {
			t.Error("not bound, or not welcomed")
		}
		for subject := range map[member.Subject]bool{member.Username("testuser"): true, member.Email("TEST@EXAMPLE.COM"): true} {
			if who, found, err := member.Lookup(t.Context(), b.store, subject); err != nil || !found || who != made.Member {
				t.Errorf("%s is %d: %v", subject, who, err)
			}
		}
		_, err = b.try(account.RegisterCmd{Username: "testUSER", Email: "other@example.com", Password: goodPassword})
		b.wants(err, account.ErrNameTaken)
		_, err = b.try(account.RegisterCmd{Username: "other", Email: "test@EXAMPLE.com", Password: goodPassword})
		b.wants(err, account.ErrEmailTaken)
		_, err = b.try(account.RegisterCmd{Username: "other", Email: "other@example.com", Password: goodPassword, Code: "NOPE"})
		b.wants(err, errUnknown)
		if _, found, err := member.Lookup(t.Context(), b.store, member.Username("other")); found || err != nil {
			t.Error("a refused registration left a member", err)
		}
	})
}

func TestWhatMayRegister(t *testing.T) {
	long := strings.Repeat("a", 32)
	for name, want := range map[string]bool{
		"abc": true, "张小明": true, "王_1.a-B": true, long: true, "𠮷野家": true, "〇〇七": true,
		"": false, "ab": false, "张三": false, long + "a": false, "a b": false, "a@b": false, "abс": false /* Cyrillic */, "abc\x00": false, "ab\u200bc": false,
		"ａｂｃ": false, "\uf900\uf901\uf902": false /* compatibility forms */, "⼀⼆⼈": false /* radicals */, "é12": false, "ab\xff": false, "<b>": false, "abc\n": false, "がぎぐ": false,
	} {
		if got := account.ValidUsername(name); got != want {
			t.Errorf("username %q: %v", name, got)
		}
	}
	for address, want := range map[string]bool{
		"test@example.com": true, "10001@qq.com": true, "a.b+c@mail.example.co": true, "x@xn--fiq228c.cn": true, strings.Repeat("a", 64) + "@example.com": true,
		"": false, "a": false, "a@b": false, "@example.com": false, "a@": false, "a@@example.com": false, "a@b@example.com": false, ".a@example.com": false, "a..b@example.com": false,
		"a@-x.com": false, "a@x-.com": false, "a@x..com": false, "a@example.1": false, "a@1.2.3.4": false, "a b@example.com": false, "张@example.com": false, "a@例.com": false,
		"a@example.com\r\nBcc: x@example.com": false, "\"a\"@example.com": false, strings.Repeat("a", 65) + "@example.com": false, "a@" + strings.Repeat("b", 64) + ".com": false,
		"a@" + strings.Repeat("b.", 130) + "com": false, "a@example.c": false,
	} {
		if got := account.ValidEmail(address); got != want {
			t.Errorf("e-mail %q: %v", address, got)
		}
	}
	for pass, want := range map[string]bool{
		"password": true, "一二三四五六七八": true, strings.Repeat("x", 128): true, "        ": true,
		"": false, "1234567": false, "一二三四五六七": false, strings.Repeat("x", 129): false, "1234567\x00": false, "1234567\xff": false, "TESTuser1": false, "TEST@example.com": false,
	} {
		if got := account.ValidPassword(pass, "testuser1", "test@example.com"); got != want {
			t.Errorf("password %q: %v", pass, got)
		}
	}
}

// Of fifty who want a name at once, or an address, one gets it.
func TestRegistrationRaces(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		race := func(cmd func(i int) account.RegisterCmd, refusal error) {
			t.Helper()
			var won atomic.Int64
			var all sync.WaitGroup
			for i := range 50 {
				all.Go(func() {
					_, err := b.try(cmd(i))
					if err == nil {
						won.Add(1)
					} else if !errors.Is(err, refusal) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("%d got it", won.Load())
			}
		}
		race(func(i int) account.RegisterCmd {
			name := []string{"oneName", "ONENAME", "onename"}[i%3]
			return account.RegisterCmd{Username: name, Email: fmt.Sprintf("a%d@example.com", i), Password: goodPassword}
		}, account.ErrNameTaken)
		race(func(i int) account.RegisterCmd {
			return account.RegisterCmd{Username: fmt.Sprintf("name%d", i), Email: "One@example.com", Password: goodPassword}
		}, account.ErrEmailTaken)
		n, _, err := store.SelectOne[int64](t.Context(), b.store, "SELECT count(*) FROM member")
		if err != nil || n != 2 {
			t.Errorf("%d members: %v", n, err)
		}
	})
}
