package order

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

type payerKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

// payer is a member as they pay. It owns their open orders: whoever adds one
// locks it first.
type payer struct {
	payerKey
	Paid int64 `db:"paid"` // orders that were paid with money
}

var payers = store.Define[payerKey, payer]("payer")

func getPayer(tx *store.Tx, member id.ID) (payer, error) {
	k := payerKey{member.Bucket(), member}
	p, found, err := payers.Get(tx, k)
	if !found {
		p.payerKey = k
	}
	return p, err
}
