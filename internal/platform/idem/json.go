package idem

import (
	"net/http"

	"guerdon/internal/platform/httpx"
)

// Decode is httpx.Decode for a request that writes: where it carries a key,
// its body is kept for Serve to compare. Faults: those of httpx.Decode.
func Decode(r *http.Request, v any) error {
	if err := Keep(r); err != nil {
		return err
	}
	return httpx.Decode(r, v)
}

// DecodeOptional is Decode for a body that may be left out.
func DecodeOptional(r *http.Request, v any) error {
	if err := Keep(r); err != nil {
		return err
	}
	return httpx.DecodeOptional(r, v)
}

// JSON is an answer with v as its body.
func JSON(status int, v any) (Answer, error) {
	body, err := httpx.EncodeJSON(v)
	return Answer{Status: status, ContentType: "application/json", Body: body}, err
}

// Problem is JSON for a front's own error form, with its content type. A form
// that cannot be encoded is a mistake in the program and panics.
func Problem(status int, contentType string, form any) Answer {
	body, err := httpx.EncodeJSON(form)
	if err != nil {
		panic("idem: an error form cannot be encoded: " + err.Error())
	}
	return Answer{Status: status, ContentType: contentType, Body: body}
}
