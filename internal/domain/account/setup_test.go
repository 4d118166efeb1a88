package account_test

import (
	"context"
	"errors"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/account"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/token"
	"guerdon/internal/platform/verify"
)

var (
	start = instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))
	home  = netip.MustParseAddr("203.0.113.7")
)

const goodPassword = "password123"

// bench is the module on one engine.
type bench struct {
	testing.TB
	store     *store.Store
	clock     *clock.Manual
	hasher    *hasher
	signer    *token.Signer
	verifier  *token.Verifier
	referrals *referrals
	welcomes  *welcomes
	accounts  *account.Service
}

// engines runs a test on both SQL engines and verifies what it left behind.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	c := clock.NewManual(start)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		c.Set(start)
		b := &bench{TB: t, store: s, clock: c, hasher: &hasher{}, referrals: &referrals{}, welcomes: &welcomes{}}
		var err error
		b.signer, err = token.NewSigner("a secret for tests of at least 32 bytes")
		b.must(err)
		b.verifier, err = token.NewVerifier(token.Config{Secret: "a secret for tests of at least 32 bytes", Clock: c})
		b.must(err)
		b.accounts = account.New(account.Options{
			Store: s, Hasher: b.hasher, Signer: b.signer, Verifier: b.verifier, Referrals: b.referrals, Welcomes: b.welcomes,
			Key: []byte("a key for tests!"), Now: c.Now,
		})
		test(t, b)
		b.verify()
	})
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// wants fails the test unless err is the fault.
func (b *bench) wants(err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Errorf("%v, want %v", err, want)
	}
}

func (b *bench) verify() {
	b.Helper()
	found, err := verify.All(context.Background(), b.store, nil, account.Check())
	b.must(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

func (b *bench) write(fn func(tx *store.Tx) error) error {
	return b.store.Write(context.Background(), 0, fn)
}

func (b *bench) try(cmd account.RegisterCmd) (account.Registered, error) {
	r, err := b.accounts.Prepare(context.Background(), cmd)
	if err != nil {
		return account.Registered{}, err
	}
	return store.Do(context.Background(), b.store, r.Route(), func(tx *store.Tx) (account.Registered, error) { return b.accounts.Register(tx, r) })
}

func (b *bench) register(name string) id.ID {
	b.Helper()
	made, err := b.try(account.RegisterCmd{Username: name, Email: name + "@example.com", Password: goodPassword})
	b.must(err)
	return made.Member
}

func (b *bench) login(name, pass string) (account.Tokens, error) {
	_, tokens, err := b.accounts.Login(context.Background(), account.LoginCmd{Name: name, Password: pass, Client: home})
	return tokens, err
}

// enter is a login that must succeed.
func (b *bench) enter(name string) account.Tokens {
	b.Helper()
	tokens, err := b.login(name, goodPassword)
	b.must(err)
	return tokens
}

func (b *bench) refresh(raw string) error {
	_, err := b.accounts.Refresh(context.Background(), raw, false)
	return err
}

// living counts a member's families that are neither revoked nor expired.
func (b *bench) living(m id.ID) int64 {
	b.Helper()
	n, _, err := store.SelectOne[int64](context.Background(), b.store,
		"SELECT count(*) FROM refresh_family WHERE member = ? AND revoked_at = 0 AND expires_at > ?", m, b.clock.Now())
	b.must(err)
	return n
}

func (b *bench) suspend(m id.ID) {
	b.Helper()
	b.must(b.write(func(tx *store.Tx) error { _, err := member.SetStatus(tx, m, member.Suspended); return err }))
}

// hasher stands in for argon2id, and counts what it is asked.
type hasher struct {
	verified, nobody, hashed atomic.Int64
	outdated                 atomic.Bool
}

func (h *hasher) Hash(_ context.Context, pass string) (string, error) {
	h.hashed.Add(1)
	return "hash of " + pass, nil
}

func (h *hasher) Verify(_ context.Context, pass, hash string) (bool, error) {
	h.verified.Add(1)
	return hash == "hash of "+pass || hash == "old hash of "+pass, nil
}

func (h *hasher) VerifyNobody(context.Context, string) error {
	h.nobody.Add(1)
	return nil
}

func (h *hasher) Outdated(string) bool { return h.outdated.Load() }

var errUnknown = errors.New("nobody has this code")

// referrals knows the one code GOOD, and notes who came with it.
type referrals struct{ bound atomic.Int64 }

func (r *referrals) Code(_ *store.Tx, m id.ID) (string, error) { return "CODE", nil }

func (r *referrals) Bind(tx *store.Tx, _ id.ID, code string, client netip.Addr) error {
	if code != "GOOD" {
		return errUnknown
	}
	tx.Committed(func() { r.bound.Add(1) })
	return nil
}

// welcomes notes who was welcomed.
type welcomes struct{ count atomic.Int64 }

func (w *welcomes) Registered(tx *store.Tx, _ id.ID) error {
	tx.Committed(func() { w.count.Add(1) })
	return nil
}
