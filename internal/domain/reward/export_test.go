package reward

import (
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// SpoilReward changes a reward behind everybody's back.
func SpoilReward(tx *store.Tx, rid id.ID, fn func(r *Reward)) error {
	r, _, err := rewards.Get(tx, keyOf(rid))
	if err != nil {
		return err
	}
	fn(&r)
	rewards.Put(tx, r)
	return nil
}

// SpoilBook changes a book.
func SpoilBook(tx *store.Tx, member id.ID, fn func(b *Book)) error {
	b, err := openBook(tx, member)
	if err != nil {
		return err
	}
	fn(&b)
	books.Put(tx, b)
	return nil
}

// SpoilTaking changes which rewards a settlement took.
func SpoilTaking(tx *store.Tx, st, member id.ID, last, by int64) error {
	t, _, err := takings.Get(tx, takingKey{member.Bucket(), member, last, st})
	if err != nil {
		return err
	}
	t.SeqFirst += by
	takings.Put(tx, t)
	return nil
}

// Seed adds count rewards that wait for owner until an instant: rows alone,
// for measuring the sweep.
func Seed(tx *store.Tx, owner id.ID, count int, until instant.Instant) error {
	b, err := openBook(tx, owner)
	if err != nil {
		return err
	}
	for range count {
		rid, err := tx.NewID(owner.Bucket())
		if err != nil {
			return err
		}
		r := Reward{rewardKey: keyOf(rid), Owner: owner, Account: "main", Event: "seed " + sourceOf(rid), Adopter: owner, Right: Share, USDT: 500_000_000, Version: 1, State: Pending, CreatedAt: tx.Now(), ExpireAt: until}
		rewards.Add(tx, r)
		pendings.Add(tx, r.pending())
		b.add(Pending, r.USDT, 0)
	}
	books.Put(tx, b)
	return nil
}
