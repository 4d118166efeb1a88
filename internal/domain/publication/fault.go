package publication

import "guerdon/internal/base/fault"

// Faults of callers.
var (
	ErrNotFound    = fault.New(fault.NotFound, "publication.not_found", "There is no such publication.")
	ErrNoCreation  = fault.New(fault.NotFound, "publication.creation_not_found", "There is no such creation.")
	ErrPlatform    = fault.New(fault.Invalid, "publication.platform_unknown", "The platform must be wechat, xiaohongshu, douyin, kuaishou or toutiao.")
	ErrPlatforms   = fault.New(fault.Invalid, "publication.platforms_invalid", "Name one to five platforms.")
	ErrCredentials = fault.New(fault.Invalid, "publication.credentials_invalid", "The credentials lack a field, or one is out of bounds.")
	ErrSandbox     = fault.New(fault.Refused, "publication.sandbox_refused", "These are sandbox credentials, and there is no sandbox here.")
	// ErrUnbound: param platform.
	ErrUnbound = fault.New(fault.Refused, "publication.unbound", "No account is bound on this platform.")
	// ErrRefused: no platform can take the creation; params platform, reason
	// and detail of the first.
	ErrRefused  = fault.New(fault.Refused, "publication.refused", "The creation does not fit the rules of the platform.")
	ErrPast     = fault.New(fault.Invalid, "publication.time_past", "The time of publication has passed.")
	ErrTooFar   = fault.New(fault.Invalid, "publication.time_too_far", "The time of publication is more than a year away.")
	ErrUnderWay = fault.New(fault.Conflict, "publication.under_way", "The creation is being published on this platform already.")
	// ErrStarted: it is too late to cancel.
	ErrStarted = fault.New(fault.Conflict, "publication.started", "The publication has begun and cannot be cancelled.")
	// ErrState: param state.
	ErrState = fault.New(fault.Conflict, "publication.state", "The result is in another state.")
	// ErrReview: whether it was posted is not known; a person must look first.
	ErrReview = fault.New(fault.Conflict, "publication.needs_review", "It is not known whether it was posted; look on the platform first.")
	ErrLink   = fault.New(fault.Invalid, "publication.link_invalid", "The link must be an https address of a post on the platform.")
	ErrReason = fault.New(fault.Invalid, "publication.reason_missing", "This needs a reason of 1 to 500 bytes.")
)

// errLost says that somebody else works on the result by now.
var errLost = fault.New(fault.Conflict, "publication.lost", "Somebody else works on this result.")
