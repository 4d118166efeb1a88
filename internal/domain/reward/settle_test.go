package reward_test

import (
	"errors"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/platform/store"
)

// rich is a member with a city area (35 USDT and 0.02 hashpower an adoption)
// and somebody who adopts.
func (b *bundle) rich() (holder, adopter id.ID) {
	holder = b.join("holder", 0, member.Role{Name: member.CityArea, Region: "4401"})
	return holder, b.join("adopter", 0)
}

// All that is settleable is paid, once, and is on the ledger.
// contract: S1-05
func TestSettle(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		holder, adopter := b.rich()
		if _, err := b.settle(holder, settlement.BNB); !errors.Is(err, reward.ErrNothing) {
			t.Fatalf("nothing is settleable: %v", err)
		}
		b.adopt("e1", adopter)
		b.adopt("e2", adopter)
		st, err := b.settle(holder, settlement.BNB)
		b.must(err)
		if st.State != settlement.Final || st.Amount != 70*usdt || st.Received != 3_500_000 || st.QuoteRate != "0.0005" || st.TxHash[:4] != "sim_" {
			t.Errorf("%+v", st)
		}
		s := b.sum(holder)
		if s.SettleableUSDT != 0 || s.SettledUSDT != 70*usdt || s.SettledHashpower != 40_000 || s.Settlement != 0 {
			t.Errorf("%+v", s)
		}
		if u, h := b.balance(holder, ledger.USDT), b.balance(holder, ledger.Hashpower); u != 0 || h != 40_000 {
			t.Errorf("the ledger has %d USDT and %d hashpower", u, h)
		}
		for _, r := range b.list(holder, reward.Settled) {
			if r.SettledAt != st.EndedAt {
				t.Errorf("%+v", r)
			}
		}
		if _, err := b.settle(holder, settlement.BNB); !errors.Is(err, reward.ErrNothing) {
			t.Errorf("again: %v", err)
		}
	})
}

// What the pool cannot pay stays settleable; what arrives while a settlement
// is open is not part of it.
func TestSettleAndRelease(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		holder, adopter := b.rich()
		b.adopt("e1", adopter)
		b.write(func(tx *store.Tx) error { return simulated.SetPool(tx, settlement.OG, 1) })
		st, err := b.open(holder, settlement.OG)
		b.must(err)
		b.adopt("e2", adopter)
		if s := b.sum(holder); s.SettlingUSDT != 35*usdt || s.SettleableUSDT != 35*usdt || s.Settlement != st.ID {
			t.Errorf("%+v", s)
		}
		again, err := b.open(holder, settlement.USDT)
		b.must(err)
		if again.ID != st.ID {
			t.Errorf("%d is open, and %d was opened", st.ID, again.ID)
		}
		if shown := b.list(holder, reward.Settleable); len(shown) != 2 || shown[1].Now != reward.Settling || shown[0].Now != reward.Settleable {
			t.Errorf("%+v", shown)
		}
		b.work()
		st, err = settlement.Load(t.Context(), b.s, st.ID)
		b.must(err)
		if st.State != settlement.Failed || st.Code != settlement.InsufficientLiquidity || st.QuotedAt != 0 {
			t.Errorf("%+v", st)
		}
		if s := b.sum(holder); s.SettleableUSDT != 70*usdt || s.SettlingUSDT != 0 || s.Settlement != 0 {
			t.Errorf("%+v", s)
		}
		st, err = b.settle(holder, settlement.USDT)
		b.must(err)
		if st.State != settlement.Final || st.Received != 70*usdt || st.Quote != "" {
			t.Errorf("%+v", st)
		}
	})
}

// Twenty callers settle at once: one payout, and all hear of the same one.
func TestParallelSettlesPayOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		holder, adopter := b.rich()
		b.adopt("e1", adopter)
		ids := make([]id.ID, 20)
		b.runner.Start()
		defer func() { b.must(b.runner.Stop(t.Context())) }()
		race(len(ids), func(i int) {
			st, err := b.open(holder, settlement.BNB)
			switch {
			case errors.Is(err, reward.ErrNothing): // it came after the end
			case err != nil:
				t.Error(err)
			default:
				if st, err = b.settlements.Await(t.Context(), st.ID); err != nil || st.State != settlement.Final {
					t.Errorf("%s: %v", st.State, err)
				}
				ids[i] = st.ID
			}
		})
		first := id.ID(0)
		for _, i := range ids {
			if first == 0 {
				first = i
			}
			if i != 0 && i != first {
				t.Errorf("two settlements: %d and %d", first, i)
			}
		}
		if n := b.count("SELECT count(*) FROM simulated_payout"); n != 1 || b.count("SELECT count(*) FROM transfer WHERE reason = 'settlement.payout'") != 1 {
			t.Errorf("%d payouts", n)
		}
	})
}

