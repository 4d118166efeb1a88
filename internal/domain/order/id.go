package order

import (
	"strings"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// digits write a bucket (two) and 70 random bits (fourteen).
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	dayLength    = 8
	randomLength = 14
	idLength     = 1 + dayLength + 2 + randomLength
)

var prefixes = map[Kind]string{Recharge: "R", Membership: "M"}

// beijing is the zone of the day in an order's id.
func beijing() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// newID is R or M, the day, the bucket and what nobody can guess:
// "R20260122" + "0A" + "…".
func newID(tx *store.Tx, k Kind, b id.Bucket) string {
	var out strings.Builder
	out.WriteString(prefixes[k] + tx.Now().Time().In(beijing()).Format("20060102"))
	out.WriteByte(digits[b>>5])
	out.WriteByte(digits[b&31])
	for range randomLength {
		out.WriteByte(digits[tx.Dice().Uint64()&31])
	}
	return out.String()
}

// BucketOf is where the order with this id lives; ok is false for what is no
// id of an order.
func BucketOf(orderID string) (b id.Bucket, ok bool) {
	if len(orderID) != idLength || (orderID[0] != 'R' && orderID[0] != 'M') || strings.Trim(orderID[1:1+dayLength], "0123456789") != "" {
		return 0, false
	}
	if strings.Trim(orderID[1+dayLength:], digits) != "" {
		return 0, false
	}
	high, low := strings.IndexByte(digits, orderID[1+dayLength]), strings.IndexByte(digits, orderID[2+dayLength])
	return id.Bucket(high<<5 | low), true
}
