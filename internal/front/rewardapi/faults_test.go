package rewardapi

import (
	"testing"

	"guerdon/internal/platform/httpx/faultmap"
)

// byKind are the faults that no operation of this front provokes, or for
// which the words of their kind are the right ones.
var byKind = []string{
	"amount.invalid", "amount.overflow",
	"chain.address_invalid", "chain.key_unsafe", "chain.not_configured", "chain.not_final", "chain.signature_format", "chain.signature_invalid", "chain.text_invalid", "chain.transfer_invalid", "chain.unavailable", "chain.wrong_network",
	"event.data_invalid", "event.id_invalid", "event.in_future", "event.too_old", "event.type_unknown",
	"internal",
	"job.cancelled", "job.crashed", "job.exhausted", "job.finished", "job.invalid", "job.lease_lost", "job.not_found", "job.not_retryable", "job.panic", "job.timeout",
	"ledger.already_reversed", "ledger.amount_invalid", "ledger.asset_unknown", "ledger.deadline_invalid", "ledger.hold_finished", "ledger.hold_not_found", "ledger.insufficient", "ledger.lot_spent", "ledger.not_reversible", "ledger.text_invalid", "ledger.transfer_not_found",
	"member.area_taken", "member.domain_invalid", "member.not_found", "member.referrer_cycle", "member.referrer_set", "member.role_invalid", "member.roles_too_many", "member.status_invalid", "member.subject_invalid", "member.subject_taken",
	"page.invalid",
	"reward.not_found", "reward.nothing_settleable", "reward.reason_missing", "reward.region_invalid", "reward.state", "reward.terms_invalid", "reward.terms_not_found", "reward.terms_stale", "reward.trees_invalid",
	"rule.inactive", "rule.invalid", "rule.not_found", "rule.version_stale",
	"secret.sealed", "secret.unknown_key", "session.none", "session.signature_invalid",
	"setting.unknown", "setting.value_invalid", "setting.version_stale",
	"settlement.address_invalid", "settlement.case_closed", "settlement.case_not_found", "settlement.currency_unknown", "settlement.not_found", "settlement.outcome_invalid", "settlement.provider_away", "settlement.reason_missing", "settlement.state",
	"store.busy", "store.closed", "store.exists", "store.outcome_unknown", "store.panic", "store.text", "store.too_many_rounds", "store.unreachable",
	"token.expired", "token.invalid",
}

// Every fault that the front can meet has been decided about.
func TestEveryFaultIsDecided(t *testing.T) {
	faultmap.Check(t, "guerdon/internal/front/rewardapi", wires, byKind...)
}
