package ledger

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/store"
)

// LoadAccount reads a member's account. One that was never used is empty.
func LoadAccount(ctx context.Context, q store.Querier, r Ref, a Asset) (Account, error) {
	k := keyOf(r, a)
	acc, found, err := store.SelectOne[Account](ctx, q,
		"SELECT "+accountColumns+" FROM account WHERE bucket = ? AND owner = ? AND asset = ? AND purpose = ?", k.Bucket, k.Owner, k.Asset, k.Purpose)
	if err == nil && !found {
		acc = Account{accountKey: k}
	}
	return acc, err
}

// LoadAccounts reads the ordinary accounts of at most 100 members; those that
// were never used are left out.
func LoadAccounts(ctx context.Context, q store.Querier, a Asset, owners []id.ID) (map[id.ID]Account, error) {
	out := make(map[id.ID]Account, len(owners))
	if len(owners) == 0 {
		return out, nil
	}
	where, args := "", make([]any, 0, 4*len(owners))
	for i, o := range owners {
		if i > 0 {
			where += " OR "
		}
		where, args = where+"(bucket = ? AND owner = ? AND asset = ? AND purpose = ?)", append(args, o.Bucket(), o, a, Main)
	}
	rows, err := store.Select[Account](ctx, q, "SELECT "+accountColumns+" FROM account WHERE "+where, args...)
	for _, acc := range rows {
		out[acc.Owner] = acc
	}
	return out, err
}

// Page is a numbered page of an account's lines, newest first. Lines are
// numbered without gaps, so that a page deep in the past costs what the first
// does, and the account knows how many there are.
func Page(ctx context.Context, q store.Querier, r Ref, a Asset, p page.Numbered) (page.List[Transfer], error) {
	acc, err := LoadAccount(ctx, q, r, a)
	last := acc.Seq - int64(p.Offset())
	if err != nil || last <= 0 {
		return page.List[Transfer]{Total: acc.Seq}, err
	}
	lines, err := History(ctx, q, HistoryCmd{Filter: Filter{Asset: a}, Of: r, Before: last + 1, Limit: p.Size})
	return page.List[Transfer]{Items: lines, Total: acc.Seq}, err
}
