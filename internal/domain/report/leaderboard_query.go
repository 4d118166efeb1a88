package report

import (
	"context"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// standing is an account's row as far as it matters here.
type standing struct {
	Owner id.ID         `db:"owner"`
	Total amount.Amount `db:"total"`
	Day   amount.Amount `db:"today"`
	Week  amount.Amount `db:"this_week"`
}

// column is what each order sorts by, in the text of standings.
var column = map[Order]string{Total: "total", Daily: "today", Weekly: "this_week"}

const standings = `SELECT owner, posted - held AS total, CASE WHEN day = ? THEN day_earned ELSE 0 END AS today, CASE WHEN week = ? THEN week_earned ELSE 0 END AS this_week
	FROM account WHERE asset = ? AND purpose = ? ORDER BY `

// Whoever reached a figure first stands first; ids decide the rest.
const tieBreak = ` DESC, changed_at, owner LIMIT ?`

// lists computes all orders.
func (l *Leaderboard) lists(ctx context.Context, p ledger.Period) (map[Order][]Leader, error) {
	out := make(map[Order][]Leader, len(column))
	for order := range column {
		list, err := l.list(ctx, order, p)
		if err != nil {
			return nil, err
		}
		out[order] = list
	}
	return out, nil
}

// Joining every account with its member to sort them costs ten times as much
// as sorting the accounts, so it sorts the accounts and looks up whom the
// best belong to. Where many of those have no wallet, it takes more of them.
const (
	depthFirst  = LeadersMax + 28
	depthFactor = 8
)

func (l *Leaderboard) list(ctx context.Context, o Order, p ledger.Period) ([]Leader, error) {
	for depth := depthFirst; ; depth *= depthFactor {
		best, err := store.Select[standing](ctx, l.store, standings+column[o]+tieBreak, p.Day, p.Week, ledger.Point, ledger.Main, depth)
		if err != nil {
			return nil, err
		}
		list, err := l.leaders(ctx, o, best)
		if err != nil || len(list) == LeadersMax || len(best) < depth {
			return list, err
		}
	}
}

// leaders gives the first of the accounts, best first, that belong to wallets.
func (l *Leaderboard) leaders(ctx context.Context, o Order, best []standing) ([]Leader, error) {
	list := make([]Leader, 0, LeadersMax)
	for len(best) > 0 && len(list) < LeadersMax {
		some := best[:min(len(best), walletsAtOnce)]
		best = best[len(some):]
		wallets, err := l.wallets(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, s := range some {
			if wallet := wallets[s.Owner]; wallet != "" && len(list) < LeadersMax {
				list = append(list, rank(list, o, Leader{Member: s.Owner, Wallet: wallet, Total: s.Total, Day: s.Day, Week: s.Week}))
			}
		}
	}
	return list, nil
}

// rank numbers the next line after those before it.
func rank(before []Leader, o Order, next Leader) Leader {
	next.Rank = int64(len(before)) + 1
	if len(before) > 0 {
		if last := before[len(before)-1]; last.figure(o) == next.figure(o) {
			next.Rank = last.Rank
		}
	}
	return next
}

// walletsAtOnce is how many members one query asks for.
const walletsAtOnce = 64

func (l *Leaderboard) wallets(ctx context.Context, of []standing) (map[id.ID]string, error) {
	where, args := make([]string, 0, len(of)), make([]any, 0, 2*len(of))
	for _, s := range of {
		where, args = append(where, "(bucket = ? AND id = ?)"), append(args, s.Owner.Bucket(), s.Owner)
	}
	type row struct {
		ID     id.ID  `db:"id"`
		Wallet string `db:"wallet"`
	}
	rows, err := store.Select[row](ctx, l.store, "SELECT id, wallet FROM member WHERE "+strings.Join(where, " OR "), args...)
	out := make(map[id.ID]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Wallet
	}
	return out, err
}
