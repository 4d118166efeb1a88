package pool

import (
	"context"
	"errors"
	"strconv"
	"strings"
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

// payloadOf names a claim in a job, as a JSON text "MEMBER SIGNATURE".
func payloadOf(c claim) []byte {
	return []byte(`"` + strconv.FormatInt(int64(c.Member), 10) + " " + c.Signature + `"`)
}

// parsePayload reads what payloadOf wrote.
func parsePayload(b []byte) (owner id.ID, signature string, ok bool) {
	member, signature, ok := strings.Cut(strings.Trim(string(b), `"`), " ")
	n, err := strconv.ParseInt(member, 10, 64)
	return id.ID(n), signature, ok && err == nil
}

// Verify is the handler of JobVerify.
func (s *Service) Verify(ctx context.Context, j job.Job) (job.Outcome, error) {
	owner, signature, ok := parsePayload(j.Payload)
	if !ok {
		return job.Discard("unreadable payload"), nil
	}
	c, found, err := store.SelectOne[claim](ctx, s.store,
		"SELECT bucket, member, signature, wallet, state, cause, claimed_at, settled_at FROM pool_claim WHERE bucket = ? AND member = ? AND signature = ?", owner.Bucket(), owner, signature)
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
	ready, err := s.ask(ctx, c, m.CreatedAt)
	if err == nil {
		err = s.store.Write(ctx, c.Bucket, func(tx *store.Tx) error {
			_, err := s.credit(tx, ready, Unseen)
			return err
		})
	}
	return s.next(ctx, c, err)
}

// next decides what becomes of the job.
func (s *Service) next(ctx context.Context, c claim, err error) (job.Outcome, error) {
	now := s.now()
	switch {
	case err == nil, errors.Is(err, chain.ErrTransferInvalid):
		return job.Done(), nil
	case errors.Is(err, ErrUsed), errors.Is(err, ErrClosed):
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
