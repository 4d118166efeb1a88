package ledger_test

import (
	"strings"
	"testing"
	"time"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// Every way to change the book around the ledger shows.
func TestTamperingShows(t *testing.T) {
	for _, engine := range []struct {
		name string
		open func(*testing.T) *book
	}{{"sqlite", sqliteBook}, {"postgres", postgresBook}} {
		t.Run(engine.name, func(t *testing.T) {
			b := engine.open(t)
			spend := b.fill()
			b.verify()
			for _, c := range tampering(int64(spend.ID)) {
				t.Run(c.name, func(t *testing.T) {
					b.TB = t
					b.exec(c.change, c.args...)
					found := strings.Join(b.differences(), "\n")
					if !strings.Contains(found, c.shows) {
						t.Errorf("%s shows as %q, want %q", c.change, found, c.shows)
					}
					b.exec(c.back, c.backArgs...)
					b.verify()
				})
			}
		})
	}
}

// fill posts a grant, a spend and its reversal, a movement between system
// accounts, and holds in each state; some of it is rolled up.
func (b *book) fill() (spend ledger.Posting) {
	b.Helper()
	m, point := ledger.Member(member), ledger.Point
	b.mustPost(ledger.PostCmd{Debit: ledger.Issuance, Credit: m, Asset: point, Amount: 100, Kind: ledger.Earn, Reason: "welcome", Key: "order:1"})
	spend = b.mustPost(ledger.PostCmd{Debit: m, Credit: ledger.Revenue, Asset: point, Amount: 30, Kind: ledger.Spend})
	b.mustPost(ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Payout, Asset: ledger.SOL, Amount: 7, Kind: ledger.Spend, Source: "item:1"})
	hold := func() ledger.Hold {
		h, err := do(b, func(tx *store.Tx) (ledger.Hold, error) {
			return b.Reserve(tx, ledger.ReserveCmd{On: m, Asset: point, Amount: 10, Deadline: tx.Now().Add(time.Hour)})
		})
		if err != nil {
			b.Fatal(err)
		}
		return h
	}
	captured, voided := hold(), hold()
	hold()
	_, err := do(b, func(tx *store.Tx) (ledger.Hold, error) {
		if _, _, err := b.Capture(tx, ledger.CaptureCmd{Hold: captured.ID, Amount: 4, To: ledger.Revenue, Kind: ledger.Spend}); err != nil {
			return ledger.Hold{}, err
		}
		return b.Void(tx, voided.ID)
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := ledger.Roll(b.Context(), b.store, b.clock.Advance(10*time.Minute)); err != nil {
		b.Fatal(err)
	}
	if _, err := do(b, func(tx *store.Tx) (ledger.Posting, error) {
		return b.Reverse(tx, ledger.ReverseCmd{Transfer: spend.ID, Reason: "mistake"})
	}); err != nil {
		b.Fatal(err)
	}
	return spend
}

type tamper struct {
	name     string
	change   string
	args     []any
	back     string
	backArgs []any
	shows    string
}

func tampering(spend int64) []tamper {
	const theLine, theAccount = " WHERE owner = 100 AND seq = ?", " WHERE owner = 100"
	line := func(name, column, change, back, shows string) tamper {
		return tamper{name, "UPDATE transfer SET " + column + " = " + change + theLine, []any{2}, "UPDATE transfer SET " + column + " = " + back + theLine, []any{2}, shows}
	}
	account := func(column string) tamper {
		return tamper{"account's " + column, "UPDATE account SET " + column + " = " + column + " + 1" + theAccount, nil, "UPDATE account SET " + column + " = " + column + " - 1" + theAccount, nil, column + " is "}
	}
	return []tamper{
		line("a line's amount", "amount", "-3", "-30", "was altered"),
		line("a line's balance", "balance", "71", "70", "does not follow"),
		line("a line's reason", "reason", "'gift'", "''", "was altered"),
		line("a line's actor", "actor", "'operator:1'", "'system'", "was altered"),
		line("a line's time", "at", "at + 1", "at - 1", "was altered"),
		line("a line's kind", "kind", "'refund'", "'spend'", "was altered"),
		line("a line's other side", "counter", "'payout'", "'revenue'", "was altered"),
		{"a line's number", "UPDATE transfer SET seq = 9" + theLine, []any{2}, "UPDATE transfer SET seq = 2" + theLine, []any{9}, "is missing or doubled"},
		{"a line moved away", "UPDATE transfer SET owner = 1124" + theLine, []any{4}, "UPDATE transfer SET owner = 100 WHERE owner = 1124 AND seq = ?", []any{4}, "are lines or holds, but no account"},
		{"the last line hidden", "UPDATE transfer SET owner = 0, purpose = 'x'" + theLine, []any{4}, "UPDATE transfer SET owner = 100, purpose = 'main' WHERE purpose = 'x' AND seq = ?", []any{4}, "seq is 4, its lines make it 3"},
		{"a line that was added", "INSERT INTO transfer SELECT bucket, owner, asset, purpose, 5, 99, 1, 71, counter, kind, reason, source, actor, 0, at, mark FROM transfer" + theLine, []any{1}, "DELETE FROM transfer" + theLine, []any{5}, "was altered"},
		account("posted"), account("held"), account("seq"), account("earned"), account("spent"), account("day_earned"), account("week_earned"), account("month_earned"), account("week"),
		{"account's mark", "UPDATE account SET purpose = 'other'" + theAccount, nil, "UPDATE account SET purpose = 'main'" + theAccount, nil, "but no account"},
		{"a hold's amount", "UPDATE hold SET amount = 9 WHERE state = 'pending'", nil, "UPDATE hold SET amount = 10 WHERE state = 'pending'", nil, "held is 10, its lines make it 9"},
		{"a hold's state", "UPDATE hold SET state = 'pending' WHERE state = 'voided'", nil, "UPDATE hold SET state = 'voided' WHERE id = (SELECT max(id) FROM hold WHERE id < (SELECT max(id) FROM hold)) AND amount = 10", nil, "held is 10"},
		{"what a hold captured", "UPDATE hold SET captured = 5 WHERE state = 'posted'", nil, "UPDATE hold SET captured = 4 WHERE state = 'posted'", nil, "its transfer is missing or another amount"},
		{"a hold that captured nothing", "UPDATE hold SET transfer = 5 WHERE state = 'voided'", nil, "UPDATE hold SET transfer = 0 WHERE state = 'voided'", nil, "and yet there is a transfer"},
		{"a key's transfer", "UPDATE ledger_key SET transfer = transfer + 1 WHERE key = 'order:1'", nil, "UPDATE ledger_key SET transfer = transfer - 1 WHERE key = 'order:1'", nil, "the transfer is not"},
		{"a reversal's key", "UPDATE ledger_key SET transfer = transfer - 1024 WHERE key LIKE 'reverse:%'", nil, "UPDATE ledger_key SET transfer = transfer + 1024 WHERE key LIKE 'reverse:%'", nil, "is not of this transfer"},
		{"a reversal of another line", "UPDATE transfer SET reverses = reverses + 1024 WHERE reverses = ?", []any{spend}, "UPDATE transfer SET reverses = ? WHERE reverses <> 0", []any{spend}, "it reverses another amount, or nothing"},
		{"a system line's amount", "UPDATE transfer SET amount = 8 WHERE owner = 0", nil, "UPDATE transfer SET amount = 7 WHERE owner = 0", nil, "the line was altered"},
		{"a system line's source", "UPDATE transfer SET source = '' WHERE owner = 0", nil, "UPDATE transfer SET source = 'item:1' WHERE owner = 0", nil, "the line was altered"},
		{"a rolled up sum", "UPDATE ledger_rollup SET rest = rest + 1 WHERE account = 'payout'", nil, "UPDATE ledger_rollup SET rest = rest - 1 WHERE account = 'payout'", nil, "or their sums differ"},
		{"a rolled up count", "UPDATE ledger_rollup SET line_count = 5 WHERE account = 'payout'", nil, "UPDATE ledger_rollup SET line_count = 1 WHERE account = 'payout'", nil, "it has 5 lines, there are 1"},
		{"a sum that is missing", "UPDATE ledger_rollup SET account = 'x' WHERE account = 'payout'", nil, "UPDATE ledger_rollup SET account = 'payout' WHERE account = 'x'", nil, "there are lines, but no row"},
		{"a sum of another time", "UPDATE ledger_rollup SET slot = slot + 900000000 WHERE account = 'payout'", nil, "UPDATE ledger_rollup SET slot = slot - 900000000 WHERE account = 'payout'", nil, "it has 1 lines, there are 0"},
		{"the rollup's end", "UPDATE ledger_rollup_end SET complete_to = complete_to + 600000000", nil, "UPDATE ledger_rollup_end SET complete_to = complete_to - 600000000", nil, "rollup"},
	}
}

// A reversal that was allowed to make debt may leave less available than
// nothing while the balance is not below zero: something is held.
func TestDebtUnderAHoldVerifies(t *testing.T) {
	onSQL(t, func(b *book) {
		p := b.mustPost(ledger.PostCmd{Debit: ledger.Issuance, Credit: ledger.Member(member), Asset: ledger.Point, Amount: 10, Kind: ledger.Earn})
		_, err := do(b, func(tx *store.Tx) (ledger.Posting, error) {
			if _, err := b.Reserve(tx, ledger.ReserveCmd{On: ledger.Member(member), Asset: ledger.Point, Amount: 10, Deadline: tx.Now().Add(time.Hour)}); err != nil {
				return ledger.Posting{}, err
			}
			return b.Reverse(tx, ledger.ReverseCmd{Transfer: p.ID, AllowDebt: true})
		})
		if err != nil {
			b.Fatal(err)
		}
		b.verify()
	})
}
