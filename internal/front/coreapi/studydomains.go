package coreapi

import (
	"net/http"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) domainRoutes() {
	none := []*fault.Fault{study.ErrDomainNotFound}
	a.add(toReadDomain, a.listDomains, operation{
		Method: http.MethodGet, Path: "/v1/domains", ID: "N-12", Summary: "The named study domains, by number.",
		Query: paging(), Out: list[domainReply]{}, Status: http.StatusOK,
	})
	a.add(toReadDomain, a.getDomain, operation{
		Method: http.MethodGet, Path: "/v1/domains/{id}", ID: "N-12", Summary: "One study domain.",
		Out: domainReply{}, Status: http.StatusOK, Faults: none,
	})
	a.add(toManage, a.putDomain, operation{
		Method: http.MethodPut, Path: "/v1/domains/{id}", ID: "N-12", Summary: "Name a study domain, or edit it. The rules of an inactive one award nothing.",
		In: domainRequest{}, Out: domainReply{}, Status: http.StatusOK, Faults: append(none, study.ErrDomainInvalid, study.ErrStale),
	})
	a.add(toReadDomain, a.getDomainStatistics, operation{
		Method: http.MethodGet, Path: "/v1/domains/{id}/statistics", ID: "N-12", Summary: "What members studied and earned in a domain, by day, and what became of the exchanges of its products.",
		Query: period("the project's zone"), Out: domainStatistics{}, Status: http.StatusOK, Faults: none,
	})
	a.add(toReadDomain, a.listProjects, operation{
		Method: http.MethodGet, Path: "/v1/domains/{id}/projects", ID: "N-12", Summary: "The projects with limits of their own, by code.",
		Query: paging(), Out: list[projectReply]{}, Status: http.StatusOK, Faults: none,
	})
	a.add(toManageDomain, a.putProject, operation{
		Method: http.MethodPut, Path: "/v1/domains/{id}/projects/{code}", ID: "N-12", Summary: "Say how many minutes a project may take for each rating.",
		In: projectRequest{}, Out: projectReply{}, Status: http.StatusOK, Faults: append(none, study.ErrProjectInvalid, study.ErrStale),
	})
	a.add(toManageDomain, a.deleteProject, operation{
		Method: http.MethodDelete, Path: "/v1/domains/{id}/projects/{code}", ID: "N-12", Summary: "Give a project back to the standard limits: 60, 120, 180.",
		Out: projectReply{}, Status: http.StatusOK, Faults: append(none, study.ErrProjectNotFound, store.ErrText),
	})
}

