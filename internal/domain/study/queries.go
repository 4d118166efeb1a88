package study

import (
	"context"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

const (
	ruleColumns   = "bucket, id, domain, name, name_key, description, trigger_on, threshold, award, excellent, good, average, poor, points, status, sort_order, version, created_at, changed_at, deleted_at"
	domainColumns = "bucket, id, name, description, status, version, created_at, changed_at"
)

// ListRules is a domain's rules in their order, without the deleted ones.
// contract: S3-06
func ListRules(ctx context.Context, q store.Querier, domain int32) ([]Rule, error) {
	return store.Select[Rule](ctx, q, "SELECT "+ruleColumns+" FROM study_rule WHERE domain = ? AND status <> ? ORDER BY sort_order, id LIMIT ?",
		domain, Deleted, rulesMax)
}

// LoadRule reads a rule of the domain, or of any where domain is 0.
// Faults: ErrRuleNotFound.
func LoadRule(ctx context.Context, q store.Querier, rule id.ID, domain int32) (Rule, error) {
	r, found, err := store.SelectOne[Rule](ctx, q, "SELECT "+ruleColumns+" FROM study_rule WHERE bucket = ? AND id = ?", rule.Bucket(), rule)
	if err == nil && (!found || r.Status == Deleted || domain != 0 && r.Domain != domain) {
		err = ErrRuleNotFound
	}
	return r, err
}

// ListDomains is a page of the named domains by number, after one; where only
// is not 0, that domain alone.
func ListDomains(ctx context.Context, q store.Querier, after, only int32, limit int) ([]Domain, error) {
	return store.Select[Domain](ctx, q, "SELECT "+domainColumns+" FROM study_domain WHERE id > ? AND (id = ? OR ? = 0) ORDER BY id LIMIT ?", after, only, only, limit)
}

// LoadDomain reads a named domain. Faults: ErrDomainNotFound.
func LoadDomain(ctx context.Context, q store.Querier, domain int32) (Domain, error) {
	d, found, err := store.SelectOne[Domain](ctx, q, "SELECT "+domainColumns+" FROM study_domain WHERE bucket = ? AND id = ?", BucketOf(domain), domain)
	if err == nil && !found {
		err = ErrDomainNotFound
	}
	return d, err
}

// ListProjects is a page of a domain's projects by code.
func ListProjects(ctx context.Context, q store.Querier, domain int32, limit, offset int) ([]Project, error) {
	return store.Select[Project](ctx, q, "SELECT bucket, domain, project, name, excellent_max, good_max, average_max, version, changed_at FROM study_project WHERE bucket = ? AND domain = ? ORDER BY project LIMIT ? OFFSET ?",
		BucketOf(domain), domain, limit, offset)
}

// ListAchievements is a page of the defined achievements by code.
func ListAchievements(ctx context.Context, q store.Querier, limit, offset int) ([]Achievement, error) {
	return store.Select[Achievement](ctx, q, "SELECT bucket, code, name, description, points, status, version, changed_at FROM study_achievement ORDER BY code LIMIT ? OFFSET ?", limit, offset)
}

// Streak is how many days in a row the member has studied, as of a day: up to
// it, or up to the day before where there is none on it yet. Beyond 366 it
// stays.
func Streak(ctx context.Context, q store.Querier, member id.ID, today Day) (int32, error) {
	a, _, err := store.SelectOne[anchor](ctx, q, "SELECT bucket, member, early, studied FROM study_member WHERE bucket = ? AND member = ?", member.Bucket(), member)
	if !a.Studied.has(today) {
		today--
	}
	return a.Studied.run(today), err
}
