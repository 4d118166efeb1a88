package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Kind says what a transfer is for the account whose line it is.
type Kind string

// The kinds. Only Earn counts for leaderboards and levels; a Refund gives
// back what a Spend took; a Return takes back what a Buy gave, for money that
// goes back.
const (
	Earn    Kind = "earn"
	Spend   Kind = "spend"
	Refund  Kind = "refund"
	Expire  Kind = "expire"
	Adjust  Kind = "adjust"
	Move    Kind = "move"    // between a member's own accounts, or two members
	Reverse Kind = "reverse" // takes an earlier line back
	Buy     Kind = "buy"     // paid for with money
	Return  Kind = "return"  // gives a Buy back
)

// Faults of the ledger's verbs.
var (
	// ErrInsufficient: the account has less available than is to be taken.
	// Params asset, available, needed (smallest units).
	ErrInsufficient = fault.New(fault.Refused, "ledger.insufficient", "The balance is not sufficient.")
	ErrAmount       = fault.New(fault.Invalid, "ledger.amount_invalid", "The amount must be positive and within bounds.")
	ErrText         = fault.New(fault.Invalid, "ledger.text_invalid", "A reason, source or purpose is too long.")
	ErrNoTransfer   = fault.New(fault.NotFound, "ledger.transfer_not_found", "There is no such transfer.")
	ErrReversed     = fault.New(fault.Conflict, "ledger.already_reversed", "The transfer was reversed before.")
	ErrIrreversible = fault.New(fault.Conflict, "ledger.not_reversible", "A reversal cannot be reversed.")
)

type transferKey struct {
	accountKey
	Seq int64 `db:"seq"`
}

// Transfer is one line of one account's history. Amount is signed: positive
// where the account received. Balance is the posted balance after it.
type Transfer struct {
	transferKey
	ID       id.ID           `db:"id"`
	Amount   amount.Amount   `db:"amount"`
	Balance  amount.Amount   `db:"balance"`
	Counter  string          `db:"counter"` // the other side, as Ref.String
	Kind     Kind            `db:"kind"`
	Reason   string          `db:"reason"` // a code ("lootbox.prize") or an operator's words
	Source   string          `db:"source"` // what it is about ("draw:123")
	Actor    string          `db:"actor"`
	Reverses id.ID           `db:"reverses"`
	At       instant.Instant `db:"at"`
	Mark     []byte          `db:"mark"`
}

type transferID struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

var (
	transfers   = store.Define[transferKey, Transfer]("transfer")
	transfersBy = store.Group[transferID](transfers, "transfer_id")
)

// TextMax bounds reasons and sources, in bytes.
const TextMax = 512

// markOf chains a line to the one before: the first 16 bytes of a SHA-256
// over the earlier mark and every field.
func markOf(before []byte, t *Transfer) []byte {
	buf := make([]byte, 0, 256)
	buf = append(buf, before...)
	for _, n := range [...]int64{int64(t.Owner), t.Seq, int64(t.ID), int64(t.Amount), int64(t.Balance), int64(t.Reverses), int64(t.At)} {
		buf = binary.BigEndian.AppendUint64(buf, uint64(n))
	}
	for _, s := range [...]string{string(t.Asset), t.Purpose, t.Counter, string(t.Kind), t.Reason, t.Source, t.Actor} {
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(s)))
		buf = append(buf, s...)
	}
	sum := sha256.Sum256(buf)
	return sum[:16]
}

// count updates the account's figures for one line. Verify uses it too. What
// is taken back counts no more for the periods in which it was earned, as far
// as those are not over.
func (a *Account) count(kind Kind, back reversed, by amount.Amount, at instant.Instant, zone *time.Location) {
	p := PeriodOf(at, zone)
	if a.Day != p.Day {
		a.Day, a.DayEarned = p.Day, 0
	}
	if a.Week != p.Week {
		a.Week, a.WeekEarned = p.Week, 0
	}
	if a.Month != p.Month {
		a.Month, a.MonthEarned = p.Month, 0
	}
	switch {
	case kind == Earn:
		a.Earned, a.DayEarned, a.WeekEarned, a.MonthEarned = a.Earned+by, a.DayEarned+by, a.WeekEarned+by, a.MonthEarned+by
	case kind == Spend, kind == Refund, kind == Reverse && back.kind == Spend:
		a.Spent -= by
	case kind == Reverse && back.kind == Earn:
		a.Earned += by
		a.unearn(PeriodOf(back.at, zone), by)
	}
}

// unearn takes what was earned in a period off the figures of it that stand.
func (a *Account) unearn(p Period, by amount.Amount) {
	if a.Day == p.Day {
		a.DayEarned += by
	}
	if a.Week == p.Week {
		a.WeekEarned += by
	}
	if a.Month == p.Month {
		a.MonthEarned += by
	}
}
