package reward

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type bookKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

// Book is a member's sums by stored state, and the numbers of their
// settleable rewards: up to SeqSettled they are settled, from there up to
// SeqSettling they are being settled, by Settlement.
type Book struct {
	bookKey
	AdoptedAt           instant.Instant `db:"adopted_at"` // first, 0 for never
	Seq                 int64           `db:"seq"`
	SeqSettling         int64           `db:"seq_settling"`
	SeqSettled          int64           `db:"seq_settled"`
	Settlement          id.ID           `db:"settlement"`
	PendingUSDT         amount.Amount   `db:"pending_usdt"`
	PendingHashpower    amount.Amount   `db:"pending_hashpower"`
	SettleableUSDT      amount.Amount   `db:"settleable_usdt"`
	SettleableHashpower amount.Amount   `db:"settleable_hashpower"`
	SettlingUSDT        amount.Amount   `db:"settling_usdt"`
	SettlingHashpower   amount.Amount   `db:"settling_hashpower"`
	SettledUSDT         amount.Amount   `db:"settled_usdt"`
	SettledHashpower    amount.Amount   `db:"settled_hashpower"`
	ExpiredUSDT         amount.Amount   `db:"expired_usdt"`
	ExpiredHashpower    amount.Amount   `db:"expired_hashpower"`
	HeldUSDT            amount.Amount   `db:"held_usdt"`
	HeldHashpower       amount.Amount   `db:"held_hashpower"`
}

// add changes the sums of a state. A sum below zero is impossible.
func (b *Book) add(s State, usdt, hashpower amount.Amount) {
	var u, h *amount.Amount
	switch s {
	case Pending:
		u, h = &b.PendingUSDT, &b.PendingHashpower
	case Settleable:
		u, h = &b.SettleableUSDT, &b.SettleableHashpower
	case Settling:
		u, h = &b.SettlingUSDT, &b.SettlingHashpower
	case Settled:
		u, h = &b.SettledUSDT, &b.SettledHashpower
	case Expired, Reversed:
		u, h = &b.ExpiredUSDT, &b.ExpiredHashpower
	case Held:
		u, h = &b.HeldUSDT, &b.HeldHashpower
	default:
		panic("reward: no sums of " + s)
	}
	*u, *h = *u+usdt, *h+hashpower
	if *u < 0 || *h < 0 {
		panic("reward: a book has less than nothing " + s)
	}
}

// move takes a reward's worth from one state's sums to another's.
func (b *Book) move(r *Reward, from, to State) {
	b.add(from, -r.USDT, -r.Hashpower)
	b.add(to, r.USDT, r.Hashpower)
}

// number makes a reward settleable: it gets the next number.
func (b *Book) number(r *Reward) {
	b.Seq++
	r.State, r.Seq = Settleable, b.Seq
}

// openBook gets a member's book, and locks it, or begins one.
func openBook(tx *store.Tx, member id.ID) (Book, error) {
	b, found, err := books.Get(tx, bookOf(member))
	if err == nil && !found {
		b = Book{bookKey: bookOf(member)}
	}
	return b, err
}

func bookOf(member id.ID) bookKey { return bookKey{member.Bucket(), member} }
