package pool

import (
	"context"
	"errors"
	"time"

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

// Ready is a deposit that the chain vouches for and that Credit may take.
type Ready struct {
	claim   claim
	deposit chain.Deposit // not set where the claim is Unseen
}

// askMax bounds how long a request waits for the chain. The job goes on.
const askMax = 8 * time.Second

// Prepare notes the claim and asks the chain. Credit, in a write of the
// caller's, does the rest.
// Faults: ErrClosed, ErrUsed, member.ErrSuspended, chain.ErrTransferInvalid;
// chain.ErrNotFinal and chain.ErrUnavailable, after which the job settles the
// claim; chain.ErrNotConfigured and chain.ErrWrongNetwork, after which nothing
// was noted.
// contract: S0-17
func (s *Service) Prepare(ctx context.Context, cmd ParticipateCmd) (Ready, error) {
	if _, err := s.reader.GenesisHash(ctx); errors.Is(err, chain.ErrNotConfigured) || errors.Is(err, chain.ErrWrongNetwork) {
		return Ready{}, err
	}
	c, since, err := s.note(ctx, cmd)
	if err != nil || c.State == Unseen {
		return Ready{claim: c}, err
	}
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	return s.ask(ctx, c, since)
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
		row, found, err := claims.Get(tx, key)
		if err != nil {
			return err
		}
		_, used, err := deposits.Read(tx, depositOf(signature))
		if err != nil {
			return err
		}
		since = m.CreatedAt
		switch {
		case found && (row.State == Unseen || row.State == Pending && !used):
			c = row
			return nil
		case used:
			return ErrUsed
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

// ask asks the chain for the claim's deposit, and refuses a claim that can
// never be credited.
func (s *Service) ask(ctx context.Context, c claim, since instant.Instant) (Ready, error) {
	want, err := s.want(c, since)
	if err != nil {
		return Ready{}, err
	}
	found, err := chain.FindDeposit(ctx, s.reader, want)
	if errors.Is(err, chain.ErrTransferInvalid) {
		return Ready{}, errors.Join(err, s.refuse(ctx, c, err))
	}
	return Ready{claim: c, deposit: found}, err
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
