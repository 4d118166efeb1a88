package rule

import (
	"context"

	"guerdon/internal/base/amount"
	"guerdon/internal/platform/store"
)

// Put makes a rule or edits it; what was awarded stays. r.Version is the one
// that the caller saw, 0 for a new rule. Faults: ErrInvalid, ErrStale.
// contract: N-12
func Put(tx *store.Tx, r Rule) (Rule, error) {
	if !r.valid() {
		return Rule{}, ErrInvalid
	}
	row, _, err := rules.Get(tx, r.ruleKey)
	if err != nil {
		return Rule{}, err
	}
	if row.Version != r.Version {
		return Rule{}, ErrStale.With("version", row.Version)
	}
	r.Version, r.ChangedAt = r.Version+1, tx.Now()
	rules.Put(tx, r)
	return r, nil
}

// Named makes the key of a rule, for literals outside of this package.
func Named(name string) Rule { return Rule{ruleKey: ruleKey{name}} }

func (r Rule) valid() bool {
	name := len(r.Name) > 0 && len(r.Name) <= 64 && len(r.Description) <= 500
	limits := r.DailyMax >= 0 && r.TotalMax >= 0
	return name && limits && r.Asset != "" && r.Amount > 0 && r.Amount <= amount.Max && (r.Status == Active || r.Status == Inactive)
}

// List is all rules by name.
func List(ctx context.Context, q store.Querier) ([]Rule, error) {
	return store.Select[Rule](ctx, q, "SELECT name, asset, amount, daily_max, total_max, status, description, version, changed_at FROM rule ORDER BY name LIMIT 1000")
}
