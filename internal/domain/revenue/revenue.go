package revenue

import (
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// What orders are for.
const (
	Recharge   = "recharge"
	Membership = "membership"
)

// ErrEntry is an entry that is none, or a refund of more than was paid.
var ErrEntry = fault.New(fault.Invalid, "revenue.entry_invalid", "A payment or refund must be of a known kind and of something, and a refund no more than was paid.")

// Zone is where a day ends.
var Zone = time.FixedZone("UTC+8", 8*60*60)

// Side says which way the money went.
type Side string

// The sides.
const (
	Paid     Side = "paid"
	Refunded Side = "refunded"
)

type entryKey struct {
	Bucket  id.Bucket `db:"bucket"`
	OrderID string    `db:"order_id"`
	Side    Side      `db:"side"`
}

// Entry is what an order brought in, or gave back: Amount fen and Credits,
// both below zero for a refund. Ordinal numbers the member's payments from 1;
// it is 0 of refunds and of sandbox orders.
type Entry struct {
	entryKey
	Member  id.ID           `db:"member"`
	Kind    string          `db:"kind"`
	Amount  amount.Amount   `db:"amount"`
	Credits amount.Amount   `db:"credits"`
	Ordinal int64           `db:"ordinal"`
	Sandbox bool            `db:"sandbox"`
	At      instant.Instant `db:"at"`
}

type payerKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

// payer is a member who paid, and when.
type payer struct {
	payerKey
	Payments int64           `db:"payments"`
	FirstAt  instant.Instant `db:"first_at"`
	LastAt   instant.Instant `db:"last_at"`
	LastDay  int32           `db:"last_day"`
}

type dayKey struct {
	Bucket id.Bucket `db:"bucket"`
	Day    int32     `db:"day"`
	Kind   string    `db:"kind"`
}

// dayRow is a shard's sums of one day and kind. All are zero or more.
type dayRow struct {
	dayKey
	Captured        int64 `db:"captured"`
	Refunded        int64 `db:"refunded"`
	CreditsSold     int64 `db:"credits_sold"`
	CreditsReturned int64 `db:"credits_returned"`
	Payments        int64 `db:"payments"`
	Refunds         int64 `db:"refunds"`
}

type payerDayKey struct {
	Bucket id.Bucket `db:"bucket"`
	Day    int32     `db:"day"`
	Prev   int32     `db:"prev"`
}

// payerDay counts the members of a shard who paid on Day and had paid before
// it on the day Prev; 0 is never.
type payerDay struct {
	payerDayKey
	Members int64 `db:"members"`
}

var (
	entries   = store.Define[entryKey, Entry]("revenue_entry")
	payers    = store.Define[payerKey, payer]("revenue_payer")
	days      = store.Define[dayKey, dayRow]("revenue_day")
	payerDays = store.Define[payerDayKey, payerDay]("revenue_payer_day")
)

// shardWidth is how many buckets share a shard, as lanes do.
const shardWidth = 128

func shardOf(b id.Bucket) id.Bucket { return b.Shard(shardWidth) }

// dayOf numbers the day of an instant: yyyymmdd.
func dayOf(at instant.Instant) int32 { return ledger.PeriodOf(at, Zone).Day }
