package reward_test

import (
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// What is wrong is seen.
func TestCheckSees(t *testing.T) {
	engines(t, func(t *testing.T, b *bundle) {
		holder, adopter := b.rich()
		first := b.adopt("e1", adopter)
		st, err := b.settle(holder, settlement.USDT)
		b.must(err)
		b.adopt("e2", adopter)
		referrer := b.join("referrer", 0)
		waits := b.adopt("e3", b.join("other", referrer)).Rewards[0]
		system := first.Rewards[0].ID // headquarters' share
		b.clock.Advance(day)
		late := b.adopt("e4", b.join("third", b.join("late", 0))).Rewards[0]
		b.must(b.rewards.Sweep(t.Context()))
		b.clock.Advance(1)
		settled := first.Rewards[4]
		for name, c := range map[string]pair{
			"a book with more":            ofBook(holder, func(b *reward.Book, n int64) { b.SettleableUSDT += amount.Amount(n) }),
			"a book that settled nothing": ofBook(holder, func(b *reward.Book, n int64) { b.SeqSettled -= n }),
			"a book that waits":           ofBook(holder, func(b *reward.Book, n int64) { b.Settlement += st.ID * id.ID(n) }),
			"a reward worth more":         ofReward(settled.ID, func(r *reward.Reward, n int64) { r.USDT += amount.Amount(n) }),
			"a reward of another event":   ofReward(settled.ID, func(r *reward.Reward, n int64) { r.Version += n }),
			"a reward of somebody else's": ofReward(settled.ID, func(r *reward.Reward, n int64) { r.Adopter += id.ID(n) }),
			"a reward that waits longer":  ofReward(late.ID, func(r *reward.Reward, n int64) { r.ExpireAt += instant.Instant(n) }),
			"an heir of nobody":           ofReward(waits.ID, func(r *reward.Reward, n int64) { r.Twin += id.ID(n) }),
			"a system reward worth more":  ofReward(system, func(r *reward.Reward, n int64) { r.Hashpower += amount.Amount(n) }),
			"another taking": {
				func(tx *store.Tx) error { return reward.SpoilTaking(tx, st.ID, holder, 1, 1) },
				func(tx *store.Tx) error { return reward.SpoilTaking(tx, st.ID, holder, 1, -1) },
			},
		} {
			before := b.differences()
			if before != 0 {
				t.Fatalf("%d differences before %s", before, name)
			}
			b.write(c.do)
			if b.differences() == 0 {
				t.Errorf("%s is not seen", name)
			}
			b.write(c.undo)
		}
	})
}

// pair spoils something, and mends it.
type pair struct{ do, undo func(tx *store.Tx) error }

func ofBook(member id.ID, fn func(b *reward.Book, n int64)) pair {
	by := func(n int64) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return reward.SpoilBook(tx, member, func(b *reward.Book) { fn(b, n) }) }
	}
	return pair{by(1), by(-1)}
}

func ofReward(rid id.ID, fn func(r *reward.Reward, n int64)) pair {
	by := func(n int64) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return reward.SpoilReward(tx, rid, func(r *reward.Reward) { fn(r, n) }) }
	}
	return pair{by(1), by(-1)}
}

func (b *bundle) differences() int64 {
	b.t.Helper()
	found, err := verify.All(b.t.Context(), b.s, nil, reward.Check())
	b.must(err)
	return found.Count
}
