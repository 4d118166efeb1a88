package study

import (
	"fmt"
	"slices"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// paid is what some row says of a transfer.
type paid struct {
	where    string
	member   id.ID
	amount   amount.Amount
	reversed bool
}

// readVersions reads those of all rules.
func (c *check) readVersions() error {
	return store.Each(c.ctx, c.view, func(r ruleVersion) error {
		c.versions[r.versionKey] = r.Conditions
		return nil
	}, "SELECT bucket, rule, version, name, trigger_on, threshold, award, excellent, good, average, poor, points, created_at FROM study_rule_version")
}

// awards holds what is granted to what is due by its version, and notes the
// transfers.
func (c *check) awards(where string, member id.ID, packed []byte, due func(*Conditions) amount.Amount) {
	list, ok := unpackAwards(packed)
	if !ok {
		c.Differ(where, "its awards cannot be read")
	}
	for i, a := range list {
		if !a.Reversed {
			c.total.Points += a.Amount
		}
		version, ok := c.versions[versionOf(a.Rule, a.Version)]
		switch {
		case !ok:
			c.Differ(where, "an award is by version %d of rule %d, which there is none of", a.Version, a.Rule)
		case slices.ContainsFunc(list[:i], func(b award) bool { return b.Rule == a.Rule }):
			c.Differ(where, "it has two awards by rule %d", a.Rule)
		case !a.Reversed && due(&version) != a.Amount:
			c.Differ(where, "%d are granted by rule %d, %d are due", a.Amount, a.Rule, due(&version))
		}
		c.expect(a.Transfer, paid{fmt.Sprintf("%s by rule %d", where, a.Rule), member, a.Amount, a.Reversed})
	}
}

func (c *check) readUnlocks() error {
	return each(c, "SELECT bucket, member, achievement, name, version, amount, transfer, event, unlocked_at FROM study_unlock WHERE bucket BETWEEN ? AND ?", func(u unlock) {
		c.expect(u.Transfer, paid{fmt.Sprintf("achievement %s of member %d", u.Achievement, u.Member), u.Member, u.Amount, false})
	})
}

// expect notes that a transfer must be there. One of nothing has none.
func (c *check) expect(transfer id.ID, p paid) {
	other, taken := c.paid[transfer]
	switch {
	case (transfer == 0) != (p.amount == 0):
		c.Differ(p.where, "it is worth %d and has transfer %d", p.amount, transfer)
	case taken:
		c.Differ(p.where, "its transfer is that of %s", other.where)
	case transfer != 0:
		c.paid[transfer] = p
	}
}

// compareTransfers holds the awards to their movements, and those that were
// taken back to the movements back.
func (c *check) compareTransfers() error {
	type line struct {
		ID       id.ID         `db:"id"`
		Owner    id.ID         `db:"owner"`
		Amount   amount.Amount `db:"amount"`
		Reverses id.ID         `db:"reverses"`
	}
	err := each(c, "SELECT id, owner, amount, reverses FROM transfer WHERE bucket BETWEEN ? AND ? AND asset = '"+string(ledger.Study)+"' ORDER BY bucket, owner, asset, purpose, seq", func(l line) {
		if p, ok := c.paid[l.ID]; ok && p.member == l.Owner && p.amount == l.Amount {
			if delete(c.paid, l.ID); p.reversed {
				c.paid[-l.ID] = p // until the movement back comes
			}
		}
		delete(c.paid, -l.Reverses)
	})
	for transfer, p := range c.paid {
		if transfer > 0 {
			c.Differ(p.where, "its transfer is missing or another amount")
		} else {
			c.Differ(p.where, "it is reversed, its transfer is not")
		}
	}
	return err
}
