package referral_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/referral"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

var (
	start = instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))
	zone  = time.FixedZone("UTC+8", 8*60*60)
	home  = netip.MustParseAddr("203.0.113.7")
)

// bench is the module on one engine.
type bench struct {
	testing.TB
	store     *store.Store
	clock     *clock.Manual
	book      *ledger.Ledger
	referrals *referral.Service
	made      int // members
}

// engines runs a test on both SQL engines and verifies what it left behind.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	c := clock.NewManual(start)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		c.Set(start)
		b := &bench{TB: t, store: s, clock: c, book: ledger.New(zone)}
		b.referrals = referral.New(b.book, nil)
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

func (b *bench) wants(err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Errorf("%v, want %v", err, want)
	}
}

func (b *bench) verify() {
	b.Helper()
	found, err := verify.All(context.Background(), b.store, nil, referral.Check(), b.book.Check())
	b.must(err)
	for _, d := range found.First {
		b.Error(d)
	}
}

func (b *bench) write(fn func(tx *store.Tx) error) error {
	return b.store.Write(context.Background(), 0, fn)
}

// member makes a member.
func (b *bench) member() id.ID {
	b.Helper()
	b.made++
	m, err := store.Do(b.Context(), b.store, 0, func(tx *store.Tx) (member.Member, error) {
		return member.Create(tx, member.CreateCmd{Subjects: []member.Subject{member.Username(fmt.Sprintf("user%d", b.made))}})
	})
	b.must(err)
	return m.ID
}

func (b *bench) code(m id.ID) string {
	b.Helper()
	code, err := store.Do(b.Context(), b.store, m.Bucket(), func(tx *store.Tx) (string, error) { return b.referrals.Code(tx, m) })
	b.must(err)
	return code
}

func (b *bench) bind(m id.ID, code string, from netip.Addr) error {
	return b.write(func(tx *store.Tx) error { return b.referrals.Bind(tx, m, code, from) })
}

// brought is a new member whom m brought, from an address of their own.
func (b *bench) brought(m id.ID) id.ID {
	b.Helper()
	who := b.member()
	b.must(b.bind(who, b.code(m), netip.AddrFrom4([4]byte{10, 0, byte(b.made >> 8), byte(b.made)})))
	return who
}

func (b *bench) paid(m id.ID, order string) {
	b.Helper()
	b.must(b.write(func(tx *store.Tx) error { return b.referrals.Paid(tx, m, order) }))
}

func (b *bench) refunded(m id.ID, order string) {
	b.Helper()
	b.must(b.write(func(tx *store.Tx) error { return b.referrals.Refunded(tx, m, order) }))
}

func (b *bench) balance(m id.ID) amount.Amount {
	b.Helper()
	acc, err := ledger.LoadAccount(b.Context(), b.store, ledger.Member(m), ledger.Credit)
	b.must(err)
	return acc.Posted
}

func (b *bench) spend(m id.ID, n amount.Amount) {
	b.Helper()
	b.must(b.write(func(tx *store.Tx) error {
		_, err := b.book.Post(tx, ledger.PostCmd{Debit: ledger.Member(m), Credit: ledger.Revenue, Asset: ledger.Credit, Amount: n, Kind: ledger.Spend, Reason: "generation.writing", Actor: actor.OfSystem})
		return err
	}))
}

func (b *bench) set(name, value string) {
	b.Helper()
	for _, spec := range b.referrals.Settings() {
		if spec.Name == name {
			b.must(b.write(func(tx *store.Tx) error {
				was, err := spec.Get(tx)
				if err != nil {
					return err
				}
				_, err = setting.Change(tx, setting.ChangeCmd{Spec: spec, Value: value, Version: was.Version, Actor: actor.OfSystem})
				return err
			}))
			return
		}
	}
	b.Fatalf("no setting %s", name)
}

// records is the first page of a referrer's.
func (b *bench) records(m id.ID) referral.Records {
	b.Helper()
	found, err := referral.Page(b.Context(), b.store, m, page.Numbered{Page: 1, Size: 100})
	b.must(err)
	return found
}

// states are those of a referrer's records, the latest first.
func (b *bench) states(m id.ID) (out []string) {
	b.Helper()
	for _, l := range b.records(m).Items {
		text := string(l.State)
		if l.Reason != "" {
			text += " " + l.Reason
		}
		out = append(out, text)
	}
	return out
}
