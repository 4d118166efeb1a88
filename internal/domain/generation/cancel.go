package generation

import (
	"errors"
	"fmt"
	"strings"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// ManageCmd is an operator's act on a task.
type ManageCmd struct {
	Generation id.ID
	Reason     string // of a Cancel: 1 to 500 bytes
	Actor      actor.Actor
}

const reasonMax = 500 // bytes

// Cancel ends a task that is under way; what it held is given back. Whatever
// its provider still makes of it is dropped, and charged to nobody.
// Faults: ErrNotFound, ErrEnded, ErrReason.
// contract: N-15
func (s *Service) Cancel(tx *store.Tx, cmd ManageCmd) (Generation, error) {
	cmd.Reason = strings.TrimSpace(cmd.Reason)
	if cmd.Reason == "" || len(cmd.Reason) > reasonMax || !sound(cmd.Reason) {
		return Generation{}, ErrReason
	}
	g, err := s.managed(tx, cmd.Generation)
	if err != nil {
		return Generation{}, err
	}
	_, g, err = s.endIn(tx, g, func(_ *store.Tx, row *Generation) error {
		row.fail(ErrCancelled)
		return nil
	})
	if errors.Is(err, errEnded) {
		return Generation{}, ErrEnded
	}
	if err != nil {
		return Generation{}, err
	}
	return g, note(tx, cmd, "generation.cancel")
}

// Retry has the job of a task that is under way run now, with all its
// attempts: where it waits, or has failed without ending the task. A task that
// has ended stays as it is: its hold is gone.
// Faults: ErrNotFound, ErrEnded, job.ErrNotRetryable, job.ErrNotFound.
// contract: N-15
func (s *Service) Retry(tx *store.Tx, cmd ManageCmd) (Generation, error) {
	g, err := s.managed(tx, cmd.Generation)
	if err != nil {
		return Generation{}, err
	}
	if err := job.Retry(tx, g.Job); err != nil {
		return Generation{}, err
	}
	return g, note(tx, cmd, "generation.retry")
}

// managed is a task that is under way. Faults: ErrNotFound, ErrEnded.
func (s *Service) managed(tx *store.Tx, i id.ID) (Generation, error) {
	g, found, err := generations.Get(tx, keyOf(i))
	switch {
	case err != nil:
		return Generation{}, err
	case !found:
		return Generation{}, ErrNotFound
	case g.State != Processing:
		return Generation{}, ErrEnded
	}
	return g, nil
}

func note(tx *store.Tx, cmd ManageCmd, action string) error {
	return audit.Note(tx, audit.NoteCmd{Actor: cmd.Actor, Action: action, Object: fmt.Sprintf("generation:%d", cmd.Generation), Reason: cmd.Reason})
}
