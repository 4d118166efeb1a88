package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// generationRoutes are there where the installation generates for members who
// pay.
func (a *API) generationRoutes() {
	if a.Generations == nil || a.Models == nil {
		return
	}
	a.modelRoutes()
	a.toolRoutes()
	a.taskRoutes()
	a.creationRoutes()
}

func (a *API) modelRoutes() {
	invalid := []*fault.Fault{model.ErrField, model.ErrBase, amount.ErrInvalid, amount.ErrOverflow}
	a.add(toRead, a.listModels, operation{
		Method: http.MethodGet, Path: "/v1/models", ID: "N-15", Summary: "The models that generate, without their keys.",
		Query: []param{{"provider", "string", ""}, {"state", "string", "active or inactive."}}, Out: list[modelReply]{}, Status: http.StatusOK,
	})
	a.add(toOperate, a.createModel, operation{
		Method: http.MethodPost, Path: "/v1/models", ID: "N-15", Summary: "Add a model. Its key is sealed and never shown again.",
		In: modelRequest{}, Out: modelReply{}, Status: http.StatusCreated, Faults: invalid,
	})
	a.add(toRead, a.getModel, operation{
		Method: http.MethodGet, Path: "/v1/models/{id}", ID: "N-15", Summary: "One model.",
		Out: modelReply{}, Status: http.StatusOK, Faults: []*fault.Fault{model.ErrNotFound},
	})
	a.add(toOperate, a.editModel, operation{
		Method: http.MethodPut, Path: "/v1/models/{id}", ID: "N-15", Summary: "Edit a model: what is left out stays. Tasks under way keep their price.",
		In: modelEdit{}, Out: modelReply{}, Status: http.StatusOK, Faults: append(invalid, model.ErrNotFound, model.ErrStale, model.ErrKeyAgain),
	})
	a.add(toOperate, a.deleteModel, operation{
		Method: http.MethodDelete, Path: "/v1/models/{id}", ID: "N-15", Summary: "Remove a model that no task was given to, or make it inactive.",
		Out: removedReply{}, Status: http.StatusOK, Faults: []*fault.Fault{model.ErrNotFound},
	})
}

// modelReply is a model: all but its key.
type modelReply struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Provider    string   `json:"provider" doc:"local-demo, qwen, openai, or any vendor that speaks as OpenAI does."`
	ModelName   string   `json:"model_name"`
	APIBase     string   `json:"api_base"`
	HasKey      bool     `json:"has_key"`
	Temperature *int32   `json:"temperature_milli" doc:"In thousandths; null leaves it to the vendor."`
	MaxTokens   *int32   `json:"max_tokens" doc:"null leaves it to the vendor."`
	Kinds       []string `json:"kinds" doc:"writing, image, video, ppt."`
	Cost        string   `json:"credits_cost" doc:"CREDIT a task."`
	Priority    int32    `json:"priority" doc:"The lower is tried first, where a task names no model or its own fails."`
	State       string   `json:"state" enum:"active,inactive"`
	Version     int64    `json:"version"`
	UsedAt      wireTime `json:"used_at" doc:"Its first task; null for none."`
	CreatedAt   wireTime `json:"created_at"`
	ChangedAt   wireTime `json:"changed_at"`
}

func showModel(m model.Model) modelReply {
	out := modelReply{
		ID: int64(m.ID), Name: m.Name, Provider: m.Provider, ModelName: m.ModelName, APIBase: m.Base, HasKey: m.KeySealed != "",
		Cost: wireAmount(m.Cost, ledger.Credit), Priority: m.Priority, State: string(m.State), Version: m.Version,
		UsedAt: wireTime(m.UsedAt), CreatedAt: wireTime(m.CreatedAt), ChangedAt: wireTime(m.ChangedAt),
	}
	for _, t := range m.Types() {
		out.Kinds = append(out.Kinds, string(t))
	}
	if m.Temperature != model.NoTemperature {
		out.Temperature = &m.Temperature
	}
	if m.TokensMax != 0 {
		out.MaxTokens = &m.TokensMax
	}
	return out
}

// listModels lists the models.
// contract: N-15
func (a *API) listModels(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	cmd := model.ListCmd{Provider: q.text("provider"), State: model.State(q.oneOf("state", string(model.Active), string(model.Inactive)))}
	if q.err != nil {
		return q.err
	}
	rows, err := model.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	out := list[modelReply]{Items: make([]modelReply, len(rows))}
	for i, m := range rows {
		out.Items[i] = showModel(m)
	}
	return answer(w, out)
}

// getModel shows a model.
// contract: N-15
func (a *API) getModel(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	m, err := model.Load(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, showModel(m))
}

