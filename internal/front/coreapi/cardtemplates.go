package coreapi

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) cardTemplateRoutes() {
	invalid := []*fault.Fault{card.ErrTemplateInvalid, card.ErrCategory, card.ErrRarity, catalog.ErrNotFound, ledger.ErrAsset, amount.ErrInvalid, amount.ErrOverflow}
	missing := []*fault.Fault{card.ErrTemplateNotFound}
	a.add(toRead, a.listCardTemplates, operation{
		Method: http.MethodGet, Path: "/v1/card-templates", ID: "N-13", Summary: "Card templates by id.",
		Query: paging(param{"category", "string", "dance, song, clothing or game."}, param{"state", "string", "active or inactive."}),
		Out:   list[cardTemplateReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{card.ErrCategory},
	})
	a.add(toManage, a.createCardTemplate, operation{
		Method: http.MethodPost, Path: "/v1/card-templates", ID: "N-13", Summary: "Make a card template.",
		In: cardTemplateRequest{}, Out: cardTemplateReply{}, Status: http.StatusCreated, Faults: invalid,
	})
	a.add(toRead, a.getCardTemplate, operation{
		Method: http.MethodGet, Path: "/v1/card-templates/{id}", ID: "N-13", Summary: "One card template.",
		Out: cardTemplateReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.editCardTemplate, operation{
		Method: http.MethodPut, Path: "/v1/card-templates/{id}", ID: "N-13", Summary: "Change what the body names; used cards keep what they showed.",
		In: cardTemplateRequest{}, Out: cardTemplateReply{}, Status: http.StatusOK, Faults: append(append(missing, card.ErrCategoryLocked), invalid...),
	})
	a.add(toManage, a.removeCardTemplate, operation{
		Method: http.MethodDelete, Path: "/v1/card-templates/{id}", ID: "N-13", Summary: "Delete a card template without batches.",
		Out: struct{}{}, Status: http.StatusOK, Faults: append(missing, card.ErrTemplateBatches),
	})
}

// cardGrant is what a member gets for a card besides the card.
type cardGrant struct {
	Asset  string      `json:"asset,omitempty" enum:"POINT,STUDY,CREDIT"`
	Amount httpx.Money `json:"amount,omitempty"`
	Item   int64       `json:"item,omitempty" doc:"A catalogue item."`
	Skill  string      `json:"skill,omitempty" maxLength:"200"`
}

func (g *cardGrant) grant() (*card.Grant, error) {
	if g == nil {
		return nil, nil
	}
	out := &card.Grant{Item: id.ID(g.Item), Skill: g.Skill}
	if g.Asset == "" {
		return out, nil
	}
	var err error
	if out.Asset, err = ledger.ParseAsset(g.Asset); err != nil {
		return nil, err
	}
	out.Amount, err = moneyOr(g.Amount, out.Asset)
	return out, err
}

// freeObject is any JSON object.
type freeObject json.RawMessage

// MarshalJSON writes the object.
func (o freeObject) MarshalJSON() ([]byte, error) { return o, nil }

// UnmarshalJSON takes an object; null leaves it unset.
func (o *freeObject) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	var out bytes.Buffer
	if b[0] != '{' || json.Compact(&out, b) != nil {
		return card.ErrTemplateInvalid.With("field", "attributes")
	}
	*o = out.Bytes()
	return nil
}

// Schema describes it.
func (freeObject) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// cardTemplateReply is a card template.
type cardTemplateReply struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	Category    string     `json:"category" enum:"dance,song,clothing,game"`
	Description string     `json:"description"`
	Image       string     `json:"image"`
	Attributes  freeObject `json:"attributes"`
	Rarity      string     `json:"rarity" enum:"common,rare,epic,legendary"`
	State       string     `json:"state" enum:"active,inactive"`
	Grant       cardGrant  `json:"grant" doc:"What a member gets besides."`
	Batches     int64      `json:"batches"`
	Version     int64      `json:"version"`
	CreatedAt   wireTime   `json:"created_at"`
	ChangedAt   wireTime   `json:"changed_at"`
}

func showCardTemplate(t card.Template) cardTemplateReply {
	g := cardGrant{Asset: string(t.Asset), Item: int64(t.Item), Skill: t.Skill}
	if t.Asset != "" {
		g.Amount = httpx.Money(wireAmount(t.Amount, t.Asset))
	}
	return cardTemplateReply{
		int64(t.ID), t.Name, string(t.Category), t.Description, t.Image, freeObject(t.Attributes), string(t.Rarity), string(t.State),
		g, t.Batches, t.Version, wireTime(t.CreatedAt), wireTime(t.ChangedAt),
	}
}

// cardTemplateRequest is a new template, or what is to change of one.
type cardTemplateRequest struct {
	Name        *string             `json:"name,omitempty" maxLength:"200"`
	Category    *card.Category      `json:"category,omitempty" enum:"dance,song,clothing,game"`
	Description *string             `json:"description,omitempty" maxLength:"2000"`
	Image       *string             `json:"image,omitempty"`
	Attributes  freeObject          `json:"attributes,omitempty"`
	Rarity      *card.Rarity        `json:"rarity,omitempty" enum:"common,rare,epic,legendary"`
	State       *card.TemplateState `json:"state,omitempty" enum:"active,inactive"`
	Grant       *cardGrant          `json:"grant,omitempty"`
}

// listCardTemplates is a page of templates.
// contract: N-13
func (a *API) listCardTemplates(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	cmd := card.TemplatesCmd{Category: q.category(), State: card.TemplateState(q.oneOf("state", "active", "inactive")), Page: q.numbered("t")}
	if q.err != nil {
		return q.err
	}
	found, err := card.Templates(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, numberedOf(found, cmd.Page, "t", showCardTemplate))
}

// createCardTemplate makes a template.
// contract: N-13
func (a *API) createCardTemplate(w http.ResponseWriter, r *http.Request, c caller) error {
	var req cardTemplateRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	grant, err := req.Grant.grant()
	if err != nil {
		return err
	}
	cmd := card.CreateTemplateCmd{
		Name: orZero(req.Name), Category: orZero(req.Category), Description: orZero(req.Description), Image: orZero(req.Image), Attributes: string(req.Attributes),
		Rarity: orZero(req.Rarity), State: card.Active, Grant: orZero(grant), Actor: c.Actor,
	}
	if req.State != nil {
		cmd.State = *req.State
	}
	return a.write(w, r, c, call{route: id.BucketOf(cmd.Name), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		t, err := a.Cards.CreateTemplate(tx, cmd)
		return showCardTemplate(t), err
	})
}

// getCardTemplate shows a template.
// contract: N-13
func (a *API) getCardTemplate(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	t, err := card.LoadTemplate(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, showCardTemplate(t))
}

// editCardTemplate changes a template.
// contract: N-13
func (a *API) editCardTemplate(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req cardTemplateRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	grant, err := req.Grant.grant()
	if err != nil {
		return err
	}
	cmd := card.EditTemplateCmd{
		ID: i, Name: req.Name, Category: req.Category, Description: req.Description, Image: req.Image, Rarity: req.Rarity, State: req.State,
		Grant: grant, Actor: c.Actor,
	}
	if req.Attributes != nil {
		text := string(req.Attributes)
		cmd.Attributes = &text
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		t, err := a.Cards.EditTemplate(tx, cmd)
		return showCardTemplate(t), err
	})
}

// removeCardTemplate deletes a template.
// contract: N-13
func (a *API) removeCardTemplate(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		return struct{}{}, a.Cards.RemoveTemplate(tx, i, c.Actor)
	})
}

// orZero is what a pointer points to, or the zero value.
func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
