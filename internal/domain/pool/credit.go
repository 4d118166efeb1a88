package pool

import (
	"context"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Credit is what a deposit gave. Balance is what the member can spend.
type Credit struct {
	Points  amount.Amount
	Balance amount.Amount
}

// Credit writes the deposit and its points, once over all members, or tells
// of what the job has credited meanwhile. Faults: ErrUsed, ErrClosed.
// contract: S0-17
func (s *Service) Credit(tx *store.Tx, r Ready) (Credit, error) { return s.credit(tx, r, Credited) }

func (s *Service) credit(tx *store.Tx, r Ready, to State) (Credit, error) {
	s.ledger.Want(tx, ledger.Member(r.claim.Member), ledger.Point)
	claims.Want(tx, r.claim.claimKey)
	d, used, err := deposits.Get(tx, depositOf(r.claim.Signature))
	if err != nil {
		return Credit{}, err
	}
	row, _, err := claims.Get(tx, r.claim.claimKey)
	if err != nil {
		return Credit{}, err
	}
	switch {
	case row.State == Unseen:
		return s.tell(tx, row, d, to)
	case used || row.State != Pending:
		return Credit{}, ErrUsed
	}
	if err := s.allowed(tx, row.Member); err != nil {
		return Credit{}, err
	}
	post, err := s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Issuance, Credit: ledger.Member(row.Member), Asset: ledger.Point, Amount: s.terms.Points, Kind: ledger.Earn,
		Reason: "pool.participation", Source: "chain:" + row.Signature, Actor: actor.OfMember(row.Member),
	})
	if err != nil {
		return Credit{}, err
	}
	deposits.Put(tx, deposit{
		depositKey: depositOf(row.Signature), Member: row.Member, Lamports: r.deposit.Lamports, Points: s.terms.Points, Transfer: post.ID,
		Day: ledger.PeriodOf(tx.Now(), s.ledger.Zone()).Day, PaidAt: r.deposit.PaidAt, CreditedAt: tx.Now(),
	})
	finish(tx, row, to, "")
	return Credit{Points: s.terms.Points, Balance: post.Available}, nil
}

// tell answers for points that were credited without the member's hearing.
func (s *Service) tell(tx *store.Tx, row claim, d deposit, to State) (Credit, error) {
	acc, err := s.ledger.Balance(tx, ledger.Member(row.Member), ledger.Point)
	if err != nil {
		return Credit{}, err
	}
	row.State = to
	claims.Put(tx, row)
	return Credit{Points: d.Points, Balance: acc.Available()}, nil
}

// allowed holds the member to the limit, where there is one. The member's
// account is locked first, so that no deposit of theirs is added meanwhile.
func (s *Service) allowed(tx *store.Tx, member id.ID) error {
	if s.terms.MemberMax == 0 {
		return nil
	}
	if _, err := s.ledger.Balance(tx, ledger.Member(member), ledger.Point); err != nil {
		return err
	}
	list, err := byMember.By(tx, memberRef{member})
	if err == nil && len(list) >= s.terms.MemberMax {
		err = ErrClosed
	}
	return err
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
