package ledger

import (
	"bytes"
	"context"
	"fmt"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// checkSystemLine holds a movement between two system accounts to its mark.
func checkSystemLine(t *Transfer, r *verify.Run) {
	where := fmt.Sprintf("transfer %d, of %s", t.ID, t.Purpose)
	if t.Seq != int64(t.ID) || t.Amount <= 0 || t.Balance != 0 {
		r.Differ(where, "it is not the line of a movement between system accounts")
	}
	if !bytes.Equal(markOf(nil, t), t.Mark) {
		r.Differ(where, "the line was altered")
	}
}

// links are the statements that find a row which names another one that is
// not there, or says something else of it.
var links = []string{
	`SELECT k.transfer AS id, 'its natural key ' || k.key || ' is there, the transfer is not' AS what FROM ledger_key k
		LEFT JOIN transfer t ON t.bucket = k.bucket AND t.id = k.transfer
		WHERE t.id IS NULL AND k.bucket BETWEEN ? AND ?`,
	`SELECT t.id, 'the natural key ' || k.key || ' is not of this transfer' AS what FROM ledger_key k
		JOIN transfer t ON t.bucket = k.bucket AND t.id = k.transfer
		WHERE k.key LIKE 'reverse:%' AND k.key <> 'reverse:' || CAST(t.reverses AS text) AND k.bucket BETWEEN ? AND ?`,
	`SELECT r.id, 'it reverses another amount, or nothing' AS what FROM transfer r
		LEFT JOIN transfer t ON t.bucket = r.bucket AND t.id = r.reverses AND t.owner = r.owner AND t.asset = r.asset AND t.purpose = r.purpose
		WHERE r.reverses <> 0 AND r.owner <> 0 AND (t.id IS NULL OR t.amount <> -r.amount) AND r.bucket BETWEEN ? AND ?`,
	`SELECT h.id, 'the hold is captured, its transfer is missing or another amount' AS what FROM hold h
		LEFT JOIN transfer t ON t.bucket = h.bucket AND t.id = h.transfer AND t.owner = h.owner AND t.asset = h.asset AND t.purpose = h.purpose
		WHERE h.state = 'posted' AND (t.id IS NULL OR t.amount <> -h.captured OR h.captured > h.amount) AND h.bucket BETWEEN ? AND ?`,
	`SELECT id, 'the hold is ' || state || ', and yet there is a transfer' AS what FROM hold
		WHERE state <> 'posted' AND (transfer <> 0 OR captured <> 0) AND bucket BETWEEN ? AND ?`,
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
