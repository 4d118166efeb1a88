package creatorapi

// creditKinds are the area's faults for which the words of their kind are the
// right ones, or which no operation provokes.
var creditKinds = []string{
	// Of what operators do, and of settings.
	"order.reason_missing", "order.refund_not_found", "order.refunding", "order.review_closed", "order.review_not_found",
	"setting.unknown", "setting.value_invalid", "setting.version_stale",
	"job.cancelled", "job.crashed", "job.exhausted", "job.finished", "job.invalid", "job.lease_lost", "job.not_found", "job.not_retryable", "job.panic", "job.timeout",
	// Of calls to vendors: the order says what became of them.
	"payment.absent", "payment.busy", "payment.command", "payment.not_paid", "payment.rejected", "payment.setup", "payment.state", "payment.unknown",
	"payment.wrong_amount", "payment.wrong_merchant", "payment.wrong_order",
}
