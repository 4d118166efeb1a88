package studyapi

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

// pagination tells where a page stands.
type pagination struct {
	Page  int   `json:"page"`
	Limit int   `json:"limit"`
	Total int64 `json:"total"`
	Pages int64 `json:"pages"`
}

func paginationOf(p page.Numbered, total int64) pagination {
	return pagination{Page: p.Page, Limit: p.Size, Total: total, Pages: p.Pages(total)}
}

// pageLimit is the page size where a request names none.
const pageLimit = 10

func pageOf(r *http.Request) (page.Numbered, error) {
	return httpx.ParsePage(r.URL.Query(), "limit", pageLimit)
}

// recordsData is a page of records.
type recordsData[W any] struct {
	Records    []W        `json:"records"`
	Pagination pagination `json:"pagination"`
}

// wireTime is an instant of records, to the second.
func wireTime(i instant.Instant) string { return i.Time().Format("2006-01-02T15:04:05Z") }

// wireTimeMs is an instant of rules, to the millisecond.
func wireTimeMs(i instant.Instant) string { return i.Time().Format("2006-01-02T15:04:05.000Z") }

// pathID reads the id of the address. What is none names nothing, which is
// the caller's fault notFound.
func pathID(r *http.Request, notFound *fault.Fault) (id.ID, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, notFound
	}
	return id.ID(n), nil
}

// errFieldMissing is a body without a field that it must have; param field.
var errFieldMissing = fault.New(fault.Invalid, "studyapi.field_missing", "A field is missing.")

func missing(field string) error { return errFieldMissing.With("field", field) }

// listed maps a list to its wire form: an empty one is [], never null.
func listed[T, W any](list []T, wire func(T) W) []W {
	out := make([]W, len(list))
	for i, v := range list {
		out[i] = wire(v)
	}
	return out
}
