package cardapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// template is a template as it is shown.
type template struct {
	ID          id.ID    `json:"id"`
	Name        string   `json:"name"`
	Category    string   `json:"category"`
	Description string   `json:"description"`
	Image       string   `json:"image"`
	Attributes  object   `json:"attributes"`
	Rarity      string   `json:"rarity"`
	IsActive    bool     `json:"is_active"`
	CreatedAt   wireTime `json:"created_at"`
	UpdatedAt   wireTime `json:"updated_at"`
}

func templateOf(t card.Template) template {
	return template{
		t.ID, t.Name, string(t.Category), t.Description, t.Image, object(t.Attributes), string(t.Rarity),
		t.State == card.Active, wireTime(t.CreatedAt), wireTime(t.ChangedAt),
	}
}

// templateRequest is the body of POST and PUT.
type templateRequest struct {
	Name        *string `json:"name"`
	Category    *string `json:"category"`
	Description *string `json:"description"`
	Image       *string `json:"image"`
	Attributes  object  `json:"attributes"`
	Rarity      *string `json:"rarity"`
	IsActive    *bool   `json:"is_active"`
}

// listTemplates lists the templates. contract: S4-01
func (a *API) listTemplates(w http.ResponseWriter, r *http.Request, _ caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	cmd := card.TemplatesCmd{Page: p}
	q := r.URL.Query()
	if cmd.Category, err = queryCategory(q.Get("category")); err != nil {
		return err
	}
	if q.Has("is_active") {
		active, err := httpx.QueryBool(q, "is_active", false)
		if err != nil {
			return err
		}
		cmd.State = stateOf(active)
	}
	found, err := card.Templates(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return replyList(a, w, r, p, found, templateOf)
}

// createTemplate makes a template. contract: S4-02
func (a *API) createTemplate(w http.ResponseWriter, r *http.Request, c caller) error {
	var req templateRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if err := required(field{"name", req.Name != nil}, field{"category", req.Category != nil}); err != nil {
		return err
	}
	cmd := card.CreateTemplateCmd{
		Name: *req.Name, Category: card.Category(*req.Category), Description: value(req.Description), Image: value(req.Image),
		Attributes: string(req.Attributes), Rarity: card.Rarity(value(req.Rarity)), State: card.Active, Actor: c.actor(),
	}
	if req.IsActive != nil {
		cmd.State = stateOf(*req.IsActive)
	}
	return a.write(w, r, c, id.BucketOf(cmd.Name), http.StatusCreated, func(tx *store.Tx) (any, error) {
		t, err := a.Cards.CreateTemplate(tx, cmd)
		return templateOf(t), err
	})
}

// getTemplate shows a template. contract: S4-03
func (a *API) getTemplate(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r, card.ErrTemplateNotFound)
	if err != nil {
		return err
	}
	t, err := card.LoadTemplate(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return reply(w, templateOf(t))
}

// editTemplate changes what the body names. contract: S4-04
func (a *API) editTemplate(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, card.ErrTemplateNotFound)
	if err != nil {
		return err
	}
	var req templateRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd := card.EditTemplateCmd{
		ID: i, Name: req.Name, Category: optional[card.Category](req.Category), Description: req.Description, Image: req.Image,
		Rarity: optional[card.Rarity](req.Rarity), Actor: c.actor(),
	}
	if req.Attributes != "" {
		text := string(req.Attributes)
		cmd.Attributes = &text
	}
	if req.IsActive != nil {
		state := stateOf(*req.IsActive)
		cmd.State = &state
	}
	return a.write(w, r, c, i.Bucket(), http.StatusOK, func(tx *store.Tx) (any, error) {
		t, err := a.Cards.EditTemplate(tx, cmd)
		return templateOf(t), err
	})
}

// removeTemplate deletes a template without batches. contract: S4-05
func (a *API) removeTemplate(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, card.ErrTemplateNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, i.Bucket(), http.StatusOK, func(tx *store.Tx) (any, error) {
		return nil, a.Cards.RemoveTemplate(tx, i, c.actor())
	})
}

func stateOf(active bool) card.TemplateState {
	if active {
		return card.Active
	}
	return card.Inactive
}

// queryCategory reads a category of the query; "" is any.
func queryCategory(text string) (card.Category, error) {
	if text == "" {
		return "", nil
	}
	return card.ParseCategory(text)
}
