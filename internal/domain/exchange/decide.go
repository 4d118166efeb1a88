package exchange

import (
	"unicode/utf8"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// DecideCmd moves an exchange on. Domain is that of a domain's operator, 0 for
// somebody who runs them all; another domain's exchange is not found.
type DecideCmd struct {
	Exchange id.ID
	Domain   int32
	Remark   string
	Actor    actor.Actor
}

// Approve says yes to a pending exchange. Faults: ErrNotFound, ErrState,
// ErrNotes.
// contract: S3-M5
// contract: N-11
func (s *Service) Approve(tx *store.Tx, cmd DecideCmd) (Exchange, error) {
	return s.decide(tx, cmd, Pending, Approved)
}

// Complete says that an approved exchange was handed over.
// Faults: ErrNotFound, ErrState, ErrNotes.
// contract: S3-M5
// contract: N-11
func (s *Service) Complete(tx *store.Tx, cmd DecideCmd) (Exchange, error) {
	return s.decide(tx, cmd, Approved, Completed)
}

// Reject says no to a pending exchange, and gives everything back.
// Faults: ErrNotFound, ErrState, ErrNotes.
// contract: S3-M5
// contract: N-11
func (s *Service) Reject(tx *store.Tx, cmd DecideCmd) (Exchange, error) {
	return s.decide(tx, cmd, Pending, Rejected)
}

// Cancel takes the member's own pending exchange back, with everything.
// Another member's is not found. Faults: ErrNotFound, ErrState.
// contract: S3-M5
func (s *Service) Cancel(tx *store.Tx, exchange, member id.ID) (Receipt, error) {
	e, found, err := exchanges.Get(tx, exchangeOf(exchange))
	if err != nil {
		return Receipt{}, err
	}
	if !found || e.Member != member {
		return Receipt{}, ErrNotFound
	}
	e, err = s.move(tx, e, Pending, Cancelled, DecideCmd{Actor: actor.OfMember(member)})
	if err != nil {
		return Receipt{}, err
	}
	acc, err := s.ledger.Balance(tx, ledger.Member(member), ledger.Study)
	return Receipt{e, acc.Available()}, err
}

func (s *Service) decide(tx *store.Tx, cmd DecideCmd, from, to State) (Exchange, error) {
	if utf8.RuneCountInString(cmd.Remark) > notesMax {
		return Exchange{}, ErrNotes
	}
	e, found, err := exchanges.Get(tx, exchangeOf(cmd.Exchange))
	if err != nil {
		return Exchange{}, err
	}
	if !found || cmd.Domain != 0 && e.Domain != cmd.Domain {
		return Exchange{}, ErrNotFound
	}
	return s.move(tx, e, from, to, cmd)
}

// move changes the state of an exchange that is locked, once.
func (s *Service) move(tx *store.Tx, e Exchange, from, to State, cmd DecideCmd) (Exchange, error) {
	if e.State != from {
		return Exchange{}, ErrState.With("state", string(e.State))
	}
	e.State, e.ChangedAt, e.ChangedBy = to, tx.Now(), cmd.Actor.String()
	if cmd.Remark != "" {
		e.Remark = cmd.Remark
	}
	if to == Rejected || to == Cancelled {
		if err := s.giveBack(tx, &e, cmd.Actor); err != nil {
			return Exchange{}, err
		}
	}
	exchanges.Put(tx, e)
	return e, nil
}

// giveBack returns points, stock and count.
func (s *Service) giveBack(tx *store.Tx, e *Exchange, by actor.Actor) error {
	stocks.Want(tx, stockOf(e.Product))
	counts.Want(tx, countOf(e.Member, e.Product))
	post, err := s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Revenue, Credit: ledger.Member(e.Member), Asset: ledger.Study, Amount: e.Points, Kind: ledger.Refund,
		Reason: "exchange." + string(e.State) + ":" + e.ProductName, Source: e.source(), Actor: by, Key: "refund:" + e.source(),
	})
	if err != nil {
		return err
	}
	st, _, err := stocks.Get(tx, stockOf(e.Product))
	if err != nil {
		return err
	}
	n, _, err := counts.Get(tx, countOf(e.Member, e.Product))
	if err != nil {
		return err
	}
	if post.Repeated || st.Taken < e.Quantity || n.Taken < e.Quantity {
		panic("exchange: given back more than was taken")
	}
	e.Refund = post.ID
	st.Taken -= e.Quantity
	n.Taken -= e.Quantity
	stocks.Put(tx, st)
	counts.Put(tx, n)
	return nil
}
