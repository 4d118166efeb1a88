package settlement

import (
	"context"
	"fmt"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// take changes a settlement that was, or may have been, sent.
func (s *Service) take(ctx context.Context, sid id.ID, fn func(tx *store.Tx, st *Settlement) error) (Settlement, error) {
	return s.change(ctx, sid, "", fn)
}

// change changes a settlement, unless it has left the state from ("" is any
// in which it may have been sent), and tells its waiters of an end.
func (s *Service) change(ctx context.Context, sid id.ID, from State, fn func(tx *store.Tx, st *Settlement) error) (out Settlement, err error) {
	err = s.store.Write(ctx, sid.Bucket(), func(tx *store.Tx) error {
		st, found, err := settlements.Get(tx, keyOf(sid))
		if err == nil && !found {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		out = st
		if st.State != from && (from != "" || !st.State.sent()) {
			return nil // somebody else took it on
		}
		if err := fn(tx, &st); err != nil {
			return err
		}
		st.ChangedAt = tx.Now()
		settlements.Put(tx, st)
		out = st
		if st.State.Ended() || st.State == NeedsReview {
			tx.Committed(func() { s.bells.ring(st) })
		}
		return nil
	})
	return out, err
}

// apply takes in a report about an unfinished settlement. What contradicts
// itself goes to a person, and stays reserved.
func (s *Service) apply(tx *store.Tx, st *Settlement, r Report) error {
	received, reason := r.read(st)
	if reason != "" {
		return s.review(tx, st, "nonsense", reason)
	}
	switch r.Status {
	case Done:
		return s.pay(tx, st, r.TxHash, received)
	case GivenUp:
		return s.fail(tx, st, r.Code)
	case UnderReview:
		st.TxHash = r.TxHash
		return s.review(tx, st, "provider_review", "the provider is looking into it")
	}
	st.State = Broadcast
	st.Tries++
	if r.TxHash != "" {
		st.TxHash = r.TxHash
	}
	return nil
}

// read holds a report to what it can be, and says what is wrong with it, if
// anything is.
func (r Report) read(st *Settlement) (received amount.Amount, wrong string) {
	if r.Received != "" {
		var err error
		if received, err = st.Currency.Cut(r.Received); err != nil {
			return 0, "the received amount is none"
		}
	}
	return received, r.nonsense(st, received)
}

func (r Report) nonsense(st *Settlement, received amount.Amount) string {
	switch {
	case r.Client != "" && r.Client != st.Client:
		return "the report is about another order"
	case r.Currency != "" && r.Currency != st.Currency:
		return "it was paid in another currency"
	case !printable(r.TxHash):
		return "the transaction's name is none"
	}
	switch r.Status {
	case Done:
		if r.Moved != MovedYes || r.TxHash == "" || received <= 0 {
			return "it is final without funds, a transaction or an amount"
		}
	case GivenUp:
		if r.Moved != MovedNo {
			return "it failed and something may have moved"
		}
	case Accepted, BeingSigned, Sent, UnderReview:
	default:
		return "there is no such status"
	}
	return ""
}

// textMax bounds what a provider may call something, in bytes.
const textMax = 200

// printable reports whether a provider's text is short and plain.
func printable(s string) bool {
	return len(s) <= textMax && !strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' })
}

// pay ends a settlement that the member has got.
func (s *Service) pay(tx *store.Tx, st *Settlement, txHash string, received amount.Amount) error {
	if scale := st.Currency.Scale(); received < st.QuoteLeast {
		detail := fmt.Sprintf("received %s, promised %s", received.Format(scale), st.QuoteLeast.Format(scale))
		if err := s.openCase(tx, caseCmd{of: st, kind: "short", detail: detail}); err != nil {
			return err
		}
	}
	st.State, st.TxHash, st.Received, st.Code, st.EndedAt = Final, txHash, received, "", tx.Now()
	return s.claimants[st.Purpose].Paid(tx, *st)
}

// fail ends a settlement of which nothing moved.
func (s *Service) fail(tx *store.Tx, st *Settlement, code Code) error {
	if code == "" {
		code = Rejected
	}
	st.State, st.Code, st.EndedAt = Failed, code, tx.Now()
	return s.claimants[st.Purpose].Released(tx, *st)
}

// review leaves a settlement to a person.
func (s *Service) review(tx *store.Tx, st *Settlement, kind, detail string) error {
	st.State = NeedsReview
	return s.openCase(tx, caseCmd{of: st, kind: kind, detail: detail})
}
