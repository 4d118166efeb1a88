package pool

import (
	"context"
	"errors"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// ParticipateCmd claims that the member's wallet made the transaction.
type ParticipateCmd struct {
	Member    id.ID
	Wallet    chain.Address
	Signature chain.Signature
}

// Credit is what a deposit gave.
type Credit struct {
	Points  amount.Amount
	Balance amount.Amount
}

// askMax bounds how long a request waits for the chain. The job goes on.
const askMax = 8 * time.Second

// Participate notes the claim, asks the chain, and credits a final deposit.
// Faults: ErrClosed, ErrUsed, chain.ErrTransferInvalid; chain.ErrNotFinal and
// chain.ErrUnavailable, after which the job settles the claim;
// chain.ErrNotConfigured, after which nothing was noted.
// contract: S0-17
func (s *Service) Participate(ctx context.Context, cmd ParticipateCmd) (Credit, error) {
	if _, err := s.reader.GenesisHash(ctx); errors.Is(err, chain.ErrNotConfigured) || errors.Is(err, chain.ErrWrongNetwork) {
		return Credit{}, err
	}
	c, since, err := s.note(ctx, cmd)
	if err != nil {
		return Credit{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	return s.settle(ctx, c, since)
}

// note writes the claim and the job that looks after it.
func (s *Service) note(ctx context.Context, cmd ParticipateCmd) (c claim, since instant.Instant, err error) {
	signature := cmd.Signature.String()
	err = s.store.Write(ctx, cmd.Member.Bucket(), func(tx *store.Tx) error {
		key := claimOf(cmd.Member, signature)
		claims.Want(tx, key)
		deposits.WantRead(tx, depositOf(signature))
		m, err := member.Require(tx, cmd.Member)
		if err != nil {
			return err
		}
		if !s.terms.Active {
			return ErrClosed
		}
		_, used, err := deposits.Read(tx, depositOf(signature))
		if err != nil {
			return err
		}
		if used {
			return ErrUsed
		}
		row, found, err := claims.Get(tx, key)
		if err != nil {
			return err
		}
		since = m.CreatedAt
		if found && row.State == Pending {
			c = row
			return nil
		}
		c = claim{claimKey: key, Wallet: cmd.Wallet.String(), State: Pending, ClaimedAt: tx.Now()}
		claims.Put(tx, c)
		_, err = s.queue.Enqueue(tx, job.EnqueueCmd{
			Kind: JobVerify, Route: cmd.Member.Bucket(), Key: signature, Payload: payloadOf(c), RunAt: tx.Now().Add(askMax + firstLook), AttemptsMax: 1000,
		})
		return err
	})
	return c, since, err
}

// settle asks the chain and writes what it says of the claim.
func (s *Service) settle(ctx context.Context, c claim, since instant.Instant) (Credit, error) {
	want, err := s.want(c, since)
	if err != nil {
		return Credit{}, err
	}
	found, err := chain.FindDeposit(ctx, s.reader, want)
	switch {
	case errors.Is(err, chain.ErrTransferInvalid):
		return Credit{}, errors.Join(err, s.refuse(ctx, c, err))
	case err != nil:
		return Credit{}, err
	}
	return s.credit(ctx, c, found)
}

func (s *Service) want(c claim, since instant.Instant) (chain.Want, error) {
	hash, err := chain.ParseTransactionHash(c.Signature)
	if err != nil {
		return chain.Want{}, err
	}
	wallet, err := chain.ParseWallet(c.Wallet)
	if err != nil {
		return chain.Want{}, err
	}
	return chain.Want{Signature: hash, Wallet: wallet, Target: s.terms.Target, Lamports: s.terms.Fee, MemberSince: since, ClaimedAt: c.ClaimedAt}, nil
}