// domainReply is a study domain.
type domainReply struct {
	ID          int32    `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Status      string   `json:"status" enum:"active,inactive"`
	Version     int64    `json:"version"`
	CreatedAt   wireTime `json:"created_at"`
	ChangedAt   wireTime `json:"changed_at"`
}

func showDomain(d study.Domain) domainReply {
	return domainReply{d.ID, d.Name, d.Description, string(d.Status), d.Version, wireTime(d.CreatedAt), wireTime(d.ChangedAt)}
}

// listDomains is a page of domains; of a domain admin their own.
// contract: N-12
func (a *API) listDomains(w http.ResponseWriter, r *http.Request, c caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("d", 1)[0]
	if q.err != nil {
		return q.err
	}
	rows, err := study.ListDomains(r.Context(), a.Store, int32(min(max(after, 0), 1<<31-1)), c.own(), limit+1)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "d", showDomain, func(d study.Domain) []int64 { return []int64{int64(d.ID)} }))
}

// getDomain is one domain.
// contract: N-12
func (a *API) getDomain(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := pathDomain(r, c)
	if err != nil {
		return err
	}
	d, err := study.LoadDomain(r.Context(), a.Store, n)
	if err != nil {
		return err
	}
	return answer(w, showDomain(d))
}

// domainRequest is what a domain is to be.
type domainRequest struct {
	Version     int64  `json:"version,omitempty" doc:"The version that an edit saw; missing for a new one."`
	Name        string `json:"name" maxLength:"100"`
	Description string `json:"description,omitempty" maxLength:"500"`
	Status      string `json:"status,omitempty" enum:"active,inactive" doc:"active where it is not said."`
	Reason      string `json:"reason,omitempty" doc:"For the audit record."`
}

// putDomain names or edits a domain.
// contract: N-12
// contract: S3-M7
func (a *API) putDomain(w http.ResponseWriter, r *http.Request, c caller) error {
	var req domainRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	n, err := pathDomain(r, c)
	if err != nil {
		return err
	}
	cmd := study.PutDomainCmd{ID: n, Name: req.Name, Description: req.Description, Status: statusOf(req.Status), Version: req.Version}
	return a.write(w, r, c, call{route: study.BucketOf(n), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		before, after, err := study.PutDomain(tx, cmd)
		if err != nil {
			return nil, err
		}
		d := act{action: "domain.put", object: "domain:" + strconv.Itoa(int(n)), reason: req.Reason, after: showDomain(after)}
		if before.Version > 0 {
			d.before = showDomain(before)
		}
		return d.after, note(tx, c, d)
	})
}

// projectReply is a project's limits.
type projectReply struct {
	Domain       int32    `json:"domain"`
	Code         string   `json:"code"`
	Name         string   `json:"name"`
	ExcellentMax int32    `json:"excellent_max" doc:"The most minutes for this rating."`
	GoodMax      int32    `json:"good_max"`
	AverageMax   int32    `json:"average_max" doc:"Beyond it the rating is poor."`
	Version      int64    `json:"version"`
	ChangedAt    wireTime `json:"changed_at"`
}

func showProject(p study.Project) projectReply {
	return projectReply{p.Domain, p.Project, p.Name, p.Excellent, p.Good, p.Average, p.Version, wireTime(p.ChangedAt)}
}

// listProjects is a page of a domain's projects.
// contract: N-12
func (a *API) listProjects(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := pathDomain(r, c)
	if err != nil {
		return err
	}
	q := queryOf(r)
	limit, offset := q.limit(), q.offset("p")
	if q.err != nil {
		return q.err
	}
	rows, err := study.ListProjects(r.Context(), a.Store, n, limit+1, offset)
	if err != nil {
		return err
	}
	return answer(w, counted(rows, limit, offset, "p", showProject))
}

// projectRequest is what a project's limits are to be.
type projectRequest struct {
	Version      int64  `json:"version,omitempty" doc:"The version that an edit saw; missing for a new one."`
	Name         string `json:"name" maxLength:"100"`
	ExcellentMax int32  `json:"excellent_max" minimum:"0"`
	GoodMax      int32  `json:"good_max" minimum:"0"`
	AverageMax   int32  `json:"average_max" minimum:"0"`
	Reason       string `json:"reason,omitempty" doc:"For the audit record."`
}

// putProject sets a project's limits.
// contract: N-12
func (a *API) putProject(w http.ResponseWriter, r *http.Request, c caller) error {
	var req projectRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	n, code, err := pathProject(r, c)
	if err != nil {
		return err
	}
	cmd := study.PutProjectCmd{Domain: n, Project: code, Name: req.Name, Limits: study.Limits{Excellent: req.ExcellentMax, Good: req.GoodMax, Average: req.AverageMax}, Version: req.Version}
	return a.write(w, r, c, call{route: study.BucketOf(n), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		before, after, err := study.PutProject(tx, cmd)
		if err != nil {
			return nil, err
		}
		d := act{action: "study_project.put", object: projectObject(n, code), reason: req.Reason, after: showProject(after)}
		if before.Version > 0 {
			d.before = showProject(before)
		}
		return d.after, note(tx, c, d)
	})
}

// deleteProject ends a project's own limits.
// contract: N-12
func (a *API) deleteProject(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	n, code, err := pathProject(r, c)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: study.BucketOf(n), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := study.DeleteProject(tx, n, code)
		if err != nil {
			return nil, err
		}
		return showProject(was), note(tx, c, act{action: "study_project.delete", object: projectObject(n, code), before: showProject(was)})
	})
}

func pathProject(r *http.Request, c caller) (int32, string, error) {
	n, err := pathDomain(r, c)
	if err != nil {
		return 0, "", err
	}
	code, err := pathCode(r)
	return n, code, err
}

func projectObject(domain int32, code string) string {
	return "study_project:" + strconv.Itoa(int(domain)) + ":" + code
}
