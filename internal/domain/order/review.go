package order

import (
	"fmt"
	"strings"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// ReviewKind is what does not agree.
type ReviewKind string

// The kinds.
const (
	WrongAmount   ReviewKind = "wrong_amount"   // another amount was paid
	WrongMerchant ReviewKind = "wrong_merchant" // truly signed, for another merchant
	WrongMethod   ReviewKind = "wrong_method"   // paid another way than ordered
	UnknownOrder  ReviewKind = "unknown_order"
	PaidTwice     ReviewKind = "paid_twice"    // another transaction paid it before
	TakenTwice    ReviewKind = "taken_twice"   // the transaction paid another order
	RefundPart    ReviewKind = "refund_part"   // the provider gave a part back
	RefundSpent   ReviewKind = "refund_spent"  // money went back for credits that are spent
	RefundFailed  ReviewKind = "refund_failed" // the provider will not give back
)

// ReviewKinds lists the kinds.
func ReviewKinds() []ReviewKind {
	return []ReviewKind{WrongAmount, WrongMerchant, WrongMethod, UnknownOrder, PaidTwice, TakenTwice, RefundPart, RefundSpent, RefundFailed}
}

// ReviewState is whether somebody has looked.
type ReviewState string

// The states.
const (
	ReviewOpen   ReviewState = "open"
	ReviewClosed ReviewState = "closed"
)

type reviewKey struct {
	Bucket id.Bucket `db:"bucket"`
	Mark   string    `db:"mark"`
}

// Review is something that a provider told and that does not agree with our
// orders. Amounts are in fen, 0 where there is none. Order and Transaction
// are as they were told.
type Review struct {
	reviewKey
	ID          id.ID           `db:"id"`
	Kind        ReviewKind      `db:"kind"`
	Method      string          `db:"method"`
	Sandbox     bool            `db:"sandbox"`
	Order       string          `db:"purchase"`
	Transaction string          `db:"transaction_id"`
	Member      id.ID           `db:"member"` // 0 where the order is none of ours
	Due         amount.Amount   `db:"due"`
	Told        amount.Amount   `db:"told"`
	Detail      string          `db:"detail"`
	State       ReviewState     `db:"state"`
	OpenedAt    instant.Instant `db:"opened_at"`
	ClosedAt    instant.Instant `db:"closed_at"`
	ClosedBy    string          `db:"closed_by"`
	Resolution  string          `db:"resolution"`
}

var reviews = store.Define[reviewKey, Review]("payment_review")

// openReview leaves something to a person, once for each kind, order and
// transaction.
func (s *Service) openReview(tx *store.Tx, r Review) error {
	r.Method, r.Order, r.Transaction, r.Detail = plain(r.Method), plain(r.Order), plain(r.Transaction), plain(r.Detail)
	mark := strings.Join([]string{string(r.Kind), r.Method, r.Order, r.Transaction}, " ")
	r.reviewKey = reviewKey{id.BucketOf(mark), mark}
	_, found, err := reviews.Get(tx, r.reviewKey)
	if err != nil || found {
		return err
	}
	if r.ID, err = tx.NewID(r.Bucket); err != nil {
		return err
	}
	r.State, r.OpenedAt = ReviewOpen, tx.Now()
	reviews.Put(tx, r)
	tx.Committed(func() {
		s.opts.OnAlarm(fmt.Errorf("order: review %d (%s) about %q, %s", r.ID, r.Kind, r.Order, r.Method))
	})
	return nil
}

// about begins a review of an order.
func (o *Order) about(kind ReviewKind, transaction string, told amount.Amount, detail string) Review {
	return Review{
		Kind: kind, Method: o.Method, Sandbox: o.Sandbox, Order: o.ID, Transaction: transaction, Member: o.Member,
		Due: o.Payable, Told: told, Detail: detail,
	}
}

const plainMax = 80 // bytes

// plain keeps a text from outside short and harmless.
func plain(s string) string {
	if len(s) > plainMax {
		s = s[:plainMax]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// ResolveCmd says that a person has dealt with a case.
type ResolveCmd struct {
	Review Review // as it was found
	Note   string // what was done about it
	Actor  actor.Actor
}

// Resolve closes a case of the review queue. It changes no order: what a
// person decides about it is a refund or a grant of its own.
// Faults: ErrNoReview, ErrReviewClosed, ErrReason.
// contract: N-14
func (s *Service) Resolve(tx *store.Tx, cmd ResolveCmd) (Review, error) {
	if err := checkReason(cmd.Note); err != nil {
		return Review{}, err
	}
	r, found, err := reviews.Get(tx, cmd.Review.reviewKey)
	switch {
	case err != nil:
		return Review{}, err
	case !found:
		return Review{}, ErrNoReview
	case r.State == ReviewClosed:
		return Review{}, ErrReviewClosed
	}
	r.State, r.ClosedAt, r.ClosedBy, r.Resolution = ReviewClosed, tx.Now(), cmd.Actor.String(), cmd.Note
	reviews.Put(tx, r)
	return r, audit.Note(tx, audit.NoteCmd{Actor: cmd.Actor, Action: "payment.review_close", Object: fmt.Sprintf("review:%d", r.ID), Reason: cmd.Note})
}

const reasonMax = 500 // bytes

func checkReason(text string) error {
	if text == "" || len(text) > reasonMax {
		return ErrReason
	}
	return nil
}
