package publication

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// own gets a member's own publication. Another member's is not there.
// Faults: ErrNotFound.
func own(tx *store.Tx, member, i id.ID) (Publication, error) {
	pub, found, err := publications.Get(tx, keyOf(i))
	if err == nil && (!found || pub.Member != member) {
		err = ErrNotFound
	}
	return pub, err
}

// CancelCmd gives a publication up.
type CancelCmd struct {
	Member      id.ID
	Publication id.ID
}

// Cancel gives up what has not begun, and what waits for the member to post
// it. Nothing is taken back from a platform.
// Faults: ErrNotFound; ErrStarted where a platform has or may have it; ErrState
// where nothing is left to give up.
// contract: S2-22
func (s *Service) Cancel(tx *store.Tx, cmd CancelCmd) (Publication, error) {
	pub, err := own(tx, cmd.Member, cmd.Publication)
	if err != nil {
		return Publication{}, err
	}
	return cancel(tx, pub)
}

func cancel(tx *store.Tx, pub Publication) (Publication, error) {
	all, err := resultsOf.By(tx, ofKey{pub.Bucket, pub.ID})
	if err != nil {
		return Publication{}, err
	}
	some := false
	for _, row := range all {
		switch {
		case row.State == Pending, row.State == NeedsUserAction:
			some = true
		case row.State.underWay(), row.State == NeedsReview:
			return Publication{}, ErrStarted
		}
	}
	if !some {
		return Publication{}, ErrState.With("state", string(pub.Status))
	}
	for _, row := range all {
		if row.State != Pending && row.State != NeedsUserAction {
			continue
		}
		row.State, row.Link, row.LinkEnds = Cancelled, "", 0
		if _, pub, err = put(tx, pub, row); err != nil {
			return Publication{}, err
		}
	}
	return pub, nil
}
