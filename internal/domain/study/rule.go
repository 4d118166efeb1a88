package study

import (
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Status is the state of a rule or an achievement.
type Status string

// The states. A deleted rule is kept for what it awarded.
const (
	Active   Status = "active"
	Inactive Status = "inactive"
	Deleted  Status = "deleted"
)

// Faults of rules.
var (
	ErrRuleNotFound = fault.New(fault.NotFound, "study.rule_not_found", "There is no such rule.")
	ErrRuleName     = fault.New(fault.Invalid, "study.rule_name_invalid", "A rule needs a name of 1 to 100 characters and a description of at most 500.")
	ErrRuleTaken    = fault.New(fault.Conflict, "study.rule_name_taken", "The domain has a rule with this name.")
	ErrRulesMany    = fault.New(fault.Refused, "study.rules_too_many", "A domain can have 200 rules.")
	ErrStale        = fault.New(fault.Conflict, "study.version_stale", "The object was changed in the meantime.")
	ErrDomain       = fault.New(fault.Invalid, "study.domain_invalid", "A domain's number must be positive.")
)

const (
	rulesMax       = 200 // in a domain, without the deleted ones
	nameMax        = 100 // characters
	descriptionMax = 500 // characters
)

type ruleKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

type ruleName struct {
	Domain  int32  `db:"domain"`
	NameKey string `db:"name_key"`
}

type rulesIn struct {
	Domain int32  `db:"domain"`
	Status Status `db:"status"`
}

// Rule is a rule as it is now.
type Rule struct {
	ruleKey
	Domain      int32  `db:"domain"`
	Name        string `db:"name"`
	NameKey     string `db:"name_key"`
	Description string `db:"description"`
	Conditions
	Status    Status          `db:"status"`
	SortOrder int32           `db:"sort_order"`
	Version   int64           `db:"version"`
	CreatedAt instant.Instant `db:"created_at"`
	ChangedAt instant.Instant `db:"changed_at"`
	DeletedAt instant.Instant `db:"deleted_at"`
}

type versionKey struct {
	Bucket  id.Bucket `db:"bucket"`
	Rule    id.ID     `db:"rule"`
	Version int64     `db:"version"`
}

// ruleVersion is what one version of a rule asked and gave.
type ruleVersion struct {
	versionKey
	Name string `db:"name"`
	Conditions
	CreatedAt instant.Instant `db:"created_at"`
}

var (
	rules        = store.Define[ruleKey, Rule]("study_rule")
	ruleByName   = store.Alternate[ruleName](rules, "study_rule_name")
	rulesBy      = store.Group[rulesIn](rules, "study_rule_status")
	ruleVersions = store.Define[versionKey, ruleVersion]("study_rule_version")
)

// BucketOf is where a domain and its new rules are, and the route of writes
// about them.
func BucketOf(domain int32) id.Bucket { return id.ID(max(0, domain)).Bucket() }

func versionOf(rule id.ID, version int64) versionKey {
	return versionKey{rule.Bucket(), rule, version}
}

// key is what makes the rule's name unique while it is not deleted.
func (r *Rule) key() ruleName {
	text := "=" + r.Name
	if r.Status == Deleted {
		text = "-" + strconv.FormatInt(int64(r.ID), 10)
	}
	return ruleName{r.Domain, text}
}

// put stores the rule, its name and its new version.
func (r *Rule) put(tx *store.Tx) {
	r.NameKey = r.key().NameKey
	r.Version, r.ChangedAt = r.Version+1, tx.Now()
	rules.Put(tx, *r)
	ruleVersions.Add(tx, ruleVersion{versionOf(r.ID, r.Version), r.Name, r.Conditions, tx.Now()})
}
