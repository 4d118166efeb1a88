package card

import (
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Statistics are sums over small rows that are kept in the write that they
// count. The rows are divided into a few shards by the batch's bucket, as
// lanes are, so that lanes do not wait for each other's.

// shardWidth is how many buckets share a shard.
const shardWidth = 128

// shardOf is the bucket in which a batch's figures are kept.
func shardOf(b id.Bucket) id.Bucket { return b.Shard(shardWidth) }

// anyCategory stands for all categories in the figures.
const anyCategory Category = ""

type useDayKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Day      int32     `db:"day"`
	Category Category  `db:"category"`
	Prev     int32     `db:"prev"`
}

// useDay counts uses on Day by members whose use before it, in the category,
// was on the day Prev; 0 is none. The members who used a card from one day to
// another are then the uses between them whose Prev is before the first: each
// such member is counted by their first use in the period, and by no other.
type useDay struct {
	useDayKey
	Uses int64 `db:"uses"`
}

type stockDayKey struct {
	Bucket   id.Bucket `db:"bucket"`
	Day      int32     `db:"day"`
	Category Category  `db:"category"`
}

// stockDay counts the cards that were issued and voided on a day.
type stockDay struct {
	stockDayKey
	Issued int64 `db:"issued"`
	Voided int64 `db:"voided"`
}

type memberKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

// lastUse is the last day on which a member used a card, of any and of each
// category.
type lastUse struct {
	memberKey
	Uses     int64           `db:"uses"`
	LastAt   instant.Instant `db:"last_at"`
	Any      int32           `db:"any_day"`
	Dance    int32           `db:"dance_day"`
	Song     int32           `db:"song_day"`
	Clothing int32           `db:"clothing_day"`
	Game     int32           `db:"game_day"`
}

var (
	useDays   = store.Define[useDayKey, useDay]("card_use_day")
	stockDays = store.Define[stockDayKey, stockDay]("card_stock_day")
	lastUses  = store.Define[memberKey, lastUse]("card_member")
)

// day is the field of a category.
func (l *lastUse) day(c Category) *int32 {
	switch c {
	case Dance:
		return &l.Dance
	case Song:
		return &l.Song
	case Clothing:
		return &l.Clothing
	case Game:
		return &l.Game
	}
	return &l.Any
}

// tallyUse counts a use on a day and moves the member's last days on.
func tallyUse(tx *store.Tx, b *Batch, l *lastUse, day int32) error {
	for _, c := range [...]Category{anyCategory, b.Category} {
		prev := l.day(c)
		key := useDayKey{shardOf(b.Bucket), day, c, *prev}
		row, _, err := useDays.Get(tx, key)
		if err != nil {
			return err
		}
		useDays.Put(tx, useDay{key, row.Uses + 1})
		*prev = day
	}
	return nil
}

// tallyStock counts cards that are issued and voided; voided may be negative,
// for a void card that is reissued.
func tallyStock(tx *store.Tx, b *Batch, day int32, issued, voided int64) error {
	key := stockDayKey{shardOf(b.Bucket), day, b.Category}
	row, _, err := stockDays.Get(tx, key)
	if err != nil {
		return err
	}
	stockDays.Put(tx, stockDay{key, row.Issued + issued, row.Voided + voided})
	return nil
}
