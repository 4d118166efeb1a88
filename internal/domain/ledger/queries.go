package ledger

import (
	"context"
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

const holdColumns = "bucket, id, owner, asset, purpose, amount, captured, state, reason, source, deadline, created_at, finished_at, transfer"

// Accounts are a member's accounts.
// contract: N-04
func Accounts(ctx context.Context, q store.Querier, owner id.ID) ([]Account, error) {
	return store.Select[Account](ctx, q, "SELECT "+accountColumns+" FROM account WHERE bucket = ? AND owner = ? ORDER BY asset, purpose", owner.Bucket(), owner)
}

// Filter narrows a list of lines. Zero values mean "any"; To is exclusive.
type Filter struct {
	Asset  Asset
	Kind   Kind
	Source string
	Reason string
	From   instant.Instant
	To     instant.Instant
}

// clause is a WHERE clause in the making.
type clause struct {
	parts []string
	args  []any
}

func (c *clause) and(part string, args ...any) {
	c.parts, c.args = append(c.parts, part), append(c.args, args...)
}

func (c *clause) where() string { return " WHERE " + strings.Join(c.parts, " AND ") }

func (f Filter) narrow(c *clause) {
	for _, text := range []struct{ column, value string }{{"asset", string(f.Asset)}, {"kind", string(f.Kind)}, {"source", f.Source}, {"reason", f.Reason}} {
		if text.value != "" {
			c.and(text.column+" = ?", text.value)
		}
	}
	if f.From != 0 {
		c.and("at >= ?", f.From)
	}
	if f.To != 0 {
		c.and("at < ?", f.To)
	}
}

// Position is where a list of lines by time goes on: after this line.
type Position struct {
	At     instant.Instant
	ID     id.ID
	Amount amount.Amount // tells the two lines of one transfer apart
}

// LinesCmd asks for lines of one member (all accounts), or of everybody
// (Owner 0; then From and To should bound the time), newest first.
type LinesCmd struct {
	Filter
	Owner id.ID
	After Position
	Limit int
}

// Lines is a page of lines by descending time.
// contract: N-06
func Lines(ctx context.Context, q store.Querier, cmd LinesCmd) ([]Transfer, error) {
	var c clause
	c.and("1 = 1")
	if cmd.Owner != 0 {
		c.and("bucket = ? AND owner = ?", cmd.Owner.Bucket(), cmd.Owner)
	}
	cmd.narrow(&c)
	if p := cmd.After; p != (Position{}) {
		c.and("at <= ? AND (at, id, amount) < (?, ?, ?)", p.At, p.At, p.ID, int64(p.Amount))
	}
	return store.Select[Transfer](ctx, q, "SELECT "+transferColumns+" FROM transfer"+c.where()+" ORDER BY at DESC, id DESC, amount DESC LIMIT ?", append(c.args, cmd.Limit)...)
}

// HistoryCmd asks for the lines of one account, the latest first. Before is a
// cursor: the sequence number of the last line seen, 0 for the first page.
type HistoryCmd struct {
	Filter
	Of     Ref
	Before int64
	Limit  int
}

// History is a page of an account's lines. cmd.Asset must be set.
// contract: N-06
func History(ctx context.Context, q store.Querier, cmd HistoryCmd) ([]Transfer, error) {
	var c clause
	c.and("bucket = ? AND owner = ? AND purpose = ?", cmd.Of.Owner.Bucket(), cmd.Of.Owner, cmd.Of.Purpose)
	cmd.narrow(&c)
	if cmd.Before > 0 {
		c.and("seq < ?", cmd.Before)
	}
	return store.Select[Transfer](ctx, q, "SELECT "+transferColumns+" FROM transfer"+c.where()+" ORDER BY seq DESC LIMIT ?", append(c.args, cmd.Limit)...)
}

// LoadTransfer reads a transfer's lines: one, or two where it went between members.
// Faults: ErrNoTransfer.
// contract: N-06
func LoadTransfer(ctx context.Context, q store.Querier, transfer id.ID) ([]Transfer, error) {
	const text = "SELECT " + transferColumns + " FROM transfer WHERE bucket = ? AND id = ? ORDER BY amount, owner"
	lines, err := store.Select[Transfer](ctx, q, text, transfer.Bucket(), transfer)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, ErrNoTransfer
	}
	if other := ParseRef(lines[0].Counter); len(lines) == 1 && !other.IsSystem() {
		more, err := store.Select[Transfer](ctx, q, text, other.Owner.Bucket(), transfer)
		return append(lines, more...), err
	}
	return lines, nil
}

// ReversalOf is the transfer that took this line back, or 0.
func ReversalOf(ctx context.Context, q store.Querier, t Transfer) (id.ID, error) {
	back := opposite(&t)
	by, _, err := store.SelectOne[id.ID](ctx, q, "SELECT transfer FROM ledger_key WHERE bucket = ? AND key = ?", back.bucket(), reversalKey(t.ID))
	return by, err
}

func reversalKey(transfer id.ID) string { return "reverse:" + strconv.FormatInt(int64(transfer), 10) }

// LoadHold reads a hold. Faults: ErrNoHold.
// contract: N-07
func LoadHold(ctx context.Context, q store.Querier, hold id.ID) (Hold, error) {
	h, found, err := store.SelectOne[Hold](ctx, q, "SELECT "+holdColumns+" FROM hold WHERE bucket = ? AND id = ?", hold.Bucket(), hold)
	if err == nil && !found {
		err = ErrNoHold
	}
	return h, err
}

// HoldsCmd asks for a member's holds, newest first, those after the cursor
// (BeforeAt and BeforeID, zero for the first page). State "" means any; one
// whose deadline has passed by Now counts as lapsed.
type HoldsCmd struct {
	Owner    id.ID
	State    HoldState
	Now      instant.Instant
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// Holds is a page of a member's holds.
// contract: N-07
func Holds(ctx context.Context, q store.Querier, cmd HoldsCmd) ([]Hold, error) {
	var c clause
	c.and("bucket = ? AND owner = ?", cmd.Owner.Bucket(), cmd.Owner)
	switch cmd.State {
	case "":
	case HoldPending:
		c.and("state = 'pending' AND deadline > ?", cmd.Now)
	case HoldLapsed:
		c.and("(state = 'lapsed' OR (state = 'pending' AND deadline <= ?))", cmd.Now)
	default:
		c.and("state = ?", cmd.State)
	}
	if cmd.BeforeAt != 0 {
		c.and("(created_at, id) < (?, ?)", cmd.BeforeAt, cmd.BeforeID)
	}
	return store.Select[Hold](ctx, q, "SELECT "+holdColumns+" FROM hold"+c.where()+" ORDER BY created_at DESC, id DESC LIMIT ?", append(c.args, cmd.Limit)...)
}
