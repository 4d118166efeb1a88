package coreapi

import (
	"net/http"
	"slices"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// The faults that calls of a sort have in common, for their description.
var (
	everyCall = []*fault.Fault{fault.ErrInternal, httpx.ErrRateLimited, httpx.ErrTimeout, store.ErrBusy, store.ErrUnreachable, store.ErrClosed}
	known     = []*fault.Fault{errNobody, apikey.ErrUnknown, session.ErrNone}
	someMay   = []*fault.Fault{errScope}
	withQuery = []*fault.Fault{httpx.ErrQuery}
	withID    = []*fault.Fault{errID}
	withBody  = []*fault.Fault{httpx.ErrBodyTooLarge, httpx.ErrBodyEmpty, httpx.ErrBodyMalformed, httpx.ErrBodyRead, httpx.ErrContentType, httpx.ErrFieldType, store.ErrText}
	changing  = []*fault.Fault{httpx.ErrOrigin, httpx.ErrContentType, store.ErrOutcomeUnknown}
	keyed     = []*fault.Fault{idem.ErrKeyInvalid, idem.ErrKeyReused, httpx.ErrBodyTooLarge, httpx.ErrBodyRead}
)

// common are the faults that the call has in common with others of its sort.
func (o operation) common() []*fault.Fault {
	list := slices.Clone(everyCall)
	add := func(when bool, more []*fault.Fault) {
		if when {
			list = append(list, more...)
		}
	}
	add(!o.Open, known)
	add(!o.Open && o.need != toKnow, someMay)
	add(len(o.Query) > 0, withQuery)
	add(strings.Contains(o.Path, "{id}"), withID)
	add(o.In != nil, withBody)
	add(o.Method != http.MethodGet, changing)
	add(o.Method != http.MethodGet && !o.Once, keyed)
	return list
}
