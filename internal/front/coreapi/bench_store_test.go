package coreapi_test

import (
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// spendOne is what POST /v1/transfers does inside its write.
func (b *bench) spendOne(tx *store.Tx, mid id.ID) (any, error) {
	return b.deps.Ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Member(mid), Credit: ledger.Revenue, Asset: ledger.Point, Amount: 1, Kind: ledger.Spend, Reason: "coffee", Source: "coreapi",
	})
}
