package referral_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/referral"
	"guerdon/internal/platform/store"
)

// contract: S2-33
func TestCodes(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		form := regexp.MustCompile(`^[A-HJ-NP-Z2-9]{8}$`)
		seen := map[string]bool{}
		for range 20 {
			m := b.member()
			code := b.code(m)
			if !form.MatchString(code) || seen[code] || b.code(m) != code {
				t.Errorf("%q", code)
			}
			seen[code] = true
			if stored, err := referral.LoadCode(t.Context(), b.store, m); err != nil || stored != code {
				t.Errorf("%q, %v", stored, err)
			}
		}
		if none, err := referral.LoadCode(t.Context(), b.store, 7); err != nil || none != "" {
			t.Errorf("%q, %v", none, err)
		}
	})
}

func TestBind(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann, bob := b.member(), b.member()
		code := b.code(ann)
		for _, bad := range []string{"", "ABC", "NOBODY22", code + "X", "\x00\x00\x00\x00", "\xff\xff\xff\xff\xff", strings.Repeat("A", 100_000), "' OR 1=1"} {
			b.wants(b.bind(bob, bad, home), referral.ErrCode)
		}
		b.must(b.bind(bob, " "+strings.ToLower(code)+" ", home))
		b.wants(b.bind(bob, code, home), member.ErrReferrerSet)
		if m, err := member.Load(t.Context(), b.store, bob); err != nil || m.Referrer != ann {
			t.Errorf("%+v %v", m, err)
		}
		if got := b.states(ann); !slices.Equal(got, []string{"pending"}) {
			t.Error(got)
		}
	})
}

// Nobody is their own referrer, directly or through others.
func TestRingsAreRefused(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann := b.member()
		b.wants(b.bind(ann, b.code(ann), home), member.ErrReferrerCycle)
		bob := b.brought(ann)
		cid := b.brought(bob)
		b.wants(b.bind(ann, b.code(bob), home), member.ErrReferrerCycle)
		b.wants(b.bind(ann, b.code(cid), home), member.ErrReferrerCycle)
		if m, err := member.Load(t.Context(), b.store, ann); err != nil || m.Referrer != 0 {
			t.Errorf("%+v %v", m, err)
		}
	})
}

// The first payment pays the referrer, and no other does.
// contract: S2-34
func TestTheFirstPaymentPays(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann := b.member()
		bob, cid := b.brought(ann), b.brought(ann)
		stranger := b.member()
		for _, order := range []string{"R1", "R1", "R2"} {
			b.paid(bob, order)
			b.paid(stranger, order)
			if got := b.balance(ann); got != 50 {
				t.Errorf("after %s ann has %d", order, got)
			}
		}
		b.refunded(bob, "R2") // not the one that paid
		b.refunded(cid, "R9")
		found := b.records(ann)
		if found.Total != 2 || found.Rewards != 50 || b.balance(ann) != 50 {
			t.Errorf("%+v", found)
		}
		if l := found.Items[1]; l.Member != bob || l.State != referral.Completed || l.Reward != 50 || l.OrderID != "R1" || !strings.HasPrefix(l.Username, "user") {
			t.Errorf("%+v", l)
		}
		if l := found.Items[0]; l.Member != cid || l.State != referral.Pending || l.Reward != 50 {
			t.Errorf("%+v", l)
		}
	})
}

// A refund takes back what is there, once, and no later payment pays again.
func TestClawBack(t *testing.T) {
	for spent, want := range map[amount.Amount]struct{ left, taken, short amount.Amount }{0: {0, 50, 0}, 20: {0, 30, 20}, 50: {0, 0, 50}} {
		t.Run(fmt.Sprint(spent), func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) {
				ann := b.member()
				bob := b.brought(ann)
				b.paid(bob, "R1")
				if spent > 0 {
					b.spend(ann, spent)
				}
				for range 2 {
					b.refunded(bob, "R1")
				}
				b.paid(bob, "R2")
				found := b.records(ann)
				if l := found.Items[0]; l.State != referral.ClawedBack || l.Taken != want.taken || l.Shortfall != want.short || found.Rewards != 0 {
					t.Errorf("%+v", l)
				}
				if got := b.balance(ann); got != want.left {
					t.Errorf("ann has %d", got)
				}
			})
		})
	}
}

