package pool

import (
	"context"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// credit writes the deposit and its points, once over all members.
func (s *Service) credit(ctx context.Context, c claim, d chain.Deposit) (Credit, error) {
	return store.Do(ctx, s.store, c.Bucket, func(tx *store.Tx) (Credit, error) {
		claims.Want(tx, c.claimKey)
		s.ledger.Want(tx, ledger.Member(c.Member), ledger.Point)
		key := depositOf(c.Signature)
		_, used, err := deposits.Get(tx, key)
		if err != nil {
			return Credit{}, err
		}
		if used {
			return Credit{}, ErrUsed
		}
		row, found, err := claims.Get(tx, c.claimKey)
		if err != nil {
			return Credit{}, err
		}
		if !found || row.State != Pending {
			return Credit{}, ErrUsed
		}
		post, err := s.ledger.Post(tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Member(c.Member), Asset: ledger.Point, Amount: s.terms.Points, Kind: ledger.Earn,
			Reason: "pool.participation", Source: "chain:" + c.Signature, Actor: actor.OfMember(c.Member),
		})
		if err != nil {
			return Credit{}, err
		}
		deposits.Put(tx, deposit{
			depositKey: key, Member: c.Member, Lamports: d.Lamports, Points: s.terms.Points, Transfer: post.ID,
			Day: ledger.PeriodOf(tx.Now(), s.ledger.Zone()).Day, PaidAt: d.PaidAt, CreditedAt: tx.Now(),
		})
		finish(tx, row, Credited, "")
		return Credit{Points: s.terms.Points, Balance: post.Balance}, nil
	})
}

// refuse ends a claim that can never be credited.
func (s *Service) refuse(ctx context.Context, c claim, cause error) error {
	return s.store.Write(ctx, c.Bucket, func(tx *store.Tx) error {
		row, found, err := claims.Get(tx, c.claimKey)
		if err == nil && found && row.State == Pending {
			finish(tx, row, Refused, cause.Error())
		}
		return err
	})
}

// finish moves a pending claim to its end.
func finish(tx *store.Tx, row claim, to State, cause string) {
	row.State, row.Cause, row.SettledAt = to, cause[:min(len(cause), 200)], tx.Now()
	claims.Put(tx, row)
}

// count is how many deposits of the member were credited.
func count(ctx context.Context, q store.Querier, member id.ID) (int64, error) {
	n, _, err := store.SelectOne[int64](ctx, q, "SELECT count(*) FROM pool_deposit WHERE member = ?", member)
	return n, err
}
