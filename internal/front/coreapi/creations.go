package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/member"
)

func (a *API) creationRoutes() {
	a.add(toRead, a.listCreations, operation{
		Method: http.MethodGet, Path: "/v1/creations", ID: "N-15", Summary: "What members made, latest first, without the contents.",
		Query: paging(param{"subject", "string", "Whose; everybody's where it is missing."}, param{"type", "string", "writing, image, video or ppt."}, param{"deleted", "boolean", "Also those that were deleted."}),
		Out:   list[creationReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
}

type creationReply struct {
	ID        int64    `json:"id"`
	Member    int64    `json:"member"`
	Type      string   `json:"type" enum:"writing,image,video,ppt"`
	Tool      string   `json:"tool,omitempty"`
	Title     string   `json:"title"`
	Task      string   `json:"task_id"`
	CreatedAt wireTime `json:"created_at"`
	ChangedAt wireTime `json:"changed_at"`
	DeletedAt wireTime `json:"deleted_at"`
}

func showCreation(c creation.Creation) creationReply {
	return creationReply{int64(c.ID), int64(c.Member), string(c.Type), c.Tool, c.Title, c.Task, wireTime(c.CreatedAt), wireTime(c.ChangedAt), wireTime(c.DeletedAt)}
}

// listCreations is a page of creations.
// contract: N-15
func (a *API) listCreations(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("c", 2)
	cmd := creation.LinesCmd{
		Type: creation.Type(q.oneOf("type", "writing", "image", "video", "ppt")), Deleted: q.bool("deleted"),
		BeforeAt: instant.Instant(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1,
	}
	member, known, err := a.someone(r, q)
	if err != nil {
		return err
	}
	var rows []creation.Creation
	if cmd.Member = member; known {
		if rows, err = creation.Lines(r.Context(), a.Store, cmd); err != nil {
			return err
		}
	}
	return answer(w, pageOf(rows, limit, "c", showCreation, func(c creation.Creation) []int64 { return []int64{int64(c.CreatedAt), int64(c.ID)} }))
}
