package reward

import (
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// Check re-derives every book from its rewards, and holds rewards to their
// adoptions, their settlements and the ledger.
func Check() verify.Check {
	return verify.Check{
		Name: "reward",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM reward")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			for b := id.Bucket(0); b < id.Buckets; b += bucketsAtOnce {
				err := s.View(ctx, func(v *store.View) error { return checkBuckets(ctx, v, b, b+bucketsAtOnce-1, r) })
				if err != nil {
					return err
				}
			}
			return s.View(ctx, func(v *store.View) error { return checkTotals(ctx, v, r) })
		},
	}
}

const bucketsAtOnce = 64

// found is a member's book as the rewards make it.
type found struct {
	Book
	last int64 // the highest number that a reward has
}

func checkBuckets(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	stored := map[id.ID]Book{}
	err := store.Each(ctx, v, func(b Book) error { stored[b.Member] = b; return nil }, "SELECT "+bookColumns+" FROM reward_book WHERE bucket BETWEEN ? AND ?", from, to)
	if err != nil {
		return err
	}
	derived := map[id.ID]*found{}
	err = store.Each(ctx, v, func(one Reward) error {
		r.Step(1)
		if one.Owner != 0 {
			count(derived, stored[one.Owner], one)
		}
		return nil
	}, "SELECT "+columns+" FROM reward WHERE bucket BETWEEN ? AND ?", from, to)
	if err != nil {
		return err
	}
	compare(stored, derived, r)
	return checkLinks(ctx, v, from, to, r)
}

// count adds a reward to what its owner's book must be.
func count(derived map[id.ID]*found, book Book, one Reward) {
	d := derived[one.Owner]
	if d == nil {
		d = &found{}
		derived[one.Owner] = d
	}
	d.add(one.StateIn(book, 0), one.USDT, one.Hashpower) // at 0 nothing is overdue
	d.last = max(d.last, one.Seq)
}

func compare(stored map[id.ID]Book, derived map[id.ID]*found, r *verify.Run) {
	for member, d := range derived {
		b, ok := stored[member]
		where := fmt.Sprintf("book of member %d", member)
		if !ok {
			r.Differ(where, "there are rewards, but no book")
			continue
		}
		if b.Seq < d.last || b.SeqSettling > b.Seq || b.SeqSettled > b.SeqSettling || (b.Settlement == 0) != (b.SeqSettling == b.SeqSettled) && b.Settlement == 0 {
			r.Differ(where, "its numbers %d, %d, %d do not follow", b.Seq, b.SeqSettling, b.SeqSettled)
		}
	}
	for member, b := range stored {
		want := Book{}
		if d := derived[member]; d != nil {
			want = d.Book
		}
		want.bookKey, want.AdoptedAt, want.Seq, want.SeqSettling, want.SeqSettled, want.Settlement = b.bookKey, b.AdoptedAt, b.Seq, b.SeqSettling, b.SeqSettled, b.Settlement
		if b != want {
			r.Differ(fmt.Sprintf("book of member %d", member), "it is %+v, its rewards make it %+v", b, want)
		}
	}
}

