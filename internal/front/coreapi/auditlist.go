package coreapi

import (
	"encoding/json"
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
)

func (a *API) auditRoutes() {
	a.add(toRead, a.listAudit, operation{
		Method: http.MethodGet, Path: "/v1/audit", ID: "N-18", Summary: "What operators and keys did, latest first.",
		Query: paging(param{"object", "string", "As member:123."}, param{"actor", "string", "As operator:1 or api_key:123."}, param{"action", "string", "As member.change."}),
		Out:   list[auditReply]{}, Status: http.StatusOK,
	})
}

// auditReply is one act.
type auditReply struct {
	ID     int64    `json:"id"`
	At     wireTime `json:"at"`
	Actor  string   `json:"actor"`
	Action string   `json:"action"`
	Object string   `json:"object"`
	Reason string   `json:"reason"`
	Before any      `json:"before" doc:"The object as it was; null where it is new."`
	After  any      `json:"after"`
}

func showAct(l audit.Line) auditReply {
	return auditReply{
		ID: int64(l.ID), At: wireTime(l.At), Actor: l.Actor, Action: l.Action, Object: l.Object, Reason: l.Reason,
		Before: asJSON(l.Earlier), After: asJSON(l.Later),
	}
}

// asJSON shows a stored text as the JSON that it is, or as a string where it
// is none (or was cut).
func asJSON(text string) any {
	switch {
	case text == "":
		return nil
	case json.Valid([]byte(text)):
		return json.RawMessage(text)
	}
	return text
}

// listAudit is a page of the record.
// contract: N-18
func (a *API) listAudit(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("a", 2)
	cmd := audit.ListCmd{
		Object: q.text("object"), Actor: q.text("actor"), Action: q.text("action"),
		Before: instantOf(after[0]), Below: id.ID(after[1]), Limit: limit + 1,
	}
	if q.err != nil {
		return q.err
	}
	rows, err := audit.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "a", showAct, func(l audit.Line) []int64 { return []int64{int64(l.At), int64(l.ID)} }))
}
