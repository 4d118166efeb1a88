package pool

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// JobVerify is the kind of the job that settles a claim.
const JobVerify = "pool.verify"

const (
	firstLook = time.Second      // after the request has given up
	lookGap   = 5 * time.Second  // between looks at a transaction that is not final
	downGap   = 15 * time.Second // between tries while the chain is away
	waitMax   = 24 * time.Hour   // for a transaction to become final
)

type payload struct {
	Member    int64  `json:"member"`
	Signature string `json:"signature"`
}

func payloadOf(c claim) []byte {
	b, _ := json.Marshal(payload{int64(c.Member), c.Signature})
	return b
}

// Verify is the handler of JobVerify.
func (s *Service) Verify(ctx context.Context, j job.Job) (job.Outcome, error) {
	var p payload
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return job.Discard("unreadable payload"), nil
	}
	owner := id.ID(p.Member)
	c, found, err := store.SelectOne[claim](ctx, s.store,
		"SELECT bucket, member, signature, wallet, state, cause, claimed_at, settled_at FROM pool_claim WHERE bucket = ? AND member = ? AND signature = ?", owner.Bucket(), owner, p.Signature)
	if err != nil {
		return job.Outcome{}, err
	}
	if !found || c.State != Pending {
		return job.Done(), nil
	}
	m, err := member.Load(ctx, s.store, owner)
	if err != nil {
		return job.Outcome{}, err
	}
	_, err = s.settle(ctx, c, m.CreatedAt)
	return s.next(ctx, c, err)
}

// next decides what becomes of the job.
func (s *Service) next(ctx context.Context, c claim, err error) (job.Outcome, error) {
	now := s.now()
	switch {
	case err == nil, errors.Is(err, chain.ErrTransferInvalid):
		return job.Done(), nil
	case errors.Is(err, ErrUsed):
		return job.Done(), s.refuse(ctx, c, err)
	case errors.Is(err, chain.ErrNotFinal) && now.Sub(c.ClaimedAt) > waitMax:
		return job.Done(), s.refuse(ctx, c, errors.New("not final after a day"))
	case errors.Is(err, chain.ErrNotFinal):
		return job.SnoozeUntil(now.Add(lookGap)), nil
	case errors.Is(err, chain.ErrUnavailable), errors.Is(err, chain.ErrNotConfigured), errors.Is(err, chain.ErrWrongNetwork):
		return job.SnoozeUntil(now.Add(downGap)), nil
	}
	return job.Outcome{}, err
}