// What is on hold stays there: it may be captured yet.
func TestClawBackLeavesHolds(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann := b.member()
		bob := b.brought(ann)
		b.paid(bob, "R1")
		b.must(b.write(func(tx *store.Tx) error {
			_, err := b.book.Reserve(tx, ledger.ReserveCmd{On: ledger.Member(ann), Asset: ledger.Credit, Amount: 40, Deadline: tx.Now().Add(time.Hour)})
			return err
		}))
		b.refunded(bob, "R1")
		if l := b.records(ann).Items[0]; l.Taken != 10 || l.Shortfall != 40 || b.balance(ann) != 40 {
			t.Errorf("%+v", l)
		}
	})
}

// From one network a referrer brings five members a day that count.
func TestNetworks(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann, other := b.member(), b.member()
		bring := func(m id.ID, from string) id.ID {
			who := b.member()
			client, _ := netip.ParseAddr(from)
			b.must(b.bind(who, b.code(m), client))
			return who
		}
		var last id.ID
		for i := range 6 {
			last = bring(ann, fmt.Sprintf("2001:db8::%d", i+1))
		}
		bring(ann, "2001:db8:0:1::1")
		bring(other, "2001:db8::1")
		if got := b.states(ann); !slices.Equal(got, []string{"pending", "rejected network", "pending", "pending", "pending", "pending", "pending"}) {
			t.Error(got)
		}
		b.paid(last, "R1")
		if m, err := member.Load(t.Context(), b.store, last); err != nil || m.Referrer != 0 || b.balance(ann) != 0 {
			t.Errorf("%+v %v", m, err)
		}
		b.clock.Advance(14 * time.Hour) // midnight in the project's zone
		bring(ann, "2001:db8::1")
		if got := b.states(ann)[0]; got != "pending" {
			t.Error(got)
		}
		b.set("referral.network_day_max", "1")
		bring(ann, "2001:db8::1")
		bring(ann, "")
		bring(ann, "")
		bring(ann, "::ffff:198.51.100.1")
		bring(ann, "198.51.100.1")
		if got := b.states(ann)[:5]; !slices.Equal(got, []string{"rejected network", "pending", "rejected network", "pending", "rejected network"}) {
			t.Error(got)
		}
	})
}

// A month has so many rewards; a claw-back makes room for no other.
func TestMonths(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.set("referral.month_max", "2")
		ann := b.member()
		var list []id.ID
		for range 4 {
			list = append(list, b.brought(ann))
		}
		b.paid(list[0], "R0")
		b.refunded(list[0], "R0")
		b.paid(list[1], "R1")
		b.paid(list[2], "R2")
		b.clock.Set(start.Add(9*24*time.Hour + 14*time.Hour)) // 1 February in the project's zone
		b.paid(list[2], "R3")
		b.paid(list[3], "R4")
		if got := b.states(ann); !slices.Equal(got, []string{"completed", "rejected month", "completed", "clawed_back"}) || b.balance(ann) != 100 {
			t.Error(got, b.balance(ann))
		}
	})
}

func TestTheSuspendedEarnNothing(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann := b.member()
		bob := b.brought(ann)
		b.must(b.write(func(tx *store.Tx) error { _, err := member.SetStatus(tx, ann, member.Suspended); return err }))
		b.paid(bob, "R1")
		b.brought(ann)
		if got := b.states(ann); !slices.Equal(got, []string{"rejected suspended", "rejected suspended"}) || b.balance(ann) != 0 {
			t.Error(got, b.balance(ann))
		}
	})
}

