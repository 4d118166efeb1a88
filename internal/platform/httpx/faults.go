package httpx

import (
	"context"
	"errors"
	"net/http"

	"guerdon/internal/base/fault"
)

// Faults of transport. Statuses are those of DefaultWire unless a front
// says otherwise.
var (
	ErrBodyTooLarge  = fault.New(fault.Invalid, "httpx.body_too_large", "The request body is too large.")
	ErrBodyEmpty     = fault.New(fault.Invalid, "httpx.body_empty", "The request has no body.")
	ErrBodyMalformed = fault.New(fault.Invalid, "httpx.body_malformed", "The request body is not a valid JSON object.")
	ErrBodyRead      = fault.New(fault.Invalid, "httpx.body_read", "The request body did not arrive.")
	ErrContentType   = fault.New(fault.Invalid, "httpx.content_type", "The content type must be application/json.")
	ErrFieldType     = fault.New(fault.Invalid, "httpx.field_type", "A field has the wrong type.")
	ErrQuery         = fault.New(fault.Invalid, "httpx.query", "A query parameter is malformed or out of range.")
	ErrOrigin        = fault.New(fault.Forbidden, "httpx.origin", "Requests from this web origin are not accepted.")
	ErrNoRoute       = fault.New(fault.NotFound, "httpx.no_route", "There is nothing at this address.")
	ErrMethod        = fault.New(fault.Invalid, "httpx.method", "This address does not know this method.")
	ErrRateLimited   = fault.New(fault.Limited, "httpx.rate_limited", "Too many requests; try again later.")
	ErrTimeout       = fault.New(fault.Unavailable, "httpx.timeout", "The request took too long.")
	ErrGone          = fault.New(fault.Unavailable, "httpx.client_gone", "The client closed the connection.")
)

// FaultOf is fault.Of with the errors that net/http and contexts produce
// turned into faults of transport.
func FaultOf(err error) *fault.Fault {
	var f *fault.Fault
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f) && f.Kind != fault.Internal:
		return f
	case errors.As(err, &tooLarge):
		return ErrBodyTooLarge.Because(err)
	case errors.Is(err, context.DeadlineExceeded):
		return ErrTimeout.Because(err)
	case errors.Is(err, context.Canceled):
		return ErrGone.Because(err)
	}
	return fault.Of(err)
}
