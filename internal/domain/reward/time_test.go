package reward_test

import (
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/reward"
)

const day = 24 * time.Hour

// waiting is a referrer with one share that waits, and the adopter.
func (b *bundle) waiting() (referrer, adopter id.ID) {
	referrer = b.join("referrer", 0)
	adopter = b.join("adopter", referrer)
	b.adopt("e1", adopter)
	return referrer, adopter
}

// What is read at an instant is the same before and after the sweep.
// contract: S1-02, S1-M3
func TestExpiryToTheMicrosecond(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		want  reward.State
	}{
		"at once":    {0, reward.Pending},
		"just below": {day - time.Microsecond, reward.Pending},
		"on it":      {day, reward.Expired},
		"just above": {day + time.Microsecond, reward.Expired},
		"much later": {300 * day, reward.Expired},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bundle) {
				referrer, _ := b.waiting()
				b.clock.Advance(c.after)
				sum, list, pending := b.sum(referrer), b.list(referrer, c.want), b.pending(referrer)
				b.must(b.rewards.Sweep(t.Context()))
				if len(list) != 1 || list[0].Now != c.want {
					t.Fatalf("%+v", list)
				}
				after := b.sum(referrer)
				if sum.PendingUSDT != after.PendingUSDT || sum.ExpiredUSDT != after.ExpiredUSDT || sum.Earliest != after.Earliest {
					t.Errorf("before %+v, after %+v", sum, after)
				}
				wantPending := 0
				if c.want == reward.Pending {
					wantPending = 1
				}
				if len(pending) != wantPending || len(b.pending(referrer)) != wantPending {
					t.Errorf("%d are waiting", len(pending))
				}
				swept := b.list(referrer, c.want)
				if len(swept) != 1 || swept[0].Now != c.want {
					t.Fatalf("%+v", swept)
				}
				if c.want == reward.Expired && (swept[0].EndedAt != start.Add(day) || list[0].ExpireAt != start.Add(day)) {
					t.Errorf("it expired at %d, or at %d", list[0].ExpireAt, swept[0].EndedAt)
				}
			})
		})
	}
}

func (b *bundle) pending(who id.ID) []reward.Reward {
	b.t.Helper()
	out, err := reward.Waiting(b.t.Context(), b.s, who, b.clock.Now())
	b.must(err)
	return out
}

// The owner's own adoption claims until the last microsecond.
// contract: S1-M2
func TestClaimToTheMicrosecond(t *testing.T) {
	for name, c := range map[string]struct {
		after   time.Duration
		claimed int
	}{"just below": {day - time.Microsecond, 1}, "on it": {day, 0}, "just above": {day + time.Microsecond, 0}} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *bundle) {
				referrer, _ := b.waiting()
				at := b.clock.Advance(c.after)
				if got := b.adopt("e2", referrer).Claimed; got != c.claimed {
					t.Errorf("%d were claimed", got)
				}
				b.must(b.rewards.Sweep(t.Context()))
				s := b.sum(referrer)
				if int(s.SettleableUSDT) != c.claimed*500*usdt || int(s.ExpiredUSDT) != (1-c.claimed)*500*usdt || s.PendingUSDT != 0 {
					t.Errorf("%+v", s)
				}
				if c.claimed == 1 {
					if r := b.list(referrer, reward.Settleable)[0]; r.ClaimedAt != at || r.ExpireAt != 0 {
						t.Errorf("%+v", r)
					}
				}
			})
		})
	}
}

// What expires goes to headquarters: linked, the same worth, on the ledger.
func TestExpiredGoesToHeadquarters(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		referrer, _ := b.waiting()
		b.clock.Advance(day)
		b.must(b.rewards.Sweep(t.Context()))
		b.must(b.rewards.Sweep(t.Context()))
		r := b.list(referrer, reward.Expired)[0]
		heir, err := reward.Load(t.Context(), b.s, r.Twin, b.clock.Now())
		b.must(err)
		if heir.Twin != r.ID || heir.Owner != 0 || heir.Account != "headquarters" || heir.Now != reward.Settleable || heir.USDT != 500*usdt || heir.Event != "e1" {
			t.Errorf("%+v", heir)
		}
		balances, err := ledger.SystemBalances(t.Context(), b.s)
		b.must(err)
		got := map[string]string{}
		for _, s := range balances {
			got[s.Account+" "+string(s.Asset)] = s.Balance.Format(6)
		}
		for account, want := range map[string]string{
			"headquarters USDT": "640", "region:4401 USDT": "35", "region:44 USDT": "15", "region:4401 HASHPOWER": "0.02", "region:44 HASHPOWER": "0.01", "issuance USDT": "-690",
		} {
			if got[account] != want {
				t.Errorf("%s has %s, want %s", account, got[account], want)
			}
		}
	})
}

// An adoption, the sweep and the clock race over the boundary: whoever wins,
// the reward is one thing.
func TestClaimAgainstExpiry(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		claimed := 0
		for i := range 25 {
			referrer := b.join(name(i), 0)
			adopter := b.join(name(i)+"'s", referrer)
			b.adopt(name(i)+" a", adopter)
			began := b.clock.Now()
			b.clock.Set(began.Add(day - time.Microsecond))
			var won int
			race(3, func(who int) {
				switch who {
				case 0:
					out, err := b.allocate(t.Context(), name(i)+" b", referrer, 1)
					if err != nil {
						t.Error(err)
					}
					won = out.Claimed
				case 1:
					b.clock.Advance(time.Microsecond)
				case 2:
					if err := b.rewards.Sweep(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
			b.must(b.rewards.Sweep(t.Context()))
			claimed += won
			s := b.sum(referrer)
			if int(s.SettleableUSDT) != won*500*usdt || int(s.ExpiredUSDT) != (1-won)*500*usdt || s.PendingUSDT != 0 {
				t.Errorf("round %d, %d claimed: %+v", i, won, s)
			}
		}
		t.Logf("%d of 25 were claimed in time", claimed)
	})
}
