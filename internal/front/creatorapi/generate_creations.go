package creatorapi

import (
	"net/http"

	"guerdon/internal/base/page"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/generation"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type toolReply struct {
	Type        string `json:"type"`
	Name        string `json:"name"`
	Description string `json:"description"`
	CreditsCost int64  `json:"credits_cost"`
}

// handleTools lists the writing tools.
// contract: S2-13
func (a *API) handleTools(w http.ResponseWriter, r *http.Request, _ caller) error {
	found, err := generation.Tools(r.Context(), a.Store)
	if err != nil {
		return err
	}
	out := []toolReply{}
	for _, t := range found {
		if t.IsWriting() && t.State == generation.ToolActive {
			out = append(out, toolReply{t.Tool, t.Name, t.Description, int64(t.Cost)})
		}
	}
	return reply(w, success, out)
}

type creationReply struct {
	ID        int64    `json:"id"`
	Type      string   `json:"type"`
	ToolType  text     `json:"tool_type"`
	Title     string   `json:"title"`
	Content   string   `json:"content"` // of a writing its text, of others the address of the file
	CreatedAt wireTime `json:"created_at"`
}

func (a *API) showCreation(c creation.Creation) creationReply {
	out := creationReply{int64(c.ID), string(c.Type), text(c.Tool), c.Title, c.Content, wireTime(c.CreatedAt)}
	if c.File != "" {
		out.Content = a.link(c.File)
	}
	return out
}

// handleCreations is a page of the member's creations.
// contract: S2-18
func (a *API) handleCreations(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	cmd := creation.ListCmd{Member: c.Member, Page: p}
	if name := r.URL.Query().Get("type"); name != "" {
		if cmd.Type, err = creation.ParseType(name); err != nil {
			return err
		}
	}
	var found page.List[creation.Creation]
	if found, err = creation.List(r.Context(), a.Store, cmd); err != nil {
		return err
	}
	return replyList(w, p, found, a.showCreation)
}

// handleCreation shows one creation.
// contract: S2-19
func (a *API) handleCreation(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "id", creation.ErrNotFound)
	if err != nil {
		return err
	}
	found, err := creation.Load(r.Context(), a.Store, c.Member, i)
	if err != nil {
		return err
	}
	return reply(w, success, a.showCreation(found))
}

type editRequest struct {
	Title   *string `json:"title"`
	Content *string `json:"content"`
}

// handleEditCreation changes a title, or a text.
// contract: S2-20
func (a *API) handleEditCreation(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "id", creation.ErrNotFound)
	if err != nil {
		return err
	}
	var req editRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.Title == nil && req.Content == nil {
		return errMissing.With("field", "title")
	}
	return a.write(w, r, c, c.Member.Bucket(), success, func(tx *store.Tx) (any, error) {
		after, err := creation.Edit(tx, creation.EditCmd{Member: c.Member, Creation: i, Title: req.Title, Content: req.Content})
		return a.showCreation(after), err
	})
}

// handleDeleteCreation takes a creation out of the member's list.
// contract: S2-21
func (a *API) handleDeleteCreation(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "id", creation.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, c.Member.Bucket(), success, func(tx *store.Tx) (any, error) {
		return nil, creation.Delete(tx, c.Member, i)
	})
}
