package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) studyRuleRoutes() {
	invalid := []*fault.Fault{study.ErrRuleName, study.ErrTrigger, study.ErrConditions, study.ErrRuleTaken}
	a.add(toReadDomain, a.listStudyRules, operation{
		Method: http.MethodGet, Path: "/v1/study-rules", ID: "N-12", Summary: "A domain's study rules, in their order.",
		Query: []param{{"domain", "integer", "Required, but for a domain admin."}}, Out: list[studyRuleReply]{}, Status: http.StatusOK,
		Faults: []*fault.Fault{study.ErrDomainNotFound, study.ErrDomain},
	})
	a.add(toManageDomain, a.createStudyRule, operation{
		Method: http.MethodPost, Path: "/v1/study-rules", ID: "N-12", Summary: "Add a study rule to a domain.",
		In: studyRuleRequest{}, Out: studyRuleReply{}, Status: http.StatusCreated,
		Faults: append(invalid, study.ErrDomain, study.ErrDomainNotFound, study.ErrRulesMany),
	})
	a.add(toReadDomain, a.getStudyRule, operation{
		Method: http.MethodGet, Path: "/v1/study-rules/{id}", ID: "N-12", Summary: "One study rule.",
		Out: studyRuleReply{}, Status: http.StatusOK, Faults: []*fault.Fault{study.ErrRuleNotFound},
	})
	a.add(toManageDomain, a.editStudyRule, operation{
		Method: http.MethodPut, Path: "/v1/study-rules/{id}", ID: "N-12", Summary: "Edit a study rule, as a new version; what was awarded stays.",
		In: studyRuleRequest{}, Out: studyRuleReply{}, Status: http.StatusOK, Faults: append(invalid, study.ErrRuleNotFound, study.ErrStale),
	})
	a.add(toManageDomain, a.deleteStudyRule, operation{
		Method: http.MethodDelete, Path: "/v1/study-rules/{id}", ID: "N-12", Summary: "End a study rule; what was awarded stays.",
		Out: studyRuleReply{}, Status: http.StatusOK, Faults: []*fault.Fault{study.ErrRuleNotFound},
	})
}

