package httpx

import (
	"fmt"
	"net/http"
	"strings"

	"guerdon/internal/base/fault"
)

// Wire is how a front shows a fault.
type Wire struct {
	Status int    // HTTP status
	Code   string // the front's own code, "" where it has none
	Text   string // the front's own words; {name} stands for a parameter
}

// Map is a front's decision about every fault it can meet: by code, else by
// kind, else by DefaultWire. Build it once; it is only read afterwards.
type Map struct {
	Codes map[string]Wire
	Kinds map[fault.Kind]Wire
}

// transport are the statuses of this package's own faults that differ from
// their kind's.
var transport = map[string]int{
	ErrBodyTooLarge.Code: http.StatusRequestEntityTooLarge,
	ErrContentType.Code:  http.StatusUnsupportedMediaType,
	ErrMethod.Code:       http.StatusMethodNotAllowed,
	ErrGone.Code:         499, // nobody reads it; the logs tell it from ours
}

var kindStatus = [...]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Refused:         http.StatusUnprocessableEntity,
	fault.Limited:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// DefaultWire is the status of a fault where a front has no other, with the
// fault's own English text.
func DefaultWire(f *fault.Fault) Wire {
	if status, ok := transport[f.Code]; ok {
		return Wire{Status: status, Text: f.Text}
	}
	return Wire{Status: kindStatus[f.Kind], Text: f.Text}
}

// Of finds how to show err. The returned fault is FaultOf(err). A Wire of
// the Map without a status or text takes what it lacks from DefaultWire.
func (m Map) Of(err error) (Wire, *fault.Fault) {
	f := FaultOf(err)
	w, ok := m.Codes[f.Code]
	if !ok {
		w = m.Kinds[f.Kind]
		if own, ok := transport[f.Code]; ok {
			w.Status = own
		}
	}
	standard := DefaultWire(f)
	if w.Status == 0 {
		w.Status = standard.Status
	}
	if w.Text == "" {
		w.Text = standard.Text
	}
	w.Text = fill(w.Text, f.Params)
	return w, f
}

// fill replaces {name} with the fault's parameter of that name.
func fill(text string, params map[string]any) string {
	if len(params) == 0 || !strings.Contains(text, "{") {
		return text
	}
	for name, value := range params {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}
