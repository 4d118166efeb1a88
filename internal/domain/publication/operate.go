package publication

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// ActCmd is an operator's act on a publication.
type ActCmd struct {
	Publication id.ID
	Platform    string // of RetryByOperator
	Reason      string
	Actor       actor.Actor
}

const reasonMax = 500 // bytes

func (cmd ActCmd) check() error {
	if cmd.Reason == "" || len(cmd.Reason) > reasonMax {
		return ErrReason
	}
	return nil
}

// RetryByOperator begins a new attempt, also of what may have been posted: the
// operator has looked. Faults: ErrReason, ErrNotFound, ErrPlatform, ErrState,
// ErrUnderWay.
// contract: N-15
func (s *Service) RetryByOperator(tx *store.Tx, cmd ActCmd) (Publication, error) {
	p, err := ParsePlatform(cmd.Platform)
	if err == nil {
		err = cmd.check()
	}
	if err != nil {
		return Publication{}, err
	}
	pub, row, err := load(tx, resultKey{cmd.Publication.Bucket(), cmd.Publication, p.Platform})
	if err != nil {
		return Publication{}, err
	}
	before := row.State
	pub, err = s.again(tx, pub, row)
	if err != nil {
		return Publication{}, err
	}
	return pub, cmd.note(tx, "publication.retry", cmd.Platform+" "+string(before), string(Pending))
}

// CancelByOperator is Cancel for any member.
// Faults: ErrReason, ErrNotFound, ErrStarted, ErrState.
// contract: N-15
func (s *Service) CancelByOperator(tx *store.Tx, cmd ActCmd) (Publication, error) {
	if err := cmd.check(); err != nil {
		return Publication{}, err
	}
	pub, found, err := publications.Get(tx, keyOf(cmd.Publication))
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return Publication{}, err
	}
	before := pub.Status
	if pub, err = cancel(tx, pub); err != nil {
		return Publication{}, err
	}
	return pub, cmd.note(tx, "publication.cancel", string(before), string(pub.Status))
}

func (cmd ActCmd) note(tx *store.Tx, action, earlier, later string) error {
	return audit.Note(tx, audit.NoteCmd{
		Actor: cmd.Actor, Action: action, Object: fmt.Sprintf("publication:%d", cmd.Publication), Reason: cmd.Reason, Earlier: earlier, Later: later,
	})
}
