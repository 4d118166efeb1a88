package cardapi

import (
	"testing"

	"guerdon/internal/platform/httpx/faultmap"
)

// byKind are the faults that no operation of this front provokes, or for
// which the words of their kind are the right ones.
var byKind = []string{
	"internal", "amount.invalid", "amount.overflow", "token.expired", "token.invalid",
	"blob.name", "blob.not_found", "blob.signature", "blob.too_large", "secret.sealed", "secret.unknown_key",
	"card.code_malformed", "card.code_mistyped", "card.reason_missing", "card.template_exists",
	"catalog.item_invalid", "catalog.item_not_found", "catalog.version_stale",
	"chain.address_invalid", "chain.key_unsafe", "chain.not_configured", "chain.not_final", "chain.signature_format", "chain.signature_invalid",
	"chain.text_invalid", "chain.transfer_invalid", "chain.unavailable", "chain.wrong_network", "inventory.item_not_found",
	"job.cancelled", "job.crashed", "job.exhausted", "job.finished", "job.invalid", "job.lease_lost", "job.not_found", "job.not_retryable", "job.panic", "job.timeout",
	"ledger.already_reversed", "ledger.amount_invalid", "ledger.asset_unknown", "ledger.deadline_invalid", "ledger.hold_finished", "ledger.hold_not_found", "ledger.insufficient",
	"ledger.lot_spent", "ledger.not_reversible", "ledger.text_invalid", "ledger.transfer_not_found",
	"member.area_taken", "member.domain_invalid", "member.referrer_cycle", "member.referrer_set", "member.role_invalid", "member.roles_too_many", "member.status_invalid", "member.subject_taken",
	"print.card_invalid", "print.content_too_long", "print.font_invalid", "print.grid_invalid", "print.too_many_cards",
	"session.none", "session.signature_invalid",
	"store.busy", "store.closed", "store.exists", "store.outcome_unknown", "store.panic", "store.text", "store.too_many_rounds", "store.unreachable",
}

// Every fault that the front can meet has been decided about.
func TestEveryFaultIsDecided(t *testing.T) {
	faultmap.Check(t, "guerdon/internal/front/cardapi", wires, byKind...)
}
