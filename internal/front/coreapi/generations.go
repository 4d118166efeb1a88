package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

func (a *API) taskRoutes() {
	a.add(toRead, a.listTasks, operation{
		Method: http.MethodGet, Path: "/v1/generations", ID: "N-15", Summary: "Tasks of generation, latest first: the queue is those that are processing.",
		Query: paging(param{"subject", "string", "Whose; everybody's where it is missing."}, param{"state", "string", "processing, completed or failed."}, param{"kind", "string", "article, image, video, deck or chat."}),
		Out:   list[generationReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
	a.add(toRead, a.getTask, operation{
		Method: http.MethodGet, Path: "/v1/generations/{id}", ID: "N-15", Summary: "One task.",
		Out: generationReply{}, Status: http.StatusOK, Faults: []*fault.Fault{generation.ErrNotFound},
	})
	a.add(toManage, a.cancelTask, operation{
		Method: http.MethodPost, Path: "/v1/generations/{id}/cancel", ID: "N-15", Summary: "End a task that is processing; what it held is given back.",
		In: generationReason{}, Out: generationReply{}, Status: http.StatusOK, Faults: []*fault.Fault{generation.ErrNotFound, generation.ErrEnded, generation.ErrReason},
	})
	a.add(toManage, a.retryTask, operation{
		Method: http.MethodPost, Path: "/v1/generations/{id}/retry", ID: "N-15", Summary: "Have a task that is processing, and waits or is stuck, tried again now.",
		Out: generationReply{}, Status: http.StatusOK, Faults: []*fault.Fault{generation.ErrNotFound, generation.ErrEnded, job.ErrNotRetryable, job.ErrNotFound},
	})
}

// generationReply is a task. What was asked and made is the member's, and not
// shown.
type generationReply struct {
	ID          int64    `json:"id"`
	Task        string   `json:"task_id"`
	Member      int64    `json:"member"`
	Kind        string   `json:"kind"`
	Tool        string   `json:"tool,omitempty"`
	State       string   `json:"state" enum:"processing,completed,failed"`
	Error       string   `json:"error,omitempty" doc:"The code of why it failed."`
	Provider    string   `json:"provider"`
	Model       *int64   `json:"model" doc:"null is the provider's own."`
	Tried       []string `json:"tried" doc:"Channels that failed before."`
	Submit      string   `json:"submit_state,omitempty" enum:"submitting,submitted,unknown" doc:"Of what is made at the vendor."`
	Reference   string   `json:"vendor_ref,omitempty"`
	Charge      string   `json:"charge,omitempty" enum:"free,held,captured,voided" doc:"Missing where nobody pays."`
	Price       string   `json:"price" doc:"CREDIT, when it began."`
	Paid        string   `json:"paid" doc:"CREDIT, really charged."`
	Hold        *int64   `json:"hold"`
	Transfer    *int64   `json:"transfer"`
	TokensIn    int64    `json:"tokens_in"`
	TokensOut   int64    `json:"tokens_out"`
	Creation    *int64   `json:"creation"`
	CreatedAt   wireTime `json:"created_at"`
	FinishedAt  wireTime `json:"finished_at"`
	ExpiresAt   wireTime `json:"expires_at" doc:"When it is given up, or deleted."`
	SubmittedAt wireTime `json:"submitted_at"`
}

func showGeneration(g generation.Generation) generationReply {
	return generationReply{
		ID: int64(g.ID), Task: g.Task, Member: int64(g.Member), Kind: string(g.Kind), Tool: g.Tool, State: string(g.State), Error: g.Error,
		Provider: g.Provider, Model: optional(g.Model), Tried: g.Channels(), Submit: string(g.Submit), Reference: g.VendorRef,
		Charge: string(g.Charge), Price: wireAmount(g.Price, ledger.Credit), Paid: wireAmount(g.Paid, ledger.Credit), Hold: optional(g.Hold), Transfer: optional(g.Payment),
		TokensIn: g.TokensIn, TokensOut: g.TokensOut, Creation: optional(g.Creation),
		CreatedAt: wireTime(g.CreatedAt), FinishedAt: wireTime(g.FinishedAt), ExpiresAt: wireTime(g.ExpiresAt), SubmittedAt: wireTime(g.SubmittedAt),
	}
}

// listTasks is a page of tasks.
// contract: N-15
func (a *API) listTasks(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("g", 2)
	cmd := generation.ListCmd{
		State: generation.State(q.oneOf("state", "processing", "completed", "failed")), Kind: generation.Kind(q.oneOf("kind", "article", "image", "video", "deck", "chat")),
		BeforeAt: instant.Instant(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1,
	}
	member, known, err := a.someone(r, q)
	if err != nil {
		return err
	}
	var rows []generation.Generation
	if cmd.Member = member; known {
		if rows, err = generation.List(r.Context(), a.Store, cmd); err != nil {
			return err
		}
	}
	return answer(w, pageOf(rows, limit, "g", showGeneration, func(g generation.Generation) []int64 { return []int64{int64(g.CreatedAt), int64(g.ID)} }))
}

// someone is whom the query's subject names, 0 for everybody; known is false
// for a subject of nobody yet.
func (a *API) someone(r *http.Request, q *query) (who id.ID, known bool, err error) {
	subject := q.text("subject")
	if q.err != nil || subject == "" {
		return 0, true, q.err
	}
	found, err := a.Directory.Resolve(r.Context(), subject)
	return found.ID, found.ID != 0, err
}

// getTask shows a task.
// contract: N-15
func (a *API) getTask(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	g, err := generation.Load(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, showGeneration(g))
}

type generationReason struct {
	Reason string `json:"reason" maxLength:"500" doc:"Why; for the audit record."`
}

// cancelTask ends a task.
// contract: N-15
func (a *API) cancelTask(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req generationReason
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		g, err := a.Generations.Cancel(tx, generation.ManageCmd{Generation: i, Reason: req.Reason, Actor: c.Actor})
		return showGeneration(g), err
	})
}

// retryTask has a task tried again.
// contract: N-15
func (a *API) retryTask(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		g, err := a.Generations.Retry(tx, generation.ManageCmd{Generation: i, Actor: c.Actor})
		return showGeneration(g), err
	})
}
