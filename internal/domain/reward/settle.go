package reward

import (
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/store"
)

type takingKey struct {
	Bucket     id.Bucket `db:"bucket"`
	Member     id.ID     `db:"member"`
	SeqLast    int64     `db:"seq_last"`
	Settlement id.ID     `db:"settlement"`
}

// takingState is what has become of what a settlement took.
type takingState string

const (
	taken    takingState = "taken"
	paid     takingState = "paid"
	released takingState = "released"
)

// taking is which rewards a settlement takes: those numbered from SeqFirst to
// SeqLast that are still settleable.
type taking struct {
	takingKey
	SeqFirst  int64           `db:"seq_first"`
	USDT      amount.Amount   `db:"usdt"`
	Hashpower amount.Amount   `db:"hashpower"`
	State     takingState     `db:"state"`
	EndedAt   instant.Instant `db:"ended_at"`
}

// SettleCmd asks to settle all of a member's settleable rewards.
type SettleCmd struct {
	Member   id.ID
	Currency settlement.Currency
}

// Settle opens a settlement of all that is settleable, and reserves it. Where
// one is open already, whatever its currency, it returns that one.
// Faults: ErrNothing, member.ErrSuspended, settlement.ErrNoProvider,
// settlement.ErrPaused.
// contract: S1-05
func (s *Service) Settle(tx *store.Tx, cmd SettleCmd) (settlement.Settlement, error) {
	books.Want(tx, bookOf(cmd.Member))
	if _, err := member.Require(tx, cmd.Member); err != nil {
		return settlement.Settlement{}, err
	}
	book, err := openBook(tx, cmd.Member)
	if err != nil {
		return settlement.Settlement{}, err
	}
	if book.Settlement != 0 {
		return settlement.Get(tx, book.Settlement)
	}
	if book.SettleableUSDT == 0 {
		return settlement.Settlement{}, ErrNothing
	}
	st, err := s.settlements.Open(tx, settlement.OpenCmd{Purpose: Purpose, Member: cmd.Member, Amount: book.SettleableUSDT, Currency: cmd.Currency})
	if err != nil {
		return settlement.Settlement{}, err
	}
	t := taking{
		takingKey: takingKey{cmd.Member.Bucket(), cmd.Member, book.Seq, st.ID},
		SeqFirst:  book.SeqSettled + 1, USDT: book.SettleableUSDT, Hashpower: book.SettleableHashpower, State: taken,
	}
	takings.Add(tx, t)
	book.Settlement, book.SeqSettling = st.ID, book.Seq
	book.shift(t, Settleable, Settling)
	books.Put(tx, book)
	return st, nil
}

// shift moves all that a settlement takes.
func (b *Book) shift(t taking, from, to State) {
	b.add(from, -t.USDT, -t.Hashpower)
	b.add(to, t.USDT, t.Hashpower)
}

// claimant hears how settlements end.
type claimant struct{ *Service }

// Paid settles what the settlement took: the USDT goes through the member's
// account and out, the hashpower stays there.
// contract: S1-05
func (c claimant) Paid(tx *store.Tx, st settlement.Settlement) error {
	t, err := c.close(tx, st, paid)
	if err != nil {
		return err
	}
	source := "settlement:" + strconv.FormatInt(int64(st.ID), 10)
	self, by := ledger.Member(st.Member), actor.OfMember(st.Member)
	for _, post := range []ledger.PostCmd{
		{Debit: ledger.Issuance, Credit: self, Asset: ledger.USDT, Amount: t.USDT, Kind: ledger.Earn, Reason: "reward.settled", Key: source + ":in"},
		{Debit: self, Credit: ledger.Payout, Asset: ledger.USDT, Amount: t.USDT, Kind: ledger.Spend, Reason: "settlement.payout", Key: source + ":out"},
		{Debit: ledger.Issuance, Credit: self, Asset: ledger.Hashpower, Amount: t.Hashpower, Kind: ledger.Earn, Reason: "reward.settled", Key: source + ":hashpower"},
	} {
		if post.Amount == 0 {
			continue
		}
		post.Source, post.Actor = source, by
		done, err := c.ledger.Post(tx, post)
		if err != nil {
			return err
		}
		if done.Repeated {
			panic("reward: a settlement that was posted before")
		}
	}
	return nil
}

// Released gives back what the settlement took.
// contract: S1-05
func (c claimant) Released(tx *store.Tx, st settlement.Settlement) error {
	_, err := c.close(tx, st, released)
	return err
}

// close ends the taking of a settlement.
func (c claimant) close(tx *store.Tx, st settlement.Settlement, end takingState) (taking, error) {
	book, err := openBook(tx, st.Member)
	if err != nil {
		return taking{}, err
	}
	t, found, err := takings.Get(tx, takingKey{st.Bucket, st.Member, book.SeqSettling, st.ID})
	if err != nil {
		return taking{}, err
	}
	if !found || book.Settlement != st.ID || t.State != taken || t.USDT != st.Amount {
		panic("reward: a settlement ended that its book knows nothing of")
	}
	t.State, t.EndedAt = end, tx.Now()
	takings.Put(tx, t)
	if end == paid {
		book.shift(t, Settling, Settled)
		book.SeqSettled = book.SeqSettling
	} else {
		book.shift(t, Settling, Settleable)
		book.SeqSettling = book.SeqSettled
	}
	book.Settlement = 0
	books.Put(tx, book)
	return t, nil
}