// An operator holds, releases and reverses.
// contract: S1-M7, N-16
func TestHold(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		holder, adopter := b.rich()
		first, second := b.adopt("e1", adopter).Rewards[4].ID, b.adopt("e2", adopter).Rewards[4].ID
		do := func(fn func(tx *store.Tx, cmd reward.DecideCmd) (reward.Reward, error), rid id.ID) error {
			return b.s.Write(t.Context(), rid.Bucket(), func(tx *store.Tx) error {
				_, err := fn(tx, reward.DecideCmd{Reward: rid, Reason: "looks odd", Actor: actor.OfSystem})
				return err
			})
		}
		b.must(do(b.rewards.Hold, first))
		if err := do(b.rewards.Hold, first); !errors.Is(err, reward.ErrState) {
			t.Errorf("held twice: %v", err)
		}
		if s := b.sum(holder); s.HeldUSDT != 35*usdt || s.SettleableUSDT != 35*usdt {
			t.Errorf("%+v", s)
		}
		if list := b.pending(holder); len(list) != 1 || list[0].ID != first {
			t.Errorf("%+v", list)
		}
		if st, err := b.settle(holder, settlement.USDT); err != nil || st.Amount != 35*usdt || st.State != settlement.Final {
			t.Errorf("%+v %v", st, err)
		}
		if err := do(b.rewards.Reverse, second); !errors.Is(err, reward.ErrState) {
			t.Errorf("a settled one was reversed: %v", err)
		}
		b.must(do(b.rewards.Release, first))
		if s := b.sum(holder); s.HeldUSDT != 0 || s.SettleableUSDT != 35*usdt {
			t.Errorf("%+v", s)
		}
		b.must(do(b.rewards.Reverse, first))
		if s := b.sum(holder); s.SettleableUSDT != 0 || s.ExpiredUSDT != 35*usdt || s.SettledUSDT != 35*usdt {
			t.Errorf("%+v", s)
		}
		system := b.adopt("e3", b.join("other", 0)).Rewards[0].ID
		if err := do(b.rewards.Hold, system); !errors.Is(err, reward.ErrNotFound) {
			t.Errorf("a system account's was held: %v", err)
		}
		if n := b.count("SELECT count(*) FROM audit"); n != 3 {
			t.Errorf("%d lines of audit", n)
		}
	})
}

// A new table is for what comes; what was given keeps its amounts.
// contract: N-16
func TestTerms(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		holder, adopter := b.rich()
		b.adopt("e1", adopter)
		terms := reward.Standard()
		of := map[reward.Right]reward.Term{}
		for r, term := range terms.Of {
			of[r] = term
		}
		of[reward.CityArea] = reward.Term{USDT: 1, Percent: 25_000, Claim: 1e9}
		put := func(v int64) error {
			return b.s.Write(t.Context(), 0, func(tx *store.Tx) error {
				_, err := reward.PutTerms(tx, reward.PutTermsCmd{Terms: reward.Terms{Version: v, Of: of}, Reason: "a new season", Actor: actor.OfSystem})
				return err
			})
		}
		b.must(put(1))
		if err := put(1); !errors.Is(err, reward.ErrTermsStale) {
			t.Errorf("put twice: %v", err)
		}
		got, err := reward.LoadTerms(t.Context(), b.s, 0)
		if err != nil || got.Version != 2 || got.Of[reward.CityArea] != of[reward.CityArea] {
			t.Errorf("%+v %v", got, err)
		}
		r := b.adopt("e2", adopter).Rewards[4]
		if r.USDT != 1 || r.Hashpower != 25_000 || r.State != reward.Pending || r.Version != 2 {
			t.Errorf("%+v", r)
		}
		if s := b.sum(holder); s.SettleableUSDT != 35*usdt || s.PendingUSDT != 1 {
			t.Errorf("%+v", s)
		}
		delete(of, reward.Share)
		if err := put(2); !errors.Is(err, reward.ErrTerms) {
			t.Errorf("without a right: %v", err)
		}
	})
}
