package cashier

import (
	"testing"

	"guerdon/internal/platform/httpx/faultmap"
)

// Every fault that the cashier can meet has been decided about: by its kind,
// where nothing here provokes it.
func TestEveryFaultIsDecided(t *testing.T) {
	faultmap.Check(t, "guerdon/internal/front/cashier", wires,
		"amount.invalid", "amount.overflow", "internal", "page.invalid",
		"job.cancelled", "job.crashed", "job.exhausted", "job.finished", "job.invalid", "job.lease_lost", "job.not_found", "job.not_retryable", "job.panic", "job.timeout",
		"ledger.already_reversed", "ledger.amount_invalid", "ledger.asset_unknown", "ledger.deadline_invalid", "ledger.hold_finished", "ledger.hold_not_found", "ledger.insufficient", "ledger.lot_spent", "ledger.not_reversible", "ledger.text_invalid", "ledger.transfer_not_found",
		"membership.expired", "membership.plan_unknown",
		"order.amount_invalid", "order.balance_recharge", "order.coupon_unknown", "order.method_unknown", "order.payment_mismatch", "order.payment_refused", "order.reason_missing", "order.refund_not_found", "order.refunding", "order.review_closed", "order.review_not_found", "order.too_many_open",
		"payment.absent", "payment.busy", "payment.command", "payment.not_paid", "payment.notification", "payment.rejected", "payment.setup", "payment.signature", "payment.stale", "payment.state", "payment.unknown", "payment.wrong_amount", "payment.wrong_merchant", "payment.wrong_order",
		"setting.unknown", "setting.value_invalid", "setting.version_stale",
		"store.busy", "store.closed", "store.exists", "store.outcome_unknown", "store.panic", "store.text", "store.too_many_rounds", "store.unreachable",
	)
}
