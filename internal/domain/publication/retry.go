package publication

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// RetryCmd begins a new attempt on a platform.
type RetryCmd struct {
	Member      id.ID
	Publication id.ID
	Platform    string
}

// Retry begins anew where nothing was posted: what failed, and what is to be
// handed over again. Faults: ErrNotFound, ErrPlatform, ErrState; ErrReview
// where it may have been posted.
// contract: S2-22
func (s *Service) Retry(tx *store.Tx, cmd RetryCmd) (Publication, error) {
	pub, row, err := ownResult(tx, cmd.Member, cmd.Publication, cmd.Platform)
	if err != nil {
		return Publication{}, err
	}
	if row.State == NeedsReview {
		return Publication{}, ErrReview
	}
	return s.again(tx, pub, row)
}

func ownResult(tx *store.Tx, member, i id.ID, platform string) (Publication, Result, error) {
	p, err := ParsePlatform(platform)
	if err != nil {
		return Publication{}, Result{}, err
	}
	if _, err := own(tx, member, i); err != nil {
		return Publication{}, Result{}, err
	}
	return load(tx, resultKey{i.Bucket(), i, p.Platform})
}

// again begins a new attempt. Faults: ErrState, ErrUnderWay.
func (s *Service) again(tx *store.Tx, pub Publication, row Result) (Publication, error) {
	switch row.State {
	case Failed, NeedsUserAction, Exported, NeedsReview:
	default:
		return Publication{}, ErrState.With("state", string(row.State))
	}
	if err := free(tx, pub, row.Platform); err != nil {
		return Publication{}, err
	}
	fresh := Result{resultKey: row.resultKey, State: Pending, Attempts: row.Attempts, LookAt: tx.Now(), Version: row.Version, CreatedAt: row.CreatedAt}
	_, pub, err := put(tx, pub, fresh)
	if err != nil {
		return Publication{}, err
	}
	return pub, s.enqueue(tx, row.resultKey, tx.Now())
}

// free takes the creation's place on a platform for a publication that is
// begun anew, unless a later one is under way there. Faults: ErrUnderWay.
func free(tx *store.Tx, pub Publication, p Platform) error {
	k := latestKey{pub.Bucket, pub.Creation, p}
	last, _, err := latests.Get(tx, k)
	if err != nil || last.Publication == pub.ID {
		return err
	}
	other, _, err := publications.Get(tx, keyOf(last.Publication))
	if err != nil {
		return err
	}
	if !other.Status.ended() {
		return ErrUnderWay.With("platform", string(p))
	}
	latests.Put(tx, latest{k, pub.ID})
	return nil
}
