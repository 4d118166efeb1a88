package study

import (
	"unicode/utf8"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// CreateRuleCmd asks for a new rule. ID is zero but for sample data.
type CreateRuleCmd struct {
	ID          id.ID
	Domain      int32
	Name        string
	Description string
	Conditions  Conditions
	SortOrder   int32
	Inactive    bool
}

// CreateRule adds a rule to a domain. It awards from now on, also for days
// before: what counts is when a session is recorded.
// Faults: ErrDomain, ErrRuleName, ErrTrigger, ErrConditions, ErrRuleTaken,
// ErrRulesMany.
// contract: S3-07
func CreateRule(tx *store.Tx, cmd CreateRuleCmd) (Rule, error) {
	if cmd.Domain <= 0 {
		return Rule{}, ErrDomain
	}
	if err := checkRule(cmd.Name, cmd.Description, cmd.Conditions); err != nil {
		return Rule{}, err
	}
	rid := cmd.ID
	if rid == 0 {
		var err error
		if rid, err = tx.NewID(BucketOf(cmd.Domain)); err != nil {
			return Rule{}, err
		}
	}
	r := Rule{
		ruleKey: ruleKey{rid.Bucket(), rid}, Domain: cmd.Domain, Name: cmd.Name, Description: cmd.Description, Conditions: cmd.Conditions,
		Status: statusOf(!cmd.Inactive), SortOrder: cmd.SortOrder, CreatedAt: tx.Now(),
	}
	if err := r.claimName(tx); err != nil {
		return Rule{}, err
	}
	if err := roomFor(tx, cmd.Domain); err != nil {
		return Rule{}, err
	}
	if _, found, err := rules.Get(tx, r.ruleKey); err != nil || found {
		return Rule{}, orFault(err, ErrRuleTaken)
	}
	r.put(tx)
	return r, nil
}

// claimName refuses a name that another rule of the domain has.
func (r *Rule) claimName(tx *store.Tx) error {
	other, taken, err := ruleByName.Find(tx, r.key())
	if err == nil && taken && other.ID != r.ID {
		err = ErrRuleTaken
	}
	return err
}

// roomFor bounds the rules that every event looks at.
func roomFor(tx *store.Tx, domain int32) error {
	n := 0
	for _, status := range [...]Status{Active, Inactive} {
		list, err := rulesBy.Read(tx, rulesIn{domain, status})
		if err != nil {
			return err
		}
		n += len(list)
	}
	if n >= rulesMax {
		return ErrRulesMany
	}
	return nil
}

func checkRule(name, description string, c Conditions) error {
	if !named(name) || utf8.RuneCountInString(description) > descriptionMax {
		return ErrRuleName
	}
	return c.Check()
}

// named reports whether the text may be a name.
func named(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 1 || n > nameMax || !utf8.ValidString(s) {
		return false
	}
	for _, c := range s {
		if c < 0x20 || c == 0x7f {
			return false
		}
	}
	return true
}

func statusOf(active bool) Status {
	if active {
		return Active
	}
	return Inactive
}

// orFault is err, or the fault where there is no error.
func orFault(err, fault error) error {
	if err != nil {
		return err
	}
	return fault
}
