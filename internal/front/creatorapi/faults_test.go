package creatorapi

import (
	"slices"
	"testing"

	"guerdon/internal/platform/httpx/faultmap"
)

// sharedKinds are the faults of what every area stands on, for which the words of
// their kind are the right ones, or which no operation provokes.
var sharedKinds = []string{
	"redemption.proof_invalid",
	"internal",
	"chain.address_invalid", "chain.key_unsafe", "chain.not_configured", "chain.not_final", "chain.signature_format", "chain.signature_invalid", "chain.text_invalid", "chain.transfer_invalid", "chain.unavailable", "chain.wrong_network",
	"ledger.already_reversed", "ledger.amount_invalid", "ledger.asset_unknown", "ledger.deadline_invalid", "ledger.hold_finished", "ledger.hold_not_found", "ledger.lot_spent", "ledger.not_reversible", "ledger.text_invalid", "ledger.transfer_not_found",
	"member.area_taken", "member.domain_invalid", "member.not_found", "member.referrer_cycle", "member.referrer_set", "member.role_invalid", "member.roles_too_many", "member.status_invalid", "member.subject_invalid", "member.subject_taken",
	"session.none", "session.signature_invalid",
	"store.busy", "store.closed", "store.exists", "store.outcome_unknown", "store.panic", "store.text", "store.too_many_rounds", "store.unreachable",
	"token.expired", "token.invalid",
}

// Every fault that the front can meet has been decided about.
func TestEveryFaultIsDecided(t *testing.T) {
	var all []string
	for _, list := range [][]string{sharedKinds, accountKinds, creditKinds, campaignKinds, generateKinds, publishKinds} {
		for _, code := range list {
			if !slices.Contains(all, code) {
				all = append(all, code)
			}
		}
	}
	faultmap.Check(t, "guerdon/internal/front/creatorapi", wires, all...)
}
