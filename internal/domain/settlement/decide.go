package settlement

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// DecideCmd is an operator's act on a settlement.
type DecideCmd struct {
	Settlement id.ID
	Reason     string
	Actor      actor.Actor
}

// Approve lets a requested settlement be paid. Faults: ErrNotFound, ErrState.
// contract: N-16
func (s *Service) Approve(tx *store.Tx, cmd DecideCmd) (Settlement, error) {
	return s.decide(tx, cmd, "settlement.approve", func(st *Settlement) error {
		if st.State != Requested {
			return ErrState.With("state", string(st.State))
		}
		st.State, st.ApprovedBy = Approved, cmd.Actor.String()
		return s.enqueue(tx, st.ID)
	})
}

// Reject fails a settlement of which nothing was sent.
// Faults: ErrNotFound, ErrState, ErrReason.
// contract: N-16
func (s *Service) Reject(tx *store.Tx, cmd DecideCmd) (Settlement, error) {
	if err := checkReason(cmd.Reason); err != nil {
		return Settlement{}, err
	}
	return s.decide(tx, cmd, "settlement.reject", func(st *Settlement) error {
		if st.State != Requested && st.State != Approved {
			return ErrState.With("state", string(st.State))
		}
		return s.fail(tx, st, Rejected)
	})
}

// Outcome is how an operator found a settlement that needed a person.
type Outcome struct {
	State    State // Final or Failed
	TxHash   string
	Received amount.Amount
}

// Resolve ends a settlement that needs review, as an operator found it to be.
// Faults: ErrNotFound, ErrState, ErrReason, ErrOutcome.
// contract: N-16
func (s *Service) Resolve(tx *store.Tx, cmd DecideCmd, found Outcome) (Settlement, error) {
	if err := checkReason(cmd.Reason); err != nil {
		return Settlement{}, err
	}
	paid := found.State == Final && found.TxHash != "" && printable(found.TxHash) && found.Received > 0
	if !paid && found.State != Failed {
		return Settlement{}, ErrOutcome
	}
	return s.decide(tx, cmd, "settlement.resolve", func(st *Settlement) error {
		if st.State != NeedsReview {
			return ErrState.With("state", string(st.State))
		}
		if !paid {
			return s.fail(tx, st, Rejected)
		}
		return s.pay(tx, st, found.TxHash, found.Received)
	})
}

// Recheck asks the provider about an unfinished settlement now. One that
// needs review is followed again, as unknown. Faults: ErrNotFound, ErrState.
// contract: N-16
func (s *Service) Recheck(tx *store.Tx, cmd DecideCmd) (Settlement, error) {
	return s.decide(tx, cmd, "settlement.recheck", func(st *Settlement) error {
		switch {
		case st.State.Ended(), st.State == Requested:
			return ErrState.With("state", string(st.State))
		case st.State == NeedsReview:
			st.State = Unknown
		}
		st.Tries = 0
		return s.enqueue(tx, st.ID)
	})
}

// decide changes a settlement and notes who did.
func (s *Service) decide(tx *store.Tx, cmd DecideCmd, action string, fn func(st *Settlement) error) (Settlement, error) {
	st, found, err := settlements.Get(tx, keyOf(cmd.Settlement))
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return Settlement{}, err
	}
	before := st.State
	if err := fn(&st); err != nil {
		return Settlement{}, err
	}
	st.ChangedAt = tx.Now()
	settlements.Put(tx, st)
	if st.State.Ended() {
		tx.Committed(func() { s.bells.ring(st) })
	}
	return st, audit.Note(tx, audit.NoteCmd{
		Actor: cmd.Actor, Action: action, Object: fmt.Sprintf("settlement:%d", st.ID), Reason: cmd.Reason, Earlier: string(before), Later: string(st.State),
	})
}
