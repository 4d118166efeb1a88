package creatorapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/publication"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// PublishDeps are what the area stands on. Without Publications its operations
// are not there.
type PublishDeps struct {
	Publications *publication.Service
	Exports      *blob.Store  // where the packages are
	ExportLinks  *blob.Signer // of their addresses
	ExportBase   string       // begins them: "http://localhost:8000"
}

func (a *API) publishRoutes() {
	if a.Publications == nil {
		return
	}
	a.add("POST /publish", users, a.handlePublish)
	a.add("GET /publish/platforms", users, a.handlePlatforms)
	a.add("POST /publish/platforms/bind", users, a.handleBind)
	a.add("DELETE /publish/platforms/{platform}", users, a.handleUnbind)
	a.add("GET /publish/history", users, a.handlePublishHistory)
	a.add("GET /publish/{publish_id}", users, a.handlePublication)
	a.add("POST /publish/{publish_id}/cancel", users, a.handleCancelPublish)
	a.add("POST /publish/{publish_id}/results/{platform}/retry", users, a.handleRetryPublish)
	a.add("POST /publish/{publish_id}/results/{platform}/confirm", users, a.handleConfirmPublish)
	a.add("GET "+exportsPath+"{name}", public, a.handleExport)
	a.add("POST /publish/callbacks/douyin", public, a.handleDouyin)
}

// publishRequest is the body of POST /publish.
type publishRequest struct {
	CreationID   id.ID    `json:"creation_id"`
	Platforms    []string `json:"platforms"`
	ScheduleTime wireTime `json:"schedule_time"`
}

// publishReply is the document's answer. Its status is pending also of what is
// scheduled, as the document has it.
type publishReply struct {
	PublishID id.ID  `json:"publish_id"`
	Status    string `json:"status"`
}

const publishCreated = "发布任务已创建"

// handlePublish publishes a creation.
// contract: S2-22
func (a *API) handlePublish(w http.ResponseWriter, r *http.Request, c caller) error {
	var req publishRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.CreationID < 1 {
		return errMissing.With("field", "creation_id")
	}
	if len(req.Platforms) == 0 {
		return errMissing.With("field", "platforms")
	}
	content, early := a.Publications.Load(r.Context(), c.Member, req.CreationID)
	return a.write(w, r, c, c.Member.Bucket(), publishCreated, func(tx *store.Tx) (any, error) {
		if early != nil { // an answer that is kept goes before it
			return nil, early
		}
		pub, err := a.Publications.Publish(tx, publication.PublishCmd{
			Member: c.Member, Creation: req.CreationID, Content: content, Platforms: req.Platforms, At: instant.Instant(req.ScheduleTime),
		})
		if err != nil {
			return nil, explained(err)
		}
		return publishReply{pub.ID, string(publication.StatusPending)}, nil
	})
}

// explained says in words why no platform takes a creation.
func explained(err error) error {
	f := fault.Of(err)
	if f.Code != publication.ErrRefused.Code {
		return err
	}
	reason, _ := f.Params["reason"].(string)
	detail, _ := f.Params["detail"].(string)
	return f.With("why", reasonText(publication.Reason(reason), detail))
}

// changePublication runs a verb on the publication of the address, and answers
// with it as it is then.
func (a *API) changePublication(w http.ResponseWriter, r *http.Request, c caller, verb func(tx *store.Tx, i id.ID) (publication.Publication, error)) error {
	i, err := pathID(r, "publish_id", publication.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, i.Bucket(), success, func(tx *store.Tx) (any, error) {
		pub, err := verb(tx, i)
		return publishReply{pub.ID, string(pub.Status)}, err
	})
}

// handleCancelPublish gives up what has not begun.
// contract: S2-22
func (a *API) handleCancelPublish(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.changePublication(w, r, c, func(tx *store.Tx, i id.ID) (publication.Publication, error) {
		return a.Publications.Cancel(tx, publication.CancelCmd{Member: c.Member, Publication: i})
	})
}

// handleRetryPublish begins anew on one platform.
// contract: S2-22
func (a *API) handleRetryPublish(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.changePublication(w, r, c, func(tx *store.Tx, i id.ID) (publication.Publication, error) {
		return a.Publications.Retry(tx, publication.RetryCmd{Member: c.Member, Publication: i, Platform: r.PathValue("platform")})
	})
}

// handleConfirmPublish takes the member's word for where they have posted.
// contract: S2-22
func (a *API) handleConfirmPublish(w http.ResponseWriter, r *http.Request, c caller) error {
	var req struct {
		URL string `json:"url"`
	}
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.URL == "" {
		return errMissing.With("field", "url")
	}
	return a.changePublication(w, r, c, func(tx *store.Tx, i id.ID) (publication.Publication, error) {
		return a.Publications.Confirm(tx, publication.ConfirmCmd{Member: c.Member, Publication: i, Platform: r.PathValue("platform"), URL: req.URL})
	})
}
