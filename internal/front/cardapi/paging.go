package cardapi

import (
	"net/http"
	"net/url"
	"strconv"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/platform/httpx"
)

// pageSize is the size of a page where the caller names none.
const pageSize = 20

// list is one page. Next and Previous are absolute and keep the filters.
type list[T any] struct {
	Count    int64   `json:"count"`
	Next     *string `json:"next"`
	Previous *string `json:"previous"`
	Results  []T     `json:"results"`
}

func parsePage(r *http.Request) (page.Numbered, error) {
	return httpx.ParsePage(r.URL.Query(), "page_size", pageSize)
}

// replyList answers with a page of what the domain listed.
func replyList[D, W any](a *API, w http.ResponseWriter, r *http.Request, p page.Numbered, found page.List[D], wire func(D) W) error {
	return reply(w, listOf(a, r, p, found, wire))
}

func listOf[D, W any](a *API, r *http.Request, p page.Numbered, found page.List[D], wire func(D) W) list[W] {
	out := list[W]{Count: found.Total, Results: make([]W, len(found.Items))}
	for i, item := range found.Items {
		out.Results[i] = wire(item)
	}
	if last := p.Pages(found.Total); int64(p.Page) < last {
		out.Next = a.pageURL(r, p.Page+1)
	}
	if p.Page > 1 {
		out.Previous = a.pageURL(r, p.Page-1)
	}
	return out
}

// filters are the parameters that lists know. Only these are carried to other
// pages: whatever else a caller has put into an address is not repeated.
var filters = []string{"batch", "category", "end_date", "is_active", "is_published", "is_used", "page_size", "start_date", "template", "user"}

// pageURL is the address of another page of the same list.
func (a *API) pageURL(r *http.Request, number int) *string {
	asked, query := r.URL.Query(), url.Values{}
	for _, name := range filters {
		if asked.Has(name) {
			query.Set(name, asked.Get(name))
		}
	}
	query.Set("page", strconv.Itoa(number))
	text := a.BaseURL + r.URL.Path + "/?" + query.Encode()
	return &text
}

// queryID reads an id of the query, 0 where there is none.
func queryID(q url.Values, name string) (id.ID, error) {
	text := q.Get(name)
	if !q.Has(name) {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, httpx.ErrQuery.With("field", name)
	}
	return id.ID(n), nil
}
