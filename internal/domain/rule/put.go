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
	limits := r.DailyMax >= 0 && r.TotalMax >= 0 && len(r.Description) <= 500
	return validName(r.Name) && limits && r.Asset != "" && r.Amount > 0 && r.Amount <= amount.Max && (r.Status == Active || r.Status == Inactive)
}

// validName keeps names to what can stand in an address and in a key.
func validName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

const columns = "name, asset, amount, daily_max, total_max, status, description, version, changed_at"

// Get reads a rule without locking it. Faults: ErrNotFound.
func Get(tx *store.Tx, name string) (Rule, error) {
	r, found, err := rules.Read(tx, ruleKey{name})
	if err == nil && !found {
		err = ErrNotFound
	}
	return r, err
}

// Load reads a rule. Faults: ErrNotFound.
func Load(ctx context.Context, q store.Querier, name string) (Rule, error) {
	r, found, err := store.SelectOne[Rule](ctx, q, "SELECT "+columns+" FROM rule WHERE name = ?", name)
	if err == nil && !found {
		err = ErrNotFound
	}
	return r, err
}

// List is all rules by name.
func List(ctx context.Context, q store.Querier) ([]Rule, error) {
	return store.Select[Rule](ctx, q, "SELECT "+columns+" FROM rule ORDER BY name LIMIT 1000")
}
