package reward

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// DecideCmd is an operator's act on a member's reward.
type DecideCmd struct {
	Reward id.ID
	Reason string
	Actor  actor.Actor
}

// Hold keeps a settleable reward from being settled.
// Faults: ErrNotFound, ErrState, ErrReason.
// contract: N-16, S1-M7
func (s *Service) Hold(tx *store.Tx, cmd DecideCmd) (Reward, error) {
	return s.decide(tx, cmd, "reward.hold", func(r *Reward, b *Book, now State) error {
		if now != Settleable {
			return ErrState.With("state", string(now))
		}
		b.move(r, Settleable, Held)
		r.State, r.Seq = Held, 0
		return nil
	})
}

// Release makes a held reward settleable again.
// Faults: ErrNotFound, ErrState, ErrReason.
// contract: N-16, S1-M7
func (s *Service) Release(tx *store.Tx, cmd DecideCmd) (Reward, error) {
	return s.decide(tx, cmd, "reward.release", func(r *Reward, b *Book, now State) error {
		if now != Held {
			return ErrState.With("state", string(now))
		}
		b.move(r, Held, Settleable)
		b.number(r)
		return nil
	})
}

// Reverse takes back a reward that has not been settled and is not being
// settled; nobody gets its worth.
// Faults: ErrNotFound, ErrState, ErrReason.
// contract: N-16, S1-M7
func (s *Service) Reverse(tx *store.Tx, cmd DecideCmd) (Reward, error) {
	return s.decide(tx, cmd, "reward.reverse", func(r *Reward, b *Book, now State) error {
		switch now {
		case Settleable, Held:
		case Pending:
			key := r.pending().pendingKey
			if _, _, err := pendings.Get(tx, key); err != nil {
				return err
			}
			pendings.Delete(tx, key)
		default:
			return ErrState.With("state", string(now))
		}
		b.move(r, now, Reversed)
		r.end(Reversed, tx.Now())
		return nil
	})
}

// decide changes a member's reward under their book, and notes who did. A
// system account's rewards are on the ledger already.
func (s *Service) decide(tx *store.Tx, cmd DecideCmd, action string, fn func(r *Reward, b *Book, now State) error) (Reward, error) {
	if err := checkReason(cmd.Reason); err != nil {
		return Reward{}, err
	}
	found, there, err := rewards.Read(tx, keyOf(cmd.Reward))
	if err != nil {
		return Reward{}, err
	}
	if !there || found.Owner == 0 {
		return Reward{}, ErrNotFound
	}
	book, err := openBook(tx, found.Owner)
	if err != nil {
		return Reward{}, err
	}
	r, _, err := rewards.Get(tx, keyOf(cmd.Reward))
	if err != nil {
		return Reward{}, err
	}
	before := r.StateIn(book, tx.Now())
	if err := fn(&r, &book, before); err != nil {
		return Reward{}, err
	}
	rewards.Put(tx, r)
	books.Put(tx, book)
	return r, audit.Note(tx, audit.NoteCmd{
		Actor: cmd.Actor, Action: action, Object: fmt.Sprintf("reward:%d", r.ID), Reason: cmd.Reason, Earlier: string(before), Later: string(r.State),
	})
}
