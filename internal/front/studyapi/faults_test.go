package studyapi

import (
	"testing"

	"guerdon/internal/platform/httpx/faultmap"
)

// byKind are the faults that no operation of this front provokes, or for
// which the words of their kind are the right ones.
var byKind = []string{
	"amount.invalid",
	"chain.address_invalid", "chain.key_unsafe", "chain.not_configured", "chain.not_final", "chain.signature_format", "chain.signature_invalid",
	"chain.text_invalid", "chain.transfer_invalid", "chain.unavailable", "chain.wrong_network",
	"event.data_invalid", "event.id_invalid", "event.in_future", "event.too_old", "event.type_unknown",
	"exchange.category_invalid", "exchange.category_not_found", "exchange.product_invalid", "exchange.version_stale",
	"internal",
	"ledger.already_reversed", "ledger.amount_invalid", "ledger.asset_unknown", "ledger.deadline_invalid", "ledger.hold_finished",
	"ledger.hold_not_found", "ledger.lot_spent", "ledger.not_reversible", "ledger.text_invalid", "ledger.transfer_not_found",
	"member.area_taken", "member.domain_invalid", "member.referrer_cycle", "member.referrer_set", "member.role_invalid", "member.roles_too_many",
	"member.status_invalid", "member.subject_invalid", "member.subject_taken",
	"rule.inactive", "rule.invalid", "rule.not_found", "rule.version_stale",
	"secret.sealed", "secret.unknown_key", "session.none", "session.signature_invalid",
	"setting.unknown", "setting.value_invalid", "setting.version_stale",
	"store.busy", "store.closed", "store.exists", "store.outcome_unknown", "store.panic", "store.too_many_rounds", "store.unreachable",
	"study.achievement_inactive", "study.achievement_invalid", "study.achievement_not_found", "study.day_full", "study.domain_invalid",
	"study.domain_not_found", "study.domain_text_invalid", "study.project_invalid", "study.project_not_found", "study.rating_invalid",
	"study.session_invalid", "study.version_stale",
	"token.expired", "token.invalid",
}

// Every fault that the front can meet has been decided about.
func TestEveryFaultIsDecided(t *testing.T) {
	faultmap.Check(t, "guerdon/internal/front/studyapi", wires, byKind...)
}
