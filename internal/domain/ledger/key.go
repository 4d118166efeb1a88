package ledger

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

type keyID struct {
	Bucket id.Bucket `db:"bucket"`
	Key    string    `db:"key"`
}

// naturalKey stands for a movement that happens once.
type naturalKey struct {
	keyID
	Transfer id.ID `db:"transfer"`
}

var keys = store.Define[keyID, naturalKey]("ledger_key")

// repeated answers as the first Post with the same natural key did.
func (l *Ledger) repeated(tx *store.Tx, cmd *PostCmd) (Posting, error) {
	if cmd.Key == "" {
		return Posting{}, nil
	}
	k, found, err := keys.Get(tx, keyID{cmd.bucket(), cmd.Key})
	if err != nil || !found {
		return Posting{}, err
	}
	lines, err := transfersBy.Read(tx, transferID{k.Bucket, k.Transfer})
	if err != nil {
		return Posting{}, err
	}
	out := Posting{ID: k.Transfer, Repeated: true}
	for _, t := range lines {
		if t.Owner == cmd.whose().Owner && t.Purpose == cmd.whose().Purpose {
			out.Balance, out.Available = t.Balance, t.Balance
		}
	}
	return out, nil
}

// whose is the side that a Posting's balance is of.
func (c *PostCmd) whose() Ref {
	if c.Debit.IsSystem() {
		return c.Credit
	}
	return c.Debit
}