// studyRuleReply is a study rule.
type studyRuleReply struct {
	ID          int64            `json:"id"`
	Domain      int32            `json:"domain"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	TriggerType string           `json:"trigger_type" enum:"study_duration,project_completion,study_rating,continuous_study"`
	Conditions  map[string]int64 `json:"conditions" doc:"As in studyapi: daily_minutes_required, days_required, points_per_day, completion_points, excellent, good, average, poor."`
	Points      int64            `json:"points" doc:"Stands in for a figure that the conditions do not give."`
	Status      string           `json:"status" enum:"active,inactive"`
	SortOrder   int32            `json:"sort_order"`
	Version     int64            `json:"version"`
	CreatedAt   wireTime         `json:"created_at"`
	ChangedAt   wireTime         `json:"changed_at"`
}

func showStudyRule(r study.Rule) studyRuleReply {
	figures := map[string]int64{}
	for _, f := range r.Figures() {
		figures[f.Name] = f.Value
	}
	return studyRuleReply{
		int64(r.ID), r.Domain, r.Name, r.Description, string(r.Trigger), figures, int64(r.Points), string(r.Status), r.SortOrder, r.Version,
		wireTime(r.CreatedAt), wireTime(r.ChangedAt),
	}
}

// listStudyRules is every rule of a domain.
// contract: N-12
func (a *API) listStudyRules(w http.ResponseWriter, r *http.Request, c caller) error {
	q := queryOf(r)
	domain := q.domain(c)
	if q.err != nil {
		return q.err
	}
	if domain <= 0 {
		return study.ErrDomain
	}
	rows, err := study.ListRules(r.Context(), a.Store, domain)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, len(rows), "", showStudyRule, nil))
}

// getStudyRule is one rule.
// contract: N-12
func (a *API) getStudyRule(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	row, err := study.LoadRule(r.Context(), a.Store, i, c.own())
	if err != nil {
		return err
	}
	return answer(w, showStudyRule(row))
}

// studyRuleRequest is a new rule, or what one is to be.
type studyRuleRequest struct {
	Version     int64          `json:"version,omitempty" doc:"The version that an edit saw; missing for a new rule."`
	Domain      int32          `json:"domain,omitempty" doc:"Of a new rule; a domain admin's is their own."`
	Name        string         `json:"name" maxLength:"100"`
	Description string         `json:"description,omitempty" maxLength:"500"`
	TriggerType string         `json:"trigger_type" enum:"study_duration,project_completion,study_rating,continuous_study"`
	Conditions  figuresRequest `json:"conditions"`
	Points      int64          `json:"points,omitempty" minimum:"0" maximum:"1000000"`
	Status      string         `json:"status,omitempty" enum:"active,inactive" doc:"active where it is not said."`
	SortOrder   int32          `json:"sort_order,omitempty" minimum:"0"`
	Reason      string         `json:"reason,omitempty" doc:"For the audit record."`
}

// figuresRequest are the conditions of each trigger.
type figuresRequest struct {
	DailyMinutesRequired *int64 `json:"daily_minutes_required,omitempty"`
	DaysRequired         *int64 `json:"days_required,omitempty"`
	PointsPerDay         *int64 `json:"points_per_day,omitempty"`
	CompletionPoints     *int64 `json:"completion_points,omitempty"`
	Excellent            *int64 `json:"excellent,omitempty"`
	Good                 *int64 `json:"good,omitempty"`
	Average              *int64 `json:"average,omitempty"`
	Poor                 *int64 `json:"poor,omitempty"`
}

func (q *studyRuleRequest) conditions() (study.Conditions, error) {
	f, figures := q.Conditions, map[string]int64{}
	for name, n := range map[string]*int64{
		study.DailyMinutesRequired: f.DailyMinutesRequired, study.DaysRequired: f.DaysRequired, study.PointsPerDay: f.PointsPerDay, study.CompletionPoints: f.CompletionPoints,
		string(study.Excellent): f.Excellent, string(study.Good): f.Good, string(study.Average): f.Average, string(study.Poor): f.Poor,
	} {
		if n != nil {
			figures[name] = *n
		}
	}
	if q.SortOrder < 0 {
		return study.Conditions{}, httpx.ErrFieldType.With("field", "sort_order")
	}
	if q.Status != "" && q.Status != string(study.Active) && q.Status != string(study.Inactive) {
		return study.Conditions{}, httpx.ErrFieldType.With("field", "status")
	}
	return study.NewConditions(study.Trigger(q.TriggerType), figures, amount.Amount(q.Points))
}

// createStudyRule adds a rule.
// contract: N-12
func (a *API) createStudyRule(w http.ResponseWriter, r *http.Request, c caller) error {
	var req studyRuleRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if req.Domain == 0 {
		req.Domain = c.own()
	}
	if req.Domain <= 0 {
		return study.ErrDomain
	}
	if !c.sees(req.Domain) {
		return study.ErrDomainNotFound
	}
	conditions, err := req.conditions()
	if err != nil {
		return err
	}
	cmd := study.CreateRuleCmd{
		Domain: req.Domain, Name: req.Name, Description: req.Description, Conditions: conditions, SortOrder: req.SortOrder,
		Inactive: statusOf(req.Status) != study.Active,
	}
	return a.write(w, r, c, call{route: study.BucketOf(req.Domain), status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		row, err := study.CreateRule(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showStudyRule(row)
		return out, note(tx, c, act{action: "study_rule.create", object: objectOf("study_rule", row.ID), reason: req.Reason, after: out})
	})
}

// editStudyRule makes a new version of a rule.
// contract: N-12
func (a *API) editStudyRule(w http.ResponseWriter, r *http.Request, c caller) error {
	var req studyRuleRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	i, err := pathID(r)
	if err != nil {
		return err
	}
	conditions, err := req.conditions()
	if err != nil {
		return err
	}
	active := statusOf(req.Status) == study.Active
	cmd := study.ChangeRuleCmd{
		Rule: i, Domain: c.own(), Version: req.Version, Name: &req.Name, Description: &req.Description, Conditions: &conditions, SortOrder: &req.SortOrder, Active: &active,
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		before, after, err := study.ChangeRule(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showStudyRule(after)
		return out, note(tx, c, act{"study_rule.change", objectOf("study_rule", i), req.Reason, showStudyRule(before), out})
	})
}

// deleteStudyRule ends a rule.
// contract: N-12
func (a *API) deleteStudyRule(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	i, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, err := study.DeleteRule(tx, i, c.own())
		if err != nil {
			return nil, err
		}
		return showStudyRule(was), note(tx, c, act{action: "study_rule.delete", object: objectOf("study_rule", i), before: showStudyRule(was)})
	})
}
