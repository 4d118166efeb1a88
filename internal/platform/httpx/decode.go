package httpx

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	"guerdon/internal/base/fault"
)

// Decode reads the JSON body of r into the struct that v points to.
//
// It refuses other content types, bodies beyond the limit, nesting beyond
// DepthMax, text that is not UTF-8 or has NUL in it, names given twice in
// one object (also in other case, since Go would merge them) and anything
// after the value. Unknown names are ignored. Numbers meant as money or ids
// go into Money and Int.
// Faults: ErrContentType, ErrBodyTooLarge, ErrBodyRead, ErrBodyEmpty,
// ErrBodyMalformed with a reason, ErrFieldType with the field.
func Decode(r *http.Request, v any) error {
	found, err := decodeBody(r, v)
	if err == nil && !found {
		return ErrBodyEmpty
	}
	return err
}

// DecodeOptional is Decode for requests that may come without a body, which
// leaves v as it is.
func DecodeOptional(r *http.Request, v any) error {
	_, err := decodeBody(r, v)
	return err
}

func decodeBody(r *http.Request, v any) (found bool, err error) {
	var data []byte
	if kept, ok := r.Body.(*keptBody); ok {
		data = kept.data
	} else {
		b := takeBuffer()
		defer putBuffer(b)
		if err := readBody(r, b); err != nil {
			return false, err
		}
		data = b.Bytes()
	}
	if len(data) == 0 {
		return false, nil
	}
	if !jsonType(first(r.Header, "Content-Type")) {
		return false, ErrContentType
	}
	return true, DecodeBytes(data, v)
}

// DecodeBytes is Decode for a body that is there already.
// Faults: ErrBodyEmpty, ErrBodyMalformed, ErrFieldType.
func DecodeBytes(data []byte, v any) error {
	data = bytes.TrimLeft(data, " \t\r\n")
	if len(data) == 0 {
		return ErrBodyEmpty
	}
	if reason := scan(data); reason != "" {
		return ErrBodyMalformed.With("reason", reason)
	}
	if data[0] == 'n' { // null would silently leave v empty
		return ErrBodyMalformed.With("reason", "type")
	}
	if err := json.Unmarshal(data, v); err != nil {
		return decodeFault(err)
	}
	return nil
}

// decodeFault turns the errors of encoding/json into faults.
func decodeFault(err error) error {
	var f *fault.Fault
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &f): // from a field's own UnmarshalJSON
		return f
	case errors.As(err, &wrongType) && wrongType.Field == "":
		return ErrBodyMalformed.With("reason", "type").Because(err)
	case errors.As(err, &wrongType):
		return ErrFieldType.With("field", wrongType.Field).Because(err)
	}
	return ErrBodyMalformed.With("reason", "syntax").Because(err)
}
