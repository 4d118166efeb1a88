package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) toolRoutes() {
	a.add(toRead, a.listTools, operation{
		Method: http.MethodGet, Path: "/v1/tools", ID: "N-15", Summary: "What members generate with, and what it costs where they name no model.",
		Out: list[toolReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.putTool, operation{
		Method: http.MethodPut, Path: "/v1/tools/{name}", ID: "N-15", Summary: "Change a tool's words, price or state: what is left out stays. Tasks under way keep their price.",
		In: toolEdit{}, Out: toolReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{generation.ErrTool, generation.ErrToolField, generation.ErrToolStale, amount.ErrInvalid, amount.ErrOverflow},
	})
}

type toolReply struct {
	Type        string   `json:"type"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Cost        string   `json:"credits_cost" doc:"CREDIT."`
	State       string   `json:"state" enum:"active,inactive"`
	Writing     bool     `json:"writing" doc:"It is one of the writing tools."`
	Version     int64    `json:"version" doc:"0 where nobody has changed it."`
	ChangedAt   wireTime `json:"changed_at"`
}

func showTool(t generation.Tool) toolReply {
	return toolReply{t.Tool, t.Name, t.Description, wireAmount(t.Cost, ledger.Credit), string(t.State), t.IsWriting(), t.Version, wireTime(t.ChangedAt)}
}

// listTools lists the tools.
// contract: N-15
func (a *API) listTools(w http.ResponseWriter, r *http.Request, _ caller) error {
	rows, err := generation.Tools(r.Context(), a.Store)
	if err != nil {
		return err
	}
	out := list[toolReply]{Items: make([]toolReply, len(rows))}
	for i, t := range rows {
		out.Items[i] = showTool(t)
	}
	return answer(w, out)
}

type toolEdit struct {
	Version     int64        `json:"version" doc:"The version that the edit saw."`
	Name        *string      `json:"name,omitempty" maxLength:"50"`
	Description *string      `json:"description,omitempty" maxLength:"300"`
	Cost        *httpx.Money `json:"credits_cost,omitempty"`
	State       *string      `json:"state,omitempty" enum:"active,inactive"`
}

// putTool changes a tool.
// contract: N-15
func (a *API) putTool(w http.ResponseWriter, r *http.Request, c caller) error {
	var req toolEdit
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cost, err := maybeCredits(req.Cost)
	if err != nil {
		return err
	}
	cmd := generation.PutToolCmd{Tool: r.PathValue("name"), Version: req.Version, Name: req.Name, Description: req.Description, Cost: cost, Actor: c.Actor}
	if req.State != nil {
		state := generation.ToolState(*req.State)
		cmd.State = &state
	}
	return a.write(w, r, c, call{status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		t, err := generation.PutTool(tx, cmd)
		return showTool(t), err
	})
}
