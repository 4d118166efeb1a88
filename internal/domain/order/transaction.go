package order

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type transactionKey struct {
	Bucket      id.Bucket `db:"bucket"`
	Method      string    `db:"method"`
	Transaction string    `db:"transaction_id"`
}

// Transaction is a payment at a provider, and the order that it paid.
type Transaction struct {
	transactionKey
	Order   string          `db:"purchase"`
	Amount  amount.Amount   `db:"amount"` // fen
	Sandbox bool            `db:"sandbox"`
	At      instant.Instant `db:"at"`
}

var transactions = store.Define[transactionKey, Transaction]("payment_transaction")

func transactionKeyOf(method, transaction string) transactionKey {
	return transactionKey{id.BucketOf(method + " " + transaction), method, transaction}
}
