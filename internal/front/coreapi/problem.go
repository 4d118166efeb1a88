package coreapi

import (
	"encoding/json"
	"maps"
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
)

// problem is an RFC 9457 problem details object.
type problem struct {
	Type   string         `json:"type" doc:"Always about:blank: the code says what it is."`
	Title  string         `json:"title" doc:"A sentence in the caller's language."`
	Status int            `json:"status"`
	Code   string         `json:"code" doc:"Stable, for programs."`
	Params map[string]any `json:"params,omitempty" doc:"What the code is about."`
}

// wires are the faults that this front shows with another status than their
// kind's. Everything else goes by kind.
var wires = httpx.Map{Codes: map[string]httpx.Wire{
	"operator.last_admin":       {Status: http.StatusConflict},
	"lootbox.closed":            {Status: http.StatusConflict},
	"lootbox.sold_out":          {Status: http.StatusConflict},
	"redemption.not_pending":    {Status: http.StatusConflict},
	"redemption.not_redeemable": {Status: http.StatusConflict},
	"operator.role_invalid":     {Status: http.StatusUnprocessableEntity},
	"lootbox.odds_invalid":      {Status: http.StatusUnprocessableEntity},
	"store.outcome_unknown":     {Status: http.StatusGatewayTimeout},
	"coreapi.secret_shown":      {Status: http.StatusConflict},
	"coreapi.item_not_offered":  {Status: http.StatusConflict},
}}

// Fail writes a fault as a problem.
func Fail(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	httpx.NoteFault(r.Context(), f)
	h := w.Header()
	h["Content-Type"] = []string{"application/problem+json"}
	if after, ok := f.Params["retry_after_seconds"]; ok {
		h.Set("Retry-After", jsonText(after))
	}
	p := problemOf(f, language(r))
	httpx.WriteJSON(w, p.Status, p)
}

func problemOf(f *fault.Fault, lang string) problem {
	wire, f := wires.Of(f)
	title := wire.Text
	if text, ok := chinese[f.Code]; ok && lang == "zh-CN" {
		title = text
	}
	return problem{Type: "about:blank", Title: title, Status: wire.Status, Code: f.Code, Params: shownParams(f)}
}

// shownParams are a fault's parameters, amounts among them in whole units.
func shownParams(f *fault.Fault) map[string]any {
	params := maps.Clone(f.Params)
	if f.Code != ledger.ErrInsufficient.Code {
		return params
	}
	asset, _ := params["asset"].(string)
	for _, name := range []string{"available", "needed"} {
		if n, ok := params[name].(int64); ok {
			params[name] = wireAmount(amount.Amount(n), ledger.Asset(asset))
		}
	}
	return params
}

// renderer renders answers for one request.
type renderer struct {
	lang   string
	status int           // of success
	shown  func(any) any // set where the last result is needed
	last   any
}

var _ idem.Renderer = (*renderer)(nil)

// Success is the value as JSON.
func (re *renderer) Success(v any) (idem.Answer, error) {
	if re.shown != nil {
		re.last = v
	}
	return idem.JSON(re.status, v)
}

// Fault is the problem as JSON.
func (re *renderer) Fault(f *fault.Fault) idem.Answer {
	p := problemOf(f, re.lang)
	return idem.Problem(p.Status, "application/problem+json", p)
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
