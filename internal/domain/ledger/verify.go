package ledger

import (
	"bytes"
	"context"
	"fmt"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/verify"
)

// bucketsAtOnce is how many buckets a verification reads on one snapshot.
const bucketsAtOnce = 64

const (
	accountColumns  = "bucket, owner, asset, purpose, posted, held, seq, mark, earned, spent, day, day_earned, week, week_earned, month, month_earned, opened_at, changed_at"
	transferColumns = "bucket, owner, asset, purpose, seq, id, amount, balance, counter, kind, reason, source, actor, reverses, at, mark"
)

// Check re-derives every account from its lines, and every held figure from
// its holds.
func (l *Ledger) Check() verify.Check {
	return verify.Check{
		Name: "ledger",
		Rows: func(ctx context.Context, s *store.Store) (int64, error) {
			n, _, err := store.SelectOne[int64](ctx, s, "SELECT count(*) FROM transfer")
			return n, err
		},
		Run: func(ctx context.Context, s *store.Store, r *verify.Run) error {
			for b := id.Bucket(0); b < id.Buckets; b += bucketsAtOnce {
				err := s.View(ctx, func(v *store.View) error { return l.checkBuckets(ctx, v, b, b+bucketsAtOnce-1, r) })
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// derived is an account as its lines and holds make it.
type derived struct {
	Account
	debt   bool               // a reversal took something, and may have been allowed to make one
	lines  map[id.ID]reversed // which a later line may reverse
	bought amount.Amount
}

func (l *Ledger) checkBuckets(ctx context.Context, v *store.View, from, to id.Bucket, r *verify.Run) error {
	books := map[accountKey]*derived{}
	err := store.Each(ctx, v, func(t Transfer) error {
		r.Step(1)
		if t.Owner == 0 {
			checkSystemLine(&t, r)
		} else {
			l.checkLine(books, &t, r)
		}
		return nil
	}, "SELECT "+transferColumns+" FROM transfer WHERE bucket BETWEEN ? AND ? ORDER BY bucket, owner, asset, purpose, seq", from, to)
	if err != nil {
		return err
	}
	if err := sumHolds(ctx, v, from, to, books); err != nil {
		return err
	}
	if err := compareLots(ctx, v, from, to, books, r); err != nil {
		return err
	}
	if err := compare(ctx, v, from, to, books, r); err != nil {
		return err
	}
	return checkLinks(ctx, v, from, to, r)
}

// checkLine follows one account's chain by one line.
func (l *Ledger) checkLine(books map[accountKey]*derived, t *Transfer, r *verify.Run) {
	d, ok := books[t.accountKey]
	if !ok {
		d = &derived{Account: Account{accountKey: t.accountKey}, lines: map[id.ID]reversed{}}
		books[t.accountKey] = d
	}
	where := fmt.Sprintf("transfer %d, line %d of %s", t.ID, t.Seq, name(t.accountKey))
	if t.Seq != d.Seq+1 {
		r.Differ(where, "the line after %d is missing or doubled", d.Seq)
	}
	if t.Balance != d.Posted+t.Amount {
		r.Differ(where, "balance %d does not follow from %d and %d", t.Balance, d.Posted, t.Amount)
	}
	if want := markOf(d.Mark, t); !bytes.Equal(want, t.Mark) {
		r.Differ(where, "the line, or one before it, was altered")
	}
	if t.Kind != Reverse && t.Balance < 0 && t.Amount < 0 {
		r.Differ(where, "the balance went below zero: %d", t.Balance)
	}
	d.lines[t.ID] = reversed{t.Kind, t.At}
	d.debt = d.debt || (t.Kind == Reverse && t.Amount < 0)
	d.Posted, d.Seq, d.Mark = t.Balance, t.Seq, t.Mark
	if t.Asset.HasLots() {
		d.bought = boughtAfter(d.bought, t.Kind, t.Amount, t.Balance)
	}
	d.count(t.Kind, d.lines[t.Reverses], t.Amount, t.At, l.zone)
}

func sumHolds(ctx context.Context, v *store.View, from, to id.Bucket, books map[accountKey]*derived) error {
	type row struct {
		accountKey
		Held amount.Amount `db:"held"`
	}
	return store.Each(ctx, v, func(h row) error {
		d, ok := books[h.accountKey]
		if !ok {
			d = &derived{Account: Account{accountKey: h.accountKey}}
			books[h.accountKey] = d
		}
		d.Held = h.Held
		return nil
	}, "SELECT bucket, owner, asset, purpose, CAST(sum(amount) AS bigint) AS held FROM hold WHERE state = 'pending' AND bucket BETWEEN ? AND ? GROUP BY bucket, owner, asset, purpose", from, to)
}

// compare holds every account's row against what its lines make of it.
func compare(ctx context.Context, v *store.View, from, to id.Bucket, books map[accountKey]*derived, r *verify.Run) error {
	err := store.Each(ctx, v, func(a Account) error {
		d, ok := books[a.accountKey]
		if !ok {
			d = &derived{Account: Account{accountKey: a.accountKey}}
		}
		delete(books, a.accountKey)
		compareRow(a, d, r)
		return nil
	}, "SELECT "+accountColumns+" FROM account WHERE bucket BETWEEN ? AND ?", from, to)
	for key := range books {
		r.Differ(name(key), "there are lines or holds, but no account")
	}
	return err
}

func compareRow(a Account, d *derived, r *verify.Run) {
	figures := []struct {
		name       string
		have, want int64
	}{
		{"posted", int64(a.Posted), int64(d.Posted)}, {"held", int64(a.Held), int64(d.Held)}, {"seq", a.Seq, d.Seq},
		{"earned", int64(a.Earned), int64(d.Earned)}, {"spent", int64(a.Spent), int64(d.Spent)},
		{"day", int64(a.Day), int64(d.Day)}, {"day_earned", int64(a.DayEarned), int64(d.DayEarned)},
		{"week", int64(a.Week), int64(d.Week)}, {"week_earned", int64(a.WeekEarned), int64(d.WeekEarned)},
		{"month", int64(a.Month), int64(d.Month)}, {"month_earned", int64(a.MonthEarned), int64(d.MonthEarned)},
	}
	for _, f := range figures {
		if f.have != f.want {
			r.Differ(name(a.accountKey), "%s is %d, its lines make it %d", f.name, f.have, f.want)
		}
	}
	if !bytes.Equal(a.Mark, d.Mark) {
		r.Differ(name(a.accountKey), "its mark is not its last line's")
	}
	if a.Available() < 0 && !d.debt {
		r.Differ(name(a.accountKey), "less than nothing is available: %d", a.Available())
	}
}

func name(k accountKey) string { return fmt.Sprintf("account %d %s %s", k.Owner, k.Asset, k.Purpose) }
