package generation

import "guerdon/internal/base/fault"

// Faults of starting, finding and claiming.
var (
	// ErrPrompt: param reason is empty, too_long or text.
	ErrPrompt   = fault.New(fault.Invalid, "generation.prompt_invalid", "The prompt must have 1 to 2000 characters.")
	ErrKind     = fault.New(fault.Invalid, "generation.kind_unknown", "This kind of content cannot be generated.")
	ErrProduct  = fault.New(fault.Invalid, "generation.product_unknown", "There is no such product.")
	ErrNotFound = fault.New(fault.NotFound, "generation.not_found", "There is no such task.")
	// ErrMemberBusy: the member has as many tasks under way as they may;
	// param retry_after_seconds.
	ErrMemberBusy = fault.New(fault.Limited, "generation.member_busy", "Too many of your tasks are under way; wait for one to finish.")
	// ErrQueueFull: too many tasks wait already; param retry_after_seconds.
	ErrQueueFull = fault.New(fault.Unavailable, "generation.queue_full", "Too many tasks are waiting; try again shortly.")
	// ErrInput: an input of a paid task is out of bounds; param field.
	ErrInput = fault.New(fault.Invalid, "generation.input_invalid", "A field of the request is missing or out of bounds.")
	ErrTool  = fault.New(fault.NotFound, "generation.tool_unknown", "There is no such tool.")
	// ErrToolClosed: an operator has closed the tool.
	ErrToolClosed = fault.New(fault.Refused, "generation.tool_inactive", "The tool is not available.")
	ErrNoProvider = fault.New(fault.Unavailable, "generation.no_provider", "No provider for this kind of content is configured.")
)

// Why a task failed. Its row keeps the code; Generation.Failure gives the
// fault. A provider that refuses an input for good returns ErrRefused.
var (
	ErrRefused = fault.New(fault.Refused, "generation.refused", "The provider does not accept this prompt.")
	ErrFailed  = fault.New(fault.Refused, "generation.failed", "The generation failed.")
	ErrTimeout = fault.New(fault.Refused, "generation.timeout", "The generation took too long.")
	// ErrCancelled: an operator ended it.
	ErrCancelled = fault.New(fault.Refused, "generation.cancelled", "The generation was cancelled.")
)

// Faults of managing tasks and tools.
var (
	ErrEnded     = fault.New(fault.Conflict, "generation.ended", "The task has ended already.")
	ErrReason    = fault.New(fault.Invalid, "generation.reason_missing", "A reason of 1 to 500 bytes must be given.")
	ErrToolField = fault.New(fault.Invalid, "generation.tool_invalid", "A field of the tool is out of bounds.")
	ErrToolStale = fault.New(fault.Conflict, "generation.tool_stale", "The tool was changed in the meantime.")
)

// Faults of vendors' answers.
var (
	// ErrSubmitUnknown leaves open whether the vendor began: what was held for
	// it stays held until that is looked up.
	ErrSubmitUnknown = fault.New(fault.Unavailable, "generation.submit_unknown", "It is not known whether the provider accepted the task.")
	// ErrVendor: the vendor is away, overloaded or answered nonsense; another
	// may be asked. Param retry_after_seconds, where it said so.
	ErrVendor = fault.New(fault.Unavailable, "generation.vendor_failed", "The provider could not be used.")
)

// errResult is a provider's result that cannot be kept.
var errResult = fault.New(fault.Internal, "generation.result_invalid", "The provider gave a result that cannot be used.")

// errPanic is a provider that met an impossible state.
var errPanic = fault.New(fault.Internal, "generation.provider_panic", "The provider met an impossible state.")
