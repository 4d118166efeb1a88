package coreapi

import (
	"net/http"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) categoryRoutes() {
	a.add(toReadDomain, a.listCategories, operation{
		Method: http.MethodGet, Path: "/v1/categories", ID: "N-11", Summary: "The named categories of products: a domain's and those of all.",
		Query: []param{{"domain", "integer", ""}}, Out: list[categoryReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{study.ErrDomainNotFound},
	})
	a.add(toManageDomain, a.putCategory, operation{
		Method: http.MethodPut, Path: "/v1/categories/{code}", ID: "N-11", Summary: "Name a category, or edit it.",
		In: categoryRequest{}, Out: categoryReply{}, Status: http.StatusOK, Faults: []*fault.Fault{exchange.ErrCategory, exchange.ErrStale, study.ErrDomainNotFound},
	})
	a.add(toManageDomain, a.deleteCategory, operation{
		Method: http.MethodDelete, Path: "/v1/categories/{code}", ID: "N-11", Summary: "Forget a category's name; products keep their code.",
		Query: []param{{"domain", "integer", "0, which is all, where it is not said."}}, Out: categoryReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{exchange.ErrCategoryNotFound, study.ErrDomainNotFound, store.ErrText},
	})
}

// categoryReply is a category.
type categoryReply struct {
	Domain    int32    `json:"domain" doc:"0 is all."`
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	SortOrder int32    `json:"sort_order"`
	Version   int64    `json:"version"`
	ChangedAt wireTime `json:"changed_at"`
}

func showCategory(v exchange.Category) categoryReply {
	return categoryReply{v.Domain, v.Code, v.Name, v.SortOrder, v.Version, wireTime(v.ChangedAt)}
}

// listCategories is the categories of the caller's scope, and those of all.
// contract: N-11
func (a *API) listCategories(w http.ResponseWriter, r *http.Request, c caller) error {
	q := queryOf(r)
	domain := q.domain(c)
	if q.err != nil {
		return q.err
	}
	rows, err := exchange.ListCategories(r.Context(), a.Store, domain)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, len(rows), "", showCategory, nil))
}

// categoryRequest is what a category is to be.
type categoryRequest struct {
	Version   int64  `json:"version,omitempty" doc:"The version that an edit saw; missing for a new one."`
	Domain    int32  `json:"domain,omitempty" minimum:"0" doc:"0 is all. A domain admin's is their own."`
	Name      string `json:"name" maxLength:"100"`
	SortOrder int32  `json:"sort_order,omitempty"`
	Reason    string `json:"reason,omitempty" doc:"For the audit record."`
}

// putCategory names or edits a category.
// contract: N-11
func (a *API) putCategory(w http.ResponseWriter, r *http.Request, c caller) error {
	var req categoryRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.Domain == 0 {
		req.Domain = c.own()
	}
	if !c.sees(req.Domain) {
		return study.ErrDomainNotFound
	}
	cmd := exchange.PutCategoryCmd{Domain: req.Domain, Code: r.PathValue("code"), Name: req.Name, SortOrder: req.SortOrder, Version: req.Version}
	return a.write(w, r, c, call{route: exchange.DomainBucket(cmd.Domain), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		before, after, err := exchange.PutCategory(tx, cmd)
		if err != nil {
			return nil, err
		}
		d := act{action: "category.put", object: categoryObject(cmd.Domain, cmd.Code), reason: req.Reason, after: showCategory(after)}
		if before.Version > 0 {
			d.before = showCategory(before)
		}
		return d.after, note(tx, c, d)
	})
}

// deleteCategory forgets a category.
// contract: N-11
func (a *API) deleteCategory(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	code, err := pathCode(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	domain := max(0, q.domain(c))
	if q.err != nil {
		return q.err
	}
	return a.write(w, r, c, call{route: exchange.DomainBucket(domain), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := exchange.DeleteCategory(tx, domain, code)
		if err != nil {
			return nil, err
		}
		return showCategory(was), note(tx, c, act{action: "category.delete", object: categoryObject(domain, code), before: showCategory(was)})
	})
}

func categoryObject(domain int32, code string) string {
	return "category:" + strconv.Itoa(int(domain)) + ":" + code
}
