// Package id is about the numbers that name rows.
//
// Every id is a positive int64. Its bucket is id mod 1024: the row lives
// there, and so does everything that belongs to it, because a member-owned
// row gets an id congruent to its member's. Ids below Reserved are for the
// documented sample data (box 1, member 100, cards 1001–2000); allocated
// ids start there.
package id

import "hash/fnv"

// Buckets is how many buckets there are.
const Buckets = 1024

// Reserved is the first id that the store hands out.
const Reserved = 1 << 20

// ID names a row.
type ID int64

// Bucket tells where the row with this id lives.
func (i ID) Bucket() Bucket { return Bucket(uint64(i) % Buckets) }

// Bucket is a placement, 0 to 1023. It is also the route of a write.
type Bucket int16

// BucketOf places a natural key (a subject, a code's hash, a signature).
func BucketOf(naturalKey string) Bucket {
	h := fnv.New64a()
	_, _ = h.Write([]byte(naturalKey))
	return Bucket(h.Sum64() % Buckets)
}

// Shard is the first of each width buckets: where rows are kept that so many
// buckets share.
func (b Bucket) Shard(width Bucket) Bucket { return b - b%width }

// Compose makes the id with ordinal n in bucket b.
func Compose(n int64, b Bucket) ID { return ID(n*Buckets + int64(b)) }
