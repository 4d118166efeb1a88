package studyapi

import (
	"encoding/json"
	"net/http"
	"strconv"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type ruleLine struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	TriggerType string          `json:"trigger_type"`
	Conditions  conditionsReply `json:"conditions"`
	Points      int64           `json:"points"`
	IsActive    bool            `json:"is_active"`
	SortOrder   int32           `json:"sort_order"`
	AdminDomain int32           `json:"admin_domain"`
	CreatedAt   string          `json:"created_at"`
	UpdatedAt   string          `json:"updated_at"`
}

func ruleOf(r study.Rule) ruleLine {
	return ruleLine{
		int64(r.ID), r.Name, r.Description, string(r.Trigger), conditionsReply(r.Conditions), int64(r.Points), r.Status == study.Active, r.SortOrder, r.Domain,
		wireTimeMs(r.CreatedAt), wireTimeMs(r.ChangedAt),
	}
}

// handleRules is the rules of the caller's domain.
// contract: S3-06
func (a *API) handleRules(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	list, err := study.ListRules(r.Context(), a.Store, who.Domain)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(listed(list, ruleOf)))
	return nil
}

// ruleRequest is a rule as it is sent. What is missing stays as it is, or is
// the default of a new rule. The domain is the caller's, whatever they send.
type ruleRequest struct {
	Name        *string            `json:"name"`
	Description *string            `json:"description"`
	TriggerType *string            `json:"trigger_type"`
	Conditions  *conditionsRequest `json:"conditions"`
	Points      httpx.Int          `json:"points"`
	SortOrder   httpx.Int          `json:"sort_order"`
	IsActive    *bool              `json:"is_active"`
}

// conditions are those of the request on top of the rule's own.
// Faults: study.ErrTrigger, study.ErrConditions.
func (q *ruleRequest) conditions(own study.Conditions) (study.Conditions, error) {
	figures := map[string]int64{}
	for _, f := range own.Figures() {
		figures[f.Name] = f.Value
	}
	if q.Conditions != nil {
		figures = q.Conditions.figures()
	}
	trigger := own.Trigger
	if q.TriggerType != nil {
		trigger = study.Trigger(*q.TriggerType)
	}
	if q.Points.Set && (q.Points.Value < 0 || q.Points.Value > int64(study.PointsMax)) {
		return study.Conditions{}, study.ErrConditions.With("field", "points")
	}
	return study.NewConditions(trigger, figures, amount.Amount(q.Points.Or(int64(own.Points))))
}

// sortOrderMax bounds a rule's place.
const sortOrderMax = 1_000_000

var errSortOrder = fault.New(fault.Invalid, "studyapi.sort_order", "The sort order is out of range.")

// order is the place that the request names.
func (q *ruleRequest) order() (*int32, error) {
	if !q.SortOrder.Set {
		return nil, nil
	}
	if q.SortOrder.Value < 0 || q.SortOrder.Value > sortOrderMax {
		return nil, errSortOrder
	}
	n := int32(q.SortOrder.Value)
	return &n, nil
}

type createdReply struct {
	Success bool   `json:"success"`
	RuleID  int64  `json:"rule_id"`
	Message string `json:"message"`
	Warning string `json:"warning,omitempty"`
}

// changedReply is the answer to an edit: done, and no more.
type changedReply struct {
	Success bool   `json:"success"`
	Warning string `json:"warning,omitempty"`
}

// warningOf tells of points that are not what the rule awards.
func warningOf(c study.Conditions) string {
	if c.IsOdd() {
		return "points 与条件中的积分不一致,发放以条件中的积分为准"
	}
	return ""
}

// handleCreateRule adds a rule to the caller's domain.
// contract: S3-07
func (a *API) handleCreateRule(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	var req ruleRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	switch {
	case req.Name == nil:
		return missing("name")
	case req.TriggerType == nil:
		return missing("trigger_type")
	case req.Conditions == nil:
		return missing("conditions")
	}
	cmd := study.CreateRuleCmd{Domain: who.Domain, Name: *req.Name, Inactive: req.IsActive != nil && !*req.IsActive}
	if req.Description != nil {
		cmd.Description = *req.Description
	}
	order, err := req.order()
	if err != nil {
		return err
	}
	if order != nil {
		cmd.SortOrder = *order
	}
	if cmd.Conditions, err = req.conditions(study.Conditions{}); err != nil {
		return err
	}
	return a.write(w, r, study.BucketOf(who.Domain), who, func(tx *store.Tx) (any, error) {
		rule, err := study.CreateRule(tx, cmd)
		if err != nil {
			return nil, err
		}
		return data(createdReply{true, int64(rule.ID), "创建成功", warningOf(rule.Conditions)}), note(tx, who, "study.rule.create", study.Rule{}, rule)
	})
}

// handleChangeRule edits a rule of the caller's domain.
// contract: S3-08
func (a *API) handleChangeRule(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	var req ruleRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	i, err := pathID(r, study.ErrRuleNotFound)
	if err != nil {
		return err
	}
	order, err := req.order()
	if err != nil {
		return err
	}
	return a.write(w, r, i.Bucket(), who, func(tx *store.Tx) (any, error) {
		own, err := study.GetRule(tx, i, who.Domain)
		if err != nil {
			return nil, err
		}
		c, err := req.conditions(own.Conditions)
		if err != nil {
			return nil, err
		}
		before, after, err := study.ChangeRule(tx, study.ChangeRuleCmd{
			Rule: i, Domain: who.Domain, Name: req.Name, Description: req.Description, Conditions: &c, SortOrder: order, Active: req.IsActive,
		})
		if err != nil {
			return nil, err
		}
		return changedReply{true, warningOf(after.Conditions)}, note(tx, who, "study.rule.change", before, after)
	})
}

// handleDeleteRule ends a rule of the caller's domain.
// contract: S3-09
func (a *API) handleDeleteRule(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	if err := idem.DecodeOptional(r, &struct{}{}); err != nil {
		return err
	}
	i, err := pathID(r, study.ErrRuleNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, i.Bucket(), who, func(tx *store.Tx) (any, error) {
		before, err := study.DeleteRule(tx, i, who.Domain)
		if err != nil {
			return nil, err
		}
		return changedReply{Success: true}, note(tx, who, "study.rule.delete", before, study.Rule{})
	})
}

// note records what a domain's admin did to a rule.
func note(tx *store.Tx, who session.Bearer, action string, before, after study.Rule) error {
	i := max(before.ID, after.ID)
	return audit.Note(tx, audit.NoteCmd{
		Actor: actor.OfMember(who.Member), Action: action, Object: "study_rule:" + strconv.FormatInt(int64(i), 10), Reason: "studyapi",
		Earlier: noted(before), Later: noted(after),
	})
}

// noted is a rule as the audit keeps it; none is "".
func noted(r study.Rule) string {
	if r.ID == 0 {
		return ""
	}
	text, err := json.Marshal(ruleOf(r))
	if err != nil {
		panic("studyapi: a rule cannot be encoded: " + err.Error())
	}
	return string(text)
}