// links are the statements that find a row which does not fit another one.
var links = []string{
	`SELECT r.id, 'it waits, but is not among those that wait, or the reverse' AS what FROM reward r
		LEFT JOIN reward_pending p ON p.bucket = r.bucket AND p.owner = r.owner AND p.reward = r.id
		WHERE r.bucket BETWEEN ? AND ? AND (r.state = 'pending') <> (p.reward IS NOT NULL AND p.expire_at = r.expire_at AND p.usdt = r.usdt AND p.hashpower = r.hashpower)`,
	`SELECT p.reward AS id, 'what waits is no reward' AS what FROM reward_pending p LEFT JOIN reward r ON r.bucket = p.bucket AND r.id = p.reward
		WHERE p.bucket BETWEEN ? AND ? AND r.id IS NULL`,
	`SELECT r.id, 'it expired, and headquarters did not get the same' AS what FROM reward r LEFT JOIN reward h ON h.bucket = r.bucket AND h.id = r.twin
			AND h.twin = r.id AND h.owner = 0 AND h.account = 'headquarters' AND h.usdt = r.usdt AND h.hashpower = r.hashpower AND h.event = r.event
		WHERE r.bucket BETWEEN ? AND ? AND r.state = 'expired' AND h.id IS NULL`,
	`SELECT h.id, 'it is for a reward that has not expired' AS what FROM reward h LEFT JOIN reward r ON r.bucket = h.bucket AND r.id = h.twin AND r.twin = h.id AND r.state = 'expired'
		WHERE h.bucket BETWEEN ? AND ? AND h.owner = 0 AND h.twin <> 0 AND r.id IS NULL`,
	`SELECT t.settlement AS id, 'what it took is not its rewards' AS what FROM reward_settlement t
		WHERE t.bucket BETWEEN ? AND ? AND t.state <> 'released' AND t.usdt <> (SELECT coalesce(sum(r.usdt), 0) FROM reward r
			WHERE r.bucket = t.bucket AND r.owner = t.member AND r.state = 'settleable' AND r.seq BETWEEN t.seq_first AND t.seq_last)`,
	`SELECT t.settlement AS id, 'it took what it has no end of, or another end' AS what FROM reward_settlement t
		LEFT JOIN settlement s ON s.bucket = t.bucket AND s.id = t.settlement AND s.member = t.member AND s.amount = t.usdt
		WHERE t.bucket BETWEEN ? AND ? AND (s.id IS NULL OR t.state <> CASE s.state WHEN 'final' THEN 'paid' WHEN 'failed' THEN 'released' ELSE 'taken' END)`,
	`SELECT t.settlement AS id, 'its USDT did not go through the member''s account' AS what FROM reward_settlement t
		WHERE t.bucket BETWEEN ? AND ? AND t.state = 'paid' AND 2 <> (SELECT count(*) FROM transfer x JOIN ledger_key k ON k.bucket = x.bucket AND k.transfer = x.id
			WHERE x.bucket = t.bucket AND x.owner = t.member AND x.asset = 'USDT' AND abs(x.amount) = t.usdt
			AND k.key IN ('settlement:' || t.settlement || ':in', 'settlement:' || t.settlement || ':out'))`,
	`SELECT t.settlement AS id, 'its hashpower is not on the member''s account' AS what FROM reward_settlement t
		WHERE t.bucket BETWEEN ? AND ? AND t.state = 'paid' AND t.hashpower > 0 AND NOT EXISTS (SELECT 1 FROM transfer x JOIN ledger_key k ON k.bucket = x.bucket AND k.transfer = x.id
			WHERE x.bucket = t.bucket AND x.owner = t.member AND x.asset = 'HASHPOWER' AND x.amount = t.hashpower AND k.key = 'settlement:' || t.settlement || ':hashpower')`,
	`SELECT b.settlement AS id, 'a book is waiting for it' AS what FROM reward_book b
		LEFT JOIN reward_settlement t ON t.bucket = b.bucket AND t.member = b.member AND t.seq_last = b.seq_settling AND t.settlement = b.settlement AND t.state = 'taken'
		WHERE b.bucket BETWEEN ? AND ? AND b.settlement <> 0 AND t.settlement IS NULL`,
}

func checkLinks(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	type row struct {
		ID   id.ID  `db:"id"`
		What string `db:"what"`
	}
	for _, statement := range links {
		err := store.Each(ctx, v, func(l row) error {
			r.Differ(fmt.Sprintf("row %d", l.ID), "%s", l.What)
			return nil
		}, statement, from, to)
		if err != nil {
			return err
		}
	}
	return nil
}

// totals are the statements that find an adoption without its six rewards,
// a reward that is worth something else than its version says, and a system
// account's reward that is not on the ledger.
var totals = []string{
	`SELECT 'adoption ' || a.event AS place, 'it has not its six rewards' AS what FROM adoption a
		LEFT JOIN reward r ON r.event = a.event AND (r.owner <> 0 OR r.twin = 0)
		GROUP BY a.event HAVING count(DISTINCT r.right_type) <> 6 OR count(r.id) <> 6`,
	`SELECT 'reward ' || r.id AS place, 'it is of no adoption, or worth something else' AS what FROM reward r
		LEFT JOIN adoption a ON a.event = r.event AND a.member = r.adopter AND a.version = r.version
		LEFT JOIN reward_term m ON m.version = r.version AND m.right_type = r.right_type
		WHERE a.event IS NULL OR m.version IS NULL OR r.usdt <> m.usdt * a.trees OR r.hashpower <> m.percent * a.trees`,
	`SELECT coalesce(g.source, t.source) AS place, 'its worth is not what its account got' AS what FROM
		(SELECT 'reward:' || id AS source, account, usdt, hashpower FROM reward WHERE owner = 0) g
		FULL JOIN (SELECT source, purpose, sum(CASE WHEN asset = 'USDT' THEN amount ELSE 0 END) AS usdt, sum(CASE WHEN asset = 'HASHPOWER' THEN amount ELSE 0 END) AS hashpower
			FROM transfer WHERE owner = 0 AND counter = 'issuance' AND source LIKE 'reward:%' GROUP BY source, purpose) t
		ON t.source = g.source AND t.purpose = g.account
		WHERE coalesce(g.usdt, -1) <> coalesce(t.usdt, 0) OR coalesce(g.hashpower, -1) <> coalesce(t.hashpower, 0)`,
}

func checkTotals(ctx context.Context, v *store.View, r *verify.Run) error {
	type row struct {
		Place string `db:"place"`
		What  string `db:"what"`
	}
	for _, statement := range totals {
		err := store.Each(ctx, v, func(l row) error {
			r.Differ(l.Place, "%s", l.What)
			return nil
		}, statement)
		if err != nil {
			return err
		}
	}
	return nil
}
