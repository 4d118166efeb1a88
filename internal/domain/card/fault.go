package card

import "guerdon/internal/base/fault"

// Faults of templates.
var (
	ErrTemplateNotFound = fault.New(fault.NotFound, "card.template_not_found", "There is no such card template.")
	ErrTemplateInvalid  = fault.New(fault.Invalid, "card.template_invalid", "A field of the card template is missing or out of bounds.")
	ErrTemplateInactive = fault.New(fault.Invalid, "card.template_inactive", "The card template is not active.")
	ErrTemplateTaken    = fault.New(fault.Conflict, "card.template_exists", "A card template with this id exists.")
	ErrTemplateBatches  = fault.New(fault.Conflict, "card.template_has_batches", "The card template has batches; deactivate it instead.")
	ErrCategoryLocked   = fault.New(fault.Conflict, "card.category_locked", "The category cannot change once there are batches.")
)

// Faults of batches.
var (
	ErrBatchNotFound = fault.New(fault.NotFound, "card.batch_not_found", "There is no such card batch.")
	ErrBatchInvalid  = fault.New(fault.Invalid, "card.batch_invalid", "A field of the card batch is missing or out of bounds.")
	ErrBatchTaken    = fault.New(fault.Conflict, "card.batch_code_taken", "Another card batch has this code.")
	ErrBatchUsed     = fault.New(fault.Conflict, "card.batch_used", "Cards of the batch were used; it cannot be deleted.")
	ErrBatchFull     = fault.New(fault.Refused, "card.batch_full", "The batch has all the cards that it may have.")
	ErrBatchShrinks  = fault.New(fault.Conflict, "card.batch_shrinks", "A batch can only grow.")
	ErrExpiryPast    = fault.New(fault.Invalid, "card.expiry_past", "The expiry date is in the past.")
)

// Faults of cards. Params: card_code; ErrUsed used_by and used_at (an
// instant) for whoever may know; ErrExpired expires_at; ErrGuesses
// retry_after_seconds.
var (
	ErrNotFound   = fault.New(fault.NotFound, "card.not_found", "There is no such card.")
	ErrNotActive  = fault.New(fault.Refused, "card.not_active", "The card's batch is not published.")
	ErrVoided     = fault.New(fault.Refused, "card.voided", "The card is void.")
	ErrUsed       = fault.New(fault.Refused, "card.used", "The card was used before.")
	ErrExpired    = fault.New(fault.Refused, "card.expired", "The card has expired.")
	ErrUsedStays  = fault.New(fault.Conflict, "card.used_stays", "A used card cannot be changed.")
	ErrReason     = fault.New(fault.Invalid, "card.reason_missing", "A reason of 1 to 500 bytes is needed.")
	ErrCardExpiry = fault.New(fault.Invalid, "card.expiry_invalid", "The new expiry must be in the future.")
	ErrFilter     = fault.New(fault.Invalid, "card.filter_invalid", "A filter or period is out of bounds.")
	ErrGuesses    = fault.New(fault.Limited, "card.too_many_attempts", "Too many attempts with card codes; try again later.")
)
