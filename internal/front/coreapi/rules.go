package coreapi

import (
	"errors"
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/rule"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) ruleRoutes() {
	a.add(toRead, a.listRules, operation{
		Method: http.MethodGet, Path: "/v1/rules", ID: "N-01", Summary: "The earning rules, by name.",
		Out: list[ruleReply]{}, Status: http.StatusOK,
	})
	a.add(toRead, a.getRule, operation{
		Method: http.MethodGet, Path: "/v1/rules/{name}", ID: "N-01", Summary: "One earning rule.",
		Out: ruleReply{}, Status: http.StatusOK, Faults: []*fault.Fault{rule.ErrNotFound, store.ErrText},
	})
	a.add(toManage, a.putRule, operation{
		Method: http.MethodPut, Path: "/v1/rules/{name}", ID: "N-01", Summary: "Make an earning rule, or edit one; what was awarded stays.",
		In: ruleRequest{}, Out: ruleReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{rule.ErrInvalid, rule.ErrStale, ledger.ErrAsset, amount.ErrInvalid, amount.ErrOverflow},
	})
}

// ruleReply is an earning rule.
type ruleReply struct {
	Name        string   `json:"name"`
	Asset       string   `json:"asset"`
	Amount      string   `json:"amount"`
	DailyMax    int32    `json:"daily_max" doc:"How often for a day, for each member; 0 is no limit."`
	TotalMax    int32    `json:"total_max" doc:"How often at all, for each member; 0 is no limit."`
	Status      string   `json:"status" enum:"active,inactive"`
	Description string   `json:"description"`
	Version     int64    `json:"version"`
	ChangedAt   wireTime `json:"changed_at"`
}

func showRule(r rule.Rule) ruleReply {
	return ruleReply{
		Name: r.Name, Asset: string(r.Asset), Amount: wireAmount(r.Amount, r.Asset), DailyMax: r.DailyMax, TotalMax: r.TotalMax,
		Status: string(r.Status), Description: r.Description, Version: r.Version, ChangedAt: wireTime(r.ChangedAt),
	}
}

// listRules is every rule.
// contract: N-01
func (a *API) listRules(w http.ResponseWriter, r *http.Request, _ caller) error {
	rows, err := rule.List(r.Context(), a.Store)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, len(rows), "", showRule, nil))
}

// getRule is one rule.
// contract: N-01
func (a *API) getRule(w http.ResponseWriter, r *http.Request, _ caller) error {
	name := r.PathValue("name")
	if !storable(name) {
		return store.ErrText
	}
	row, err := rule.Load(r.Context(), a.Store, name)
	if err != nil {
		return err
	}
	return answer(w, showRule(row))
}

// ruleRequest is what a rule is to be.
type ruleRequest struct {
	Version     int64       `json:"version,omitempty" doc:"The version that an edit saw; missing for a new rule."`
	Asset       string      `json:"asset" enum:"POINT,CREDIT,STUDY,USDT,HASHPOWER,SOL,CNY"`
	Amount      httpx.Money `json:"amount" doc:"In whole units, as decimal text."`
	DailyMax    int32       `json:"daily_max,omitempty" minimum:"0"`
	TotalMax    int32       `json:"total_max,omitempty" minimum:"0"`
	Status      string      `json:"status,omitempty" enum:"active,inactive" doc:"active where it is not said."`
	Description string      `json:"description,omitempty" maxLength:"500"`
	Reason      string      `json:"reason,omitempty" doc:"For the audit record."`
}

func (req ruleRequest) rule(name string) (rule.Rule, error) {
	row := rule.Named(name)
	asset, err := ledger.ParseAsset(req.Asset)
	if err != nil {
		return row, err
	}
	row.Asset, row.DailyMax, row.TotalMax, row.Description, row.Version = asset, req.DailyMax, req.TotalMax, req.Description, req.Version
	if row.Status = rule.Status(req.Status); req.Status == "" {
		row.Status = rule.Active
	}
	row.Amount, err = req.Amount.Amount(asset.Scale())
	return row, err
}

// putRule makes or edits a rule.
// contract: N-01
func (a *API) putRule(w http.ResponseWriter, r *http.Request, c caller) error {
	var req ruleRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	row, err := req.rule(r.PathValue("name"))
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: id.BucketOf(row.Name), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		d := act{action: "rule.put", object: "rule:" + row.Name, reason: req.Reason}
		was, err := rule.Get(tx, row.Name)
		switch {
		case err == nil:
			d.before = showRule(was)
		case !errors.Is(err, rule.ErrNotFound):
			return nil, err
		}
		now, err := rule.Put(tx, row)
		if err != nil {
			return nil, err
		}
		d.after = showRule(now)
		return d.after, note(tx, c, d)
	})
}
