package lootapi

import (
	"testing"

	"guerdon/internal/platform/httpx/faultmap"
)

// byKind are the faults that no operation of this front provokes, or for
// which the words of their kind are the right ones.
var byKind = []string{
	"internal", "amount.invalid", "amount.overflow", "password.policy", "token.expired", "token.invalid", "session.token_invalid",
	"blob.name", "blob.signature", "blob.too_large", "generation.provider_panic", "generation.result_invalid", "rule.inactive", "rule.invalid", "rule.not_found", "rule.version_stale",
	"creation.content_fixed", "creation.field_invalid", "creation.not_found", "creation.type_unknown",
	"generation.cancelled", "generation.ended", "generation.input_invalid", "generation.reason_missing", "generation.tool_inactive", "generation.tool_invalid", "generation.tool_stale", "generation.tool_unknown",
	"membership.expired", "membership.plan_unknown",
	"model.base_invalid", "model.exists", "model.field_invalid", "model.inactive", "model.key_missing", "model.kind_mismatch", "model.not_found", "model.version_stale",
	"secret.sealed", "secret.unknown_key", "setting.unknown", "setting.value_invalid", "setting.version_stale",
	"catalog.item_invalid", "catalog.item_not_found", "catalog.version_stale", "chain.text_invalid",
	"job.cancelled", "job.crashed", "job.exhausted", "job.finished", "job.invalid", "job.lease_lost", "job.not_found", "job.not_retryable", "job.panic", "job.timeout",
	"ledger.already_reversed", "ledger.amount_invalid", "ledger.asset_unknown", "ledger.deadline_invalid", "ledger.hold_finished", "ledger.hold_not_found",
	"ledger.lot_spent", "ledger.not_reversible", "ledger.text_invalid", "ledger.transfer_not_found",
	"lootbox.invalid", "lootbox.odds_invalid", "lootbox.prize_invalid", "lootbox.version_stale",
	"member.area_taken", "member.domain_invalid", "member.not_found", "member.referrer_cycle", "member.referrer_set", "member.role_invalid", "member.roles_too_many", "member.status_invalid", "member.subject_invalid", "member.subject_taken",
	"operator.last_admin", "operator.name_invalid", "operator.name_taken", "operator.not_found", "operator.role_invalid", "operator.status_invalid",
	"store.busy", "store.closed", "store.exists", "store.outcome_unknown", "store.panic", "store.text", "store.too_many_rounds", "store.unreachable",
	"revenue.entry_invalid",
}

// Every fault that the front can meet has been decided about.
func TestEveryFaultIsDecided(t *testing.T) {
	faultmap.Check(t, "guerdon/internal/front/lootapi", wires, byKind...)
}
