package lootapi

import (
	"net/http"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/httpx"
)

// dataReply is the envelope of most answers.
type dataReply struct {
	Success bool `json:"success"`
	Data    any  `json:"data"`
}

func data(v any) dataReply { return dataReply{true, v} }

// messageReply is the answer of what has nothing to tell but that it is done.
type messageReply struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

func done(message string) messageReply { return messageReply{true, message} }

// pagination tells where a page stands.
type pagination struct {
	Page    int   `json:"page"`
	Pages   int64 `json:"pages"`
	PerPage int   `json:"per_page"`
	Total   int64 `json:"total"`
}

func paginationOf(p page.Numbered, total int64) pagination {
	return pagination{Page: p.Page, Pages: p.Pages(total), PerPage: p.Size, Total: total}
}

// perPage is the page size where a request names none.
const perPage = 20

func pageOf(r *http.Request) (page.Numbered, error) {
	return httpx.ParsePage(r.URL.Query(), "per_page", perPage)
}

// wireTime is an instant in the project's zone, which it does not name; null
// for none.
func (a *API) wireTime(i instant.Instant) *string {
	if i.IsZero() {
		return nil
	}
	text := i.Time().In(a.zone).Format("2006-01-02T15:04:05")
	return &text
}

// masked shows the ends of a wallet's address: "5o5z...qbvy".
func masked(wallet string) string {
	if len(wallet) <= 8 {
		return wallet
	}
	return wallet[:4] + "..." + wallet[len(wallet)-4:]
}

// pathID reads an id of the address. What is none names nothing, which is
// the caller's fault notFound.
func pathID(r *http.Request, name string, notFound *fault.Fault) (id.ID, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, notFound
	}
	return id.ID(n), nil
}

// errFieldMissing is a body without a field that it must have; param field.
var errFieldMissing = fault.New(fault.Invalid, "lootapi.field_missing", "A field is missing.")

func missing(field string) error { return errFieldMissing.With("field", field) }

// listed maps a list to its wire form: an empty one is [], never null.
func listed[T, W any](list []T, wire func(T) W) []W {
	out := make([]W, len(list))
	for i, v := range list {
		out[i] = wire(v)
	}
	return out
}