// bonus is a campaign.
type bonus amount.Amount

func (n bonus) ReferralBonus(*store.Tx) (amount.Amount, bool, error) {
	return amount.Amount(n), n != 0, nil
}

// What the reward is, the setting says, or a campaign that runs when the
// payment comes.
func TestRewards(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann := b.member()
		one, two, three, four := b.brought(ann), b.brought(ann), b.brought(ann), b.brought(ann)
		b.set("referral.reward", "30")
		b.paid(one, "R1")
		b.set("referral.reward", "0")
		b.paid(two, "R2")
		b.refunded(two, "R2")
		b.referrals = referral.New(b.book, bonus(80))
		b.paid(three, "R3")
		b.referrals = referral.New(b.book, bonus(0))
		b.paid(four, "R4")
		if got := b.balance(ann); got != 110 {
			t.Errorf("ann has %d", got)
		}
		for _, spec := range b.referrals.Settings() {
			for _, bad := range []string{"", "-1", "1.5", "x", "+1", "01", "9999999999", "1 "} {
				if spec.Check(bad) {
					t.Errorf("%s takes %q", spec.Name, bad)
				}
			}
			if !spec.Check(spec.Default) || !spec.Check("1") {
				t.Errorf("%s does not take its default", spec.Name)
			}
		}
	})
}

// However often a payment is told of at once, one reward is paid; and
// however often its refund, one is taken back.
func TestPaymentRaces(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ann := b.member()
		bob := b.brought(ann)
		var all sync.WaitGroup
		race := func(fn func(i int, tx *store.Tx) error) {
			for i := range 20 {
				all.Go(func() {
					if err := b.store.Write(t.Context(), id.Bucket(i), func(tx *store.Tx) error { return fn(i, tx) }); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		race(func(i int, tx *store.Tx) error { return b.referrals.Paid(tx, bob, fmt.Sprintf("R%d", i)) })
		if got := b.balance(ann); got != 50 {
			t.Fatalf("ann has %d", got)
		}
		b.must(b.write(func(tx *store.Tx) error {
			_, err := b.book.Post(tx, ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(ann), Asset: ledger.Credit, Amount: 500, Kind: ledger.Earn, Actor: actor.OfSystem})
			return err
		}))
		order := b.records(ann).Items[0].OrderID
		race(func(i int, tx *store.Tx) error {
			if i%2 == 0 {
				return b.referrals.Paid(tx, bob, order)
			}
			return b.referrals.Refunded(tx, bob, order)
		})
		if got := b.balance(ann); got != 500 || b.states(ann)[0] != "clawed_back" {
			t.Errorf("ann has %d, %v", got, b.states(ann))
		}
	})
}

// Of many who come at once from one network five count; of many rewards at
// once as many are paid as the month has.
func TestLimitRaces(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.set("referral.month_max", "3")
		ann := b.member()
		code := b.code(ann)
		list := make([]id.ID, 20)
		for i := range list {
			list[i] = b.member()
		}
		var all sync.WaitGroup
		each := func(fn func(tx *store.Tx, m id.ID) error) {
			for _, m := range list {
				all.Go(func() {
					if err := b.store.Write(t.Context(), m.Bucket(), func(tx *store.Tx) error { return fn(tx, m) }); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		each(func(tx *store.Tx, m id.ID) error { return b.referrals.Bind(tx, m, code, home) })
		each(func(tx *store.Tx, m id.ID) error { return b.referrals.Paid(tx, m, fmt.Sprintf("R%d", m)) })
		counts := map[string]int{}
		for _, s := range b.states(ann) {
			counts[s]++
		}
		if counts["completed"] != 3 || counts["rejected month"] != 2 || counts["rejected network"] != 15 || b.balance(ann) != 150 {
			t.Error(counts, b.balance(ann))
		}
	})
}
