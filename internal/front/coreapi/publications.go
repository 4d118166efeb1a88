package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/publication"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// publicationRoutes are there where the installation publishes.
func (a *API) publicationRoutes() {
	if a.Publications == nil {
		return
	}
	a.add(toRead, a.listPublications, operation{
		Method: http.MethodGet, Path: "/v1/publications", ID: "N-15", Summary: "Publications of creations, newest first.",
		Query: paging(param{"subject", "string", "Whose."}, param{"status", "string", "pending, scheduled, publishing, done, partly, failed or cancelled."}),
		Out:   list[publicationReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
	a.add(toRead, a.getPublication, operation{
		Method: http.MethodGet, Path: "/v1/publications/{id}", ID: "N-15", Summary: "One publication, and what became of it on each platform.",
		Out: publicationReply{}, Status: http.StatusOK, Faults: []*fault.Fault{publication.ErrNotFound},
	})
	a.add(toManage, a.retryPublication, operation{
		Method: http.MethodPost, Path: "/v1/publications/{id}/retry", ID: "N-15",
		Summary: "Begin anew on one platform where it failed or, once a person has looked that it was not posted, where that was not known.",
		In:      publicationRetry{}, Out: publicationReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{publication.ErrNotFound, publication.ErrPlatform, publication.ErrState, publication.ErrUnderWay, publication.ErrReason},
	})
	a.add(toManage, a.cancelPublication, operation{
		Method: http.MethodPost, Path: "/v1/publications/{id}/cancel", ID: "N-15", Summary: "Give up what has not begun, or waits for the member.",
		In: actReason{}, Out: publicationReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{publication.ErrNotFound, publication.ErrStarted, publication.ErrState, publication.ErrReason},
	})
}

// publicationReply is a publication. A list leaves the results out.
type publicationReply struct {
	ID        int64               `json:"id"`
	Subject   string              `json:"subject"`
	Creation  int64               `json:"creation"`
	Platforms []string            `json:"platforms"`
	Status    string              `json:"status" enum:"pending,scheduled,publishing,done,partly,failed,cancelled"`
	DueAt     wireTime            `json:"due_at" doc:"When it begins."`
	CreatedAt wireTime            `json:"created_at"`
	ChangedAt wireTime            `json:"changed_at"`
	Results   []publicationResult `json:"results,omitempty"`
}

// publicationResult is what became of a publication on one platform.
type publicationResult struct {
	Platform  string   `json:"platform"`
	State     string   `json:"state" enum:"pending,preparing,submitting,submitted,unknown,needs_user_action,needs_review,published,draft_created,exported,failed,cancelled"`
	Simulated bool     `json:"simulated" doc:"Nothing was sent."`
	Attempts  int32    `json:"attempts"`
	Reference string   `json:"reference,omitempty" doc:"What the platform calls it."`
	URL       string   `json:"url,omitempty"`
	Reason    string   `json:"reason,omitempty"`
	Detail    string   `json:"detail,omitempty" doc:"A bound, or the platform's own words."`
	SentAt    wireTime `json:"sent_at" doc:"When the call that posts was committed to."`
	LookAt    wireTime `json:"look_at" doc:"When it is looked at again."`
	ChangedAt wireTime `json:"changed_at"`
}

func showPublication(p publication.Publication, results []publication.Result) publicationReply {
	out := publicationReply{
		ID: int64(p.ID), Subject: subjectText(p.Member), Creation: int64(p.Creation), Status: string(p.Status),
		DueAt: wireTime(p.DueAt), CreatedAt: wireTime(p.CreatedAt), ChangedAt: wireTime(p.ChangedAt),
	}
	for _, where := range p.Where() {
		out.Platforms = append(out.Platforms, string(where))
	}
	for _, r := range results {
		out.Results = append(out.Results, publicationResult{
			string(r.Platform), string(r.State), r.IsSimulated(), r.Attempts, r.Ref, r.URL, string(r.Reason), r.Detail, wireTime(r.SentAt), wireTime(r.LookAt), wireTime(r.ChangedAt),
		})
	}
	return out
}

// listPublications is a page of publications.
// contract: N-15
func (a *API) listPublications(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("pb", 2)
	cmd := publication.ListCmd{
		Status: pick(q, "status", publication.Statuses()), BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1,
	}
	subject := q.text("subject")
	if q.err != nil {
		return q.err
	}
	var err error
	if cmd.Member, err = a.whose(r.Context(), subject); err != nil {
		return err
	}
	rows, err := publication.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	show := func(p publication.Publication) publicationReply { return showPublication(p, nil) }
	return answer(w, pageOf(rows, limit, "pb", show, func(p publication.Publication) []int64 { return []int64{int64(p.CreatedAt), int64(p.ID)} }))
}

// getPublication is one publication with its results.
// contract: N-15
func (a *API) getPublication(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	pub, err := publication.Load(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	results, err := publication.Results(r.Context(), a.Store, pub)
	if err != nil {
		return err
	}
	return answer(w, showPublication(pub, results))
}

type publicationRetry struct {
	Platform string `json:"platform" enum:"wechat,xiaohongshu,douyin,kuaishou,toutiao"`
	Reason   string `json:"reason" maxLength:"500" doc:"Why; for the audit record."`
}

// retryPublication begins anew on one platform.
// contract: N-15
func (a *API) retryPublication(w http.ResponseWriter, r *http.Request, c caller) error {
	var req publicationRetry
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.actOnPublication(w, r, c, publication.ActCmd{Platform: req.Platform, Reason: req.Reason}, a.Publications.RetryByOperator)
}

// cancelPublication gives a publication up.
// contract: N-15
func (a *API) cancelPublication(w http.ResponseWriter, r *http.Request, c caller) error {
	var req actReason
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.actOnPublication(w, r, c, publication.ActCmd{Reason: req.Reason}, a.Publications.CancelByOperator)
}

func (a *API) actOnPublication(w http.ResponseWriter, r *http.Request, c caller, cmd publication.ActCmd, do func(*store.Tx, publication.ActCmd) (publication.Publication, error)) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	cmd.Publication, cmd.Actor = i, c.Actor
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		pub, err := do(tx, cmd)
		return showPublication(pub, nil), err
	})
}
