package ledger

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// ReverseCmd asks to take a transfer back.
type ReverseCmd struct {
	Transfer  id.ID
	Reason    string
	Actor     actor.Actor
	AllowDebt bool // let the account that must give back go below zero
}

// Reverse posts the opposite of a transfer, once.
// Faults: ErrNoTransfer, ErrReversed, ErrIrreversible, ErrInsufficient.
// contract: N-08
func (l *Ledger) Reverse(tx *store.Tx, cmd ReverseCmd) (Posting, error) {
	lines, err := transfersBy.Read(tx, transferID{cmd.Transfer.Bucket(), cmd.Transfer})
	if err != nil {
		return Posting{}, err
	}
	if len(lines) == 0 {
		return Posting{}, ErrNoTransfer
	}
	if lines[0].Kind == Reverse {
		return Posting{}, ErrIrreversible
	}
	post := opposite(&lines[0])
	post.Reason, post.Actor, post.AllowDebt = cmd.Reason, cmd.Actor, cmd.AllowDebt
	post.Key = reversalKey(cmd.Transfer)
	out, err := l.Post(tx, post)
	if err == nil && out.Repeated {
		return Posting{}, ErrReversed.With("by", int64(out.ID))
	}
	return out, err
}

// opposite turns a line around.
func opposite(t *Transfer) PostCmd {
	own, other := Ref{t.Owner, t.Purpose}, ParseRef(t.Counter)
	cmd := PostCmd{Debit: own, Credit: other, Asset: t.Asset, Amount: t.Amount, Kind: Reverse, Source: t.Source, reverses: t.ID, reversed: reversed{t.Kind, t.At}}
	if t.Amount < 0 {
		cmd.Debit, cmd.Credit, cmd.Amount = other, own, amount.Amount(-t.Amount)
	}
	return cmd
}
