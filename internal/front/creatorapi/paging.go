package creatorapi

import (
	"net/http"

	"guerdon/internal/base/page"
	"guerdon/internal/platform/httpx"
)

// pageSize is the size of a page where the caller names none.
const pageSize = 20

// list is one page.
type list[T any] struct {
	Total    int64 `json:"total"`
	Page     int   `json:"page"`
	PageSize int   `json:"page_size"`
	Items    []T   `json:"items"`
}

func parsePage(r *http.Request) (page.Numbered, error) {
	return httpx.ParsePage(r.URL.Query(), "page_size", pageSize)
}

// replyList answers with a page of what the domain listed.
func replyList[D, W any](w http.ResponseWriter, p page.Numbered, found page.List[D], wire func(D) W) error {
	return reply(w, success, listOf(p, found, wire))
}

func listOf[D, W any](p page.Numbered, found page.List[D], wire func(D) W) list[W] {
	out := list[W]{Total: found.Total, Page: p.Page, PageSize: p.Size, Items: make([]W, len(found.Items))}
	for i, item := range found.Items {
		out.Items[i] = wire(item)
	}
	return out
}