type modelRequest struct {
	Name        string      `json:"name" maxLength:"100"`
	Provider    string      `json:"provider" maxLength:"100"`
	ModelName   string      `json:"model_name" maxLength:"100"`
	APIKey      string      `json:"api_key,omitempty" maxLength:"1000"`
	APIBase     string      `json:"api_base,omitempty" doc:"The vendor's documented address where it is not said, of qwen and openai."`
	Temperature *int32      `json:"temperature_milli,omitempty" minimum:"0" maximum:"2000"`
	MaxTokens   int32       `json:"max_tokens,omitempty" minimum:"0" maximum:"1000000"`
	Kinds       []string    `json:"kinds,omitempty" doc:"writing, image, video, ppt; where it is not said, it follows from the names."`
	Cost        httpx.Money `json:"credits_cost"`
	Priority    int32       `json:"priority,omitempty" minimum:"0" maximum:"1000"`
	State       string      `json:"state,omitempty" enum:"active,inactive" doc:"active where it is not said."`
}

// createModel adds a model.
// contract: N-15
func (a *API) createModel(w http.ResponseWriter, r *http.Request, c caller) error {
	var req modelRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cost, err := req.Cost.Amount(ledger.Credit.Scale())
	if err != nil {
		return err
	}
	cmd := model.CreateCmd{
		Name: req.Name, Provider: req.Provider, ModelName: req.ModelName, Base: req.APIBase, Key: req.APIKey, Temperature: model.NoTemperature, TokensMax: req.MaxTokens,
		Makes: typesOf(req.Kinds), Cost: cost, Priority: req.Priority, State: model.State(req.State), Actor: c.Actor,
	}
	if req.Temperature != nil {
		cmd.Temperature = *req.Temperature
	}
	return a.write(w, r, c, call{status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		m, err := a.Models.Create(tx, cmd)
		return showModel(m), err
	})
}

func typesOf(names []string) (out []creation.Type) {
	for _, n := range names {
		out = append(out, creation.Type(n))
	}
	return out
}

type modelEdit struct {
	Version     int64        `json:"version,omitempty" doc:"The version that the edit saw; 0 or missing takes any."`
	Name        *string      `json:"name,omitempty" maxLength:"100"`
	Provider    *string      `json:"provider,omitempty" maxLength:"100"`
	ModelName   *string      `json:"model_name,omitempty" maxLength:"100"`
	APIKey      *string      `json:"api_key,omitempty" maxLength:"1000" doc:"An empty one takes the key away."`
	APIBase     *string      `json:"api_base,omitempty" doc:"On another host the key is needed again."`
	Temperature *int32       `json:"temperature_milli,omitempty" minimum:"-1" maximum:"2000" doc:"-1 leaves it to the vendor."`
	MaxTokens   *int32       `json:"max_tokens,omitempty" minimum:"0" maximum:"1000000"`
	Kinds       []string     `json:"kinds,omitempty"`
	Cost        *httpx.Money `json:"credits_cost,omitempty"`
	Priority    *int32       `json:"priority,omitempty" minimum:"0" maximum:"1000"`
	State       *string      `json:"state,omitempty" enum:"active,inactive"`
}

// editModel changes a model.
// contract: N-15
func (a *API) editModel(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req modelEdit
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd := model.EditCmd{
		Model: i, Version: req.Version, Name: req.Name, Provider: req.Provider, ModelName: req.ModelName, Base: req.APIBase, Key: req.APIKey,
		Temperature: req.Temperature, TokensMax: req.MaxTokens, Makes: typesOf(req.Kinds), Priority: req.Priority, Actor: c.Actor,
	}
	if cmd.Cost, err = maybeCredits(req.Cost); err != nil {
		return err
	}
	if req.State != nil {
		state := model.State(*req.State)
		cmd.State = &state
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		m, err := a.Models.Edit(tx, cmd)
		return showModel(m), err
	})
}

// maybeCredits is an amount of credits that may be left out.
func maybeCredits(m *httpx.Money) (*amount.Amount, error) {
	if m == nil || !m.IsSet() {
		return nil, nil
	}
	n, err := m.Amount(ledger.Credit.Scale())
	return &n, err
}

type removedReply struct {
	ID      int64 `json:"id"`
	Deleted bool  `json:"deleted" doc:"Otherwise it is inactive from now on."`
}

// deleteModel removes a model or makes it inactive.
// contract: N-15
func (a *API) deleteModel(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		deleted, err := a.Models.Remove(tx, i, c.Actor)
		return removedReply{int64(i), deleted}, err
	})
}
