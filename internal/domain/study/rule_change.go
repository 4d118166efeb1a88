package study

import (
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// ChangeRuleCmd asks to edit a rule of a domain. Nil means "as it is".
// Version is the one that the caller saw, 0 for any.
type ChangeRuleCmd struct {
	Rule        id.ID
	Domain      int32 // 0 for somebody who runs them all
	Version     int64
	Name        *string
	Description *string
	Conditions  *Conditions
	SortOrder   *int32
	Active      *bool
}

// ChangeRule makes a new version of the rule, which holds for what is recorded
// from now on. It returns the rule before and after. Another domain's rule is
// not found. Faults: ErrRuleNotFound, ErrStale, ErrRuleName, ErrTrigger,
// ErrConditions, ErrRuleTaken.
// contract: S3-08
func ChangeRule(tx *store.Tx, cmd ChangeRuleCmd) (before, after Rule, err error) {
	before, err = ruleIn(tx, cmd.Rule, cmd.Domain)
	if err != nil {
		return Rule{}, Rule{}, err
	}
	if cmd.Version != 0 && cmd.Version != before.Version {
		return Rule{}, Rule{}, ErrStale.With("version", before.Version)
	}
	after = before
	set(&after.Name, cmd.Name)
	set(&after.Description, cmd.Description)
	set(&after.Conditions, cmd.Conditions)
	set(&after.SortOrder, cmd.SortOrder)
	if cmd.Active != nil {
		after.Status = statusOf(*cmd.Active)
	}
	if err := checkRule(after.Name, after.Description, after.Conditions); err != nil {
		return Rule{}, Rule{}, err
	}
	if err := after.claimName(tx); err != nil {
		return Rule{}, Rule{}, err
	}
	after.put(tx)
	return before, after, nil
}

// DeleteRule ends a rule; what it awarded stays, and its name is free again.
// Another domain's rule is not found. Faults: ErrRuleNotFound.
// contract: S3-09
func DeleteRule(tx *store.Tx, rule id.ID, domain int32) (Rule, error) {
	r, err := ruleIn(tx, rule, domain)
	if err != nil {
		return Rule{}, err
	}
	was := r
	r.Status, r.DeletedAt = Deleted, tx.Now()
	r.put(tx)
	return was, nil
}

// GetRule locks a rule of the domain, or of any where domain is 0.
// Faults: ErrRuleNotFound.
func GetRule(tx *store.Tx, rule id.ID, domain int32) (Rule, error) { return ruleIn(tx, rule, domain) }

// ruleIn locks a rule of the domain, or of any where domain is 0.
func ruleIn(tx *store.Tx, rule id.ID, domain int32) (Rule, error) {
	r, found, err := rules.Get(tx, ruleKey{rule.Bucket(), rule})
	if err == nil && (!found || r.Status == Deleted || domain != 0 && r.Domain != domain) {
		err = ErrRuleNotFound
	}
	return r, err
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}
