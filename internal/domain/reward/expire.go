package reward

import (
	"cmp"
	"context"
	"slices"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

const (
	// pageOfDue is how many overdue rewards a sweep finds at a time, and
	// chunkOfDue how many of them one write expires. Between writes the sweep
	// rests as long as a write took, restTimes over, so that it never has
	// more than a small part of the database.
	pageOfDue  = 2000
	chunkOfDue = 10
	restTimes  = 2
	// sweepFor bounds one run of the sweep; the next one goes on.
	sweepFor = time.Minute
)

// due names an overdue reward.
type due struct {
	Bucket id.Bucket `db:"bucket"`
	Owner  id.ID     `db:"owner"`
	Reward id.ID     `db:"reward"`
}

// Sweep expires what is overdue, in small writes with rests between them, so
// that a million of them hold nobody up. What it has not come to yet is read
// as expired all the same.
// contract: S1-M3
func (s *Service) Sweep(ctx context.Context) error {
	until := time.Now().Add(sweepFor)
	for {
		list, err := store.Select[due](ctx, s.store, "SELECT bucket, owner, reward FROM reward_pending WHERE expire_at <= ? ORDER BY expire_at LIMIT ?", s.now(), pageOfDue)
		if err != nil || len(list) == 0 {
			return err
		}
		slices.SortFunc(list, func(a, b due) int { return cmp.Compare(a.Bucket, b.Bucket) })
		for chunk := range slices.Chunk(list, chunkOfDue) {
			began := time.Now()
			if err := s.expireChunk(ctx, chunk); err != nil {
				return err
			}
			if !rest(ctx, restTimes*time.Since(began)) || time.Now().After(until) {
				return nil
			}
		}
	}
}

// rest waits, and says false where the context ended meanwhile.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Service) expireChunk(ctx context.Context, chunk []due) error {
	return s.store.Write(ctx, chunk[0].Bucket, func(tx *store.Tx) error {
		for _, d := range chunk {
			books.Want(tx, bookOf(d.Owner))
			rewards.Want(tx, keyOf(d.Reward))
			pendings.Want(tx, pendingKey(d))
		}
		for _, d := range chunk {
			if err := s.expire(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// expire ends one overdue reward and gives its worth to headquarters. One
// that was claimed first is left as it is.
func (s *Service) expire(tx *store.Tx, d due) error {
	book, err := openBook(tx, d.Owner)
	if err != nil {
		return err
	}
	p, found, err := pendings.Get(tx, pendingKey(d))
	if err != nil || !found || tx.Now() < p.ExpireAt {
		return err
	}
	r, _, err := rewards.Get(tx, keyOf(d.Reward))
	if err != nil {
		return err
	}
	heir := Reward{
		Account: headquarters.account, Event: r.Event, Adopter: r.Adopter, Right: r.Right, USDT: r.USDT, Hashpower: r.Hashpower,
		Version: r.Version, CreatedAt: tx.Now(), Twin: r.ID,
	}
	if heir, err = s.grantSystem(tx, heir, r.Bucket, actor.OfSystem); err != nil {
		return err
	}
	book.move(&r, Pending, Expired)
	books.Put(tx, book)
	r.end(Expired, r.ExpireAt)
	r.Twin = heir.ID
	rewards.Put(tx, r)
	pendings.Delete(tx, p.pendingKey)
	return nil
}

// end ends a reward that is nobody's to settle any more.
func (r *Reward) end(s State, at instant.Instant) {
	r.State, r.EndedAt, r.ExpireAt, r.Seq = s, at, 0, 0
}
