package creatorapi

// generateKinds are the area's faults for which the words of their kind are the
// right ones, or which no operation provokes.
var generateKinds = []string{
	"generation.ended", "generation.kind_unknown", "generation.product_unknown", "generation.provider_panic", "generation.reason_missing", "generation.result_invalid",
	"generation.tool_invalid", "generation.tool_stale", "model.exists", "model.version_stale",
	"rule.inactive", "rule.invalid", "rule.not_found", "rule.version_stale",
	"secret.sealed", "secret.unknown_key", "setting.unknown", "setting.value_invalid", "setting.version_stale", "blob.name", "blob.too_large",
	"job.cancelled", "job.crashed", "job.exhausted", "job.finished", "job.invalid", "job.lease_lost", "job.not_found", "job.not_retryable", "job.panic", "job.timeout",
}
