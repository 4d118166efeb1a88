package reward

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// claim notes a member's adoption and makes their rewards that wait for it
// settleable: those that are not overdue now. Once they have adopted, none
// will ever wait again.
// contract: S1-M2
func (s *Service) claim(tx *store.Tx, member id.ID) (claimed int, err error) {
	book, err := openBook(tx, member)
	if err != nil || book.AdoptedAt != 0 {
		return 0, err
	}
	list, err := pendingBy.By(tx, pendingOf{member.Bucket(), member})
	if err != nil {
		return 0, err
	}
	for _, p := range list {
		rewards.Want(tx, keyOf(p.Reward))
	}
	for _, p := range list {
		if tx.Now() >= p.ExpireAt {
			continue // the sweep's
		}
		r, _, err := rewards.Get(tx, keyOf(p.Reward))
		if err != nil {
			return 0, err
		}
		book.move(&r, Pending, Settleable)
		book.number(&r)
		r.ClaimedAt, r.ExpireAt = tx.Now(), 0
		rewards.Put(tx, r)
		pendings.Delete(tx, p.pendingKey)
		claimed++
	}
	book.AdoptedAt = tx.Now()
	books.Put(tx, book)
	return claimed, nil
}
