package referral

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

var noon = instant.Of(time.Date(2026, 1, 22, 4, 0, 0, 0, time.UTC))

// The check finds each row that does not follow from the others.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	for want, spoil := range map[string]func(tx *store.Tx, s *Service, r Referral) error{
		"want 1 of 60": func(tx *store.Tx, _ *Service, r Referral) error { r.Reward += 10; referrals.Put(tx, r); return nil },
		"is somebody else's": func(tx *store.Tx, _ *Service, r Referral) error {
			return edit(tx, r.Referrer, func(o *referrer) { o.Code = "OTHER222" })
		},
		"rewards in 202601": func(tx *store.Tx, _ *Service, r Referral) error {
			return edit(tx, r.Referrer, func(o *referrer) { o.Rewarded++ })
		},
		"the member's referrer": func(tx *store.Tx, _ *Service, r Referral) error {
			r.State, r.Referrer = Pending, r.Referrer+1
			referrals.Put(tx, r)
			return nil
		},
		"was counted in no": func(tx *store.Tx, _ *Service, r Referral) error { r.Day++; referrals.Put(tx, r); return nil },
		"its completion":    func(tx *store.Tx, _ *Service, r Referral) error { r.CompletedAt = 0; referrals.Put(tx, r); return nil },
		"its end":           func(tx *store.Tx, _ *Service, r Referral) error { r.EndedAt = 1; referrals.Put(tx, r); return nil },
		"were taken":        func(tx *store.Tx, _ *Service, r Referral) error { r.Shortfall = 1; referrals.Put(tx, r); return nil },
		"members from": func(tx *store.Tx, _ *Service, r Referral) error {
			key := networkKey{r.Referrer.Bucket(), r.Referrer, r.Day, r.Network}
			row, _, err := networks.Get(tx, key)
			row.Counted++
			networks.Put(tx, row)
			return err
		},
		"which is none of theirs": func(tx *store.Tx, s *Service, r Referral) error {
			_, err := s.ledger.Post(tx, ledger.PostCmd{
				Debit: ledger.Issuance, Credit: ledger.Member(r.Member), Asset: ledger.Credit, Amount: 5, Kind: ledger.Earn, Reason: reason, Source: "referral:7", Actor: actor.OfSystem,
			})
			return err
		},
	} {
		t.Run(want, func(t *testing.T) {
			s := storetest.SQLite(t, store.Options{Now: func() instant.Instant { return noon }})
			svc := New(ledger.New(time.UTC), nil)
			r := completed(t, s, svc)
			if found := check(t, s); len(found) != 0 {
				t.Fatal(found)
			}
			write(t, s, func(tx *store.Tx) error {
				row, _, err := referrals.Get(tx, r.memberKey)
				if err != nil {
					return err
				}
				return spoil(tx, svc, row)
			})
			all := ""
			for _, d := range check(t, s) {
				all += d.What + "\n"
			}
			if !strings.Contains(all, want) {
				t.Errorf("found %q", all)
			}
		})
	}
}

// completed is a referral that was paid for.
func completed(t *testing.T, s *store.Store, svc *Service) (r Referral) {
	t.Helper()
	var one, two id.ID
	write(t, s, func(tx *store.Tx) error {
		a, err := member.Create(tx, member.CreateCmd{Subjects: []member.Subject{member.Username("ann")}})
		if err != nil {
			return err
		}
		b, err := member.Create(tx, member.CreateCmd{Subjects: []member.Subject{member.Username("bob")}})
		one, two = a.ID, b.ID
		return err
	})
	write(t, s, func(tx *store.Tx) error {
		code, err := svc.Code(tx, one)
		if err != nil {
			return err
		}
		return svc.Bind(tx, two, code, netip.Addr{})
	})
	write(t, s, func(tx *store.Tx) error { return svc.Paid(tx, two, "R1") })
	write(t, s, func(tx *store.Tx) (err error) { r, _, err = referrals.Get(tx, keyOf(two)); return err })
	return r
}

func edit(tx *store.Tx, m id.ID, fn func(*referrer)) error {
	row, _, err := referrers.Get(tx, keyOf(m))
	fn(&row)
	referrers.Put(tx, row)
	return err
}

func write(t *testing.T, s *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), 0, fn); err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, s *store.Store) []verify.Difference {
	t.Helper()
	found, err := verify.All(t.Context(), s, nil, Check())
	if err != nil {
		t.Fatal(err)
	}
	return found.First
}
