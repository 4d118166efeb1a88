package creatorapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type modelReply struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Provider    string `json:"provider"`
	ModelName   string `json:"model_name"`
	IsActive    bool   `json:"is_active"`
	CreditsCost int64  `json:"credits_cost"`
}

func showModel(m model.Model) modelReply {
	return modelReply{int64(m.ID), m.Name, m.Provider, m.ModelName, m.IsActive(), int64(m.Cost)}
}

// handleModels lists the models.
// contract: S2-36
func (a *API) handleModels(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := r.URL.Query()
	cmd := model.ListCmd{Provider: q.Get("provider")}
	if q.Has("is_active") {
		active, err := httpx.QueryBool(q, "is_active", true)
		if err != nil {
			return err
		}
		if cmd.State = model.Inactive; active {
			cmd.State = model.Active
		}
	}
	found, err := model.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	out := make([]modelReply, len(found))
	for i, m := range found {
		out[i] = showModel(m)
	}
	return reply(w, success, out)
}

// modelConfig is what a vendor is asked with; null leaves it to the vendor.
type modelConfig struct {
	Temperature *httpx.Money `json:"temperature"`
	MaxTokens   httpx.Int    `json:"max_tokens"`
}

type modelConfigReply struct {
	Temperature any `json:"temperature"`
	MaxTokens   any `json:"max_tokens"`
}

// modelAnswer is a model as admins see it: all but its key.
type modelAnswer struct {
	modelReply
	APIBase string           `json:"api_base"`
	HasKey  bool             `json:"has_key"`
	Config  modelConfigReply `json:"config"`
	Kinds   []creation.Type  `json:"kinds"`
}

func showWholeModel(m model.Model) modelAnswer {
	out := modelAnswer{modelReply: showModel(m), APIBase: m.Base, HasKey: m.KeySealed != "", Kinds: m.Types()}
	if m.Temperature != model.NoTemperature {
		out.Config.Temperature = httpx.Decimal(amount.Amount(m.Temperature), temperatureScale)
	}
	if m.TokensMax != 0 {
		out.Config.MaxTokens = m.TokensMax
	}
	return out
}

// temperatureScale is how many decimals a temperature has.
const temperatureScale = 3

type modelRequest struct {
	Name        *string         `json:"name"`
	Provider    *string         `json:"provider"`
	ModelName   *string         `json:"model_name"`
	APIKey      *string         `json:"api_key"`
	APIBase     *string         `json:"api_base"`
	Config      *modelConfig    `json:"config"`
	CreditsCost httpx.Int       `json:"credits_cost"`
	Kinds       []creation.Type `json:"kinds"`
	IsActive    *bool           `json:"is_active"`
}

// edit is the request as a change.
func (m modelRequest) edit(c caller) (model.EditCmd, error) {
	cmd := model.EditCmd{Name: m.Name, Provider: m.Provider, ModelName: m.ModelName, Base: m.APIBase, Key: m.APIKey, Makes: m.Kinds, Actor: c.actor()}
	if m.Config != nil {
		warm, most := int32(model.NoTemperature), int32(0)
		if t := m.Config.Temperature; t != nil && t.IsSet() {
			n, err := t.Amount(temperatureScale)
			if err != nil || n < 0 || n > 100_000 {
				return cmd, model.ErrField.With("field", "temperature")
			}
			warm = int32(n)
		}
		if n := m.Config.MaxTokens.Value; n < 0 || n > 1<<30 {
			return cmd, model.ErrField.With("field", "max_tokens")
		}
		most = int32(m.Config.MaxTokens.Value)
		cmd.Temperature, cmd.TokensMax = &warm, &most
	}
	if m.CreditsCost.Set {
		cost := amount.Amount(m.CreditsCost.Value)
		cmd.Cost = &cost
	}
	if m.IsActive != nil {
		state := model.Inactive
		if *m.IsActive {
			state = model.Active
		}
		cmd.State = &state
	}
	return cmd, nil
}

// handleCreateModel makes a model.
// contract: S2-37
func (a *API) handleCreateModel(w http.ResponseWriter, r *http.Request, c caller) error {
	var req modelRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	edit, err := req.edit(c)
	if err != nil {
		return err
	}
	cmd := model.CreateCmd{
		Name: deref(edit.Name), Provider: deref(edit.Provider), ModelName: deref(edit.ModelName), Base: deref(edit.Base), Key: deref(edit.Key),
		Temperature: model.NoTemperature, TokensMax: deref(edit.TokensMax), Makes: edit.Makes, Cost: deref(edit.Cost), State: deref(edit.State), Actor: c.actor(),
	}
	if edit.Temperature != nil {
		cmd.Temperature = *edit.Temperature
	}
	if edit.Cost == nil {
		return errMissing.With("field", "credits_cost")
	}
	return a.write(w, r, c, 0, "模型创建成功", func(tx *store.Tx) (any, error) {
		m, err := a.Models.Create(tx, cmd)
		return showWholeModel(m), err
	})
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// handleEditModel changes a model; what the request leaves out stays.
// contract: S2-38
func (a *API) handleEditModel(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "id", model.ErrNotFound)
	if err != nil {
		return err
	}
	var req modelRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd, err := req.edit(c)
	if err != nil {
		return err
	}
	cmd.Model = i
	return a.write(w, r, c, i.Bucket(), "模型更新成功", func(tx *store.Tx) (any, error) {
		m, err := a.Models.Edit(tx, cmd)
		return showWholeModel(m), err
	})
}

// handleDeleteModel removes a model, or makes it inactive where tasks were
// given to it.
// contract: S2-39
func (a *API) handleDeleteModel(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "id", model.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, i.Bucket(), "模型已删除", func(tx *store.Tx) (any, error) {
		_, err := a.Models.Remove(tx, i, c.actor())
		return nil, err
	})
}
