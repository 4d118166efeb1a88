package creatorapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/activity"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// activityItem is an activity as it is listed. The counters are for admins.
type activityItem struct {
	ID              id.ID          `json:"id"`
	Name            string         `json:"name"`
	Type            string         `json:"type"`
	Description     string         `json:"description"`
	Config          activityConfig `json:"config"`
	StartTime       wireTime       `json:"start_time"`
	EndTime         wireTime       `json:"end_time"`
	Status          string         `json:"status"`
	IsParticipated  bool           `json:"is_participated"`
	CreatedAt       wireTime       `json:"created_at"`
	MaxParticipants *int64         `json:"max_participants,omitempty"`
	Participants    *int64         `json:"participants_count,omitempty"`
	Budget          *decimal       `json:"budget,omitempty"`
	Spent           *decimal       `json:"budget_spent,omitempty"`
}

func (a *API) activityItem(c caller, l activity.Line) activityItem {
	item := activityItem{
		ID: l.ID, Name: l.Name, Type: string(l.Kind), Description: l.Description, Config: activityConfigOf(l.Config),
		StartTime: wireTime(l.StartsAt), EndTime: wireTime(l.EndsAt), Status: string(l.Status(a.Clock.Now())), IsParticipated: l.Joined, CreatedAt: wireTime(l.CreatedAt),
		MaxParticipants: counted(c, l.MaxParticipants), Participants: counted(c, l.Participants),
	}
	if c.IsAdmin() {
		budget, spent := budgetOf(l.Config, l.Budget), budgetOf(l.Config, l.Spent)
		item.Budget, item.Spent = &budget, &spent
	}
	return item
}

// budgetOf is a budget, of money or of credits, with two digits.
func budgetOf(c activity.Config, n amount.Amount) decimal {
	if c.Unit() == 0 {
		n *= 100 // bounded: a budget is at most 10^12
	}
	return decimal(n)
}

// activityRequest is the body of POST and PUT.
type activityRequest struct {
	Name            *string         `json:"name"`
	Type            *activity.Kind  `json:"type"`
	Description     *string         `json:"description"`
	Config          *configRequest  `json:"config"`
	StartTime       *wireTime       `json:"start_time"`
	EndTime         *wireTime       `json:"end_time"`
	MaxParticipants httpx.Int       `json:"max_participants"`
	Budget          httpx.Money     `json:"budget"`
	Status          *activity.State `json:"status"` // PUT: active or paused
}

// createActivity makes an activity. contract: S2-26
func (a *API) createActivity(w http.ResponseWriter, r *http.Request, c caller) error {
	var req activityRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	if err := allSent(
		sentField{"name", req.Name != nil}, sentField{"type", req.Type != nil}, sentField{"config", req.Config != nil},
		sentField{"start_time", fieldTime(req.StartTime) != nil}, sentField{"end_time", fieldTime(req.EndTime) != nil},
	); err != nil {
		return err
	}
	config, err := req.Config.config()
	if err != nil {
		return err
	}
	budget, err := fieldAmount("budget", req.Budget, config.Unit())
	if err != nil {
		return err
	}
	cmd := activity.CreateCmd{
		Name: *req.Name, Kind: *req.Type, Description: valueOr(req.Description, ""), Config: config,
		Limits:   activity.Limits{MaxParticipants: req.MaxParticipants.Or(0), Budget: valueOr(budget, 0)},
		StartsAt: *fieldTime(req.StartTime), EndsAt: *fieldTime(req.EndTime), Actor: c.actor(),
	}
	return a.write(w, r, c, activity.Route, "活动创建成功", func(tx *store.Tx) (any, error) {
		made, err := a.Activities.Create(tx, cmd)
		return struct {
			ID     id.ID  `json:"id"`
			Name   string `json:"name"`
			Status string `json:"status"`
		}{made.ID, made.Name, string(made.Status(tx.Now()))}, err
	})
}

// editActivity changes what the body names. contract: N-14
func (a *API) editActivity(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "activity_id", activity.ErrNotFound)
	if err != nil {
		return err
	}
	var req activityRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, activity.Route, success, func(tx *store.Tx) (any, error) {
		edited, err := a.applyActivity(tx, i, &req, c)
		return a.activityItem(c, activity.Line{Activity: edited}), err
	})
}

// applyActivity edits an activity. A budget is read in the unit that the
// activity has after the edit; the type may be repeated, not changed.
func (a *API) applyActivity(tx *store.Tx, i id.ID, req *activityRequest, c caller) (activity.Activity, error) {
	now, err := activity.Get(tx, i)
	if err != nil {
		return activity.Activity{}, err
	}
	if req.Type != nil && *req.Type != now.Kind {
		return activity.Activity{}, errField.With("field", "type")
	}
	cmd := activity.EditCmd{
		ID: i, Name: req.Name, Description: req.Description, StartsAt: fieldTime(req.StartTime), EndsAt: fieldTime(req.EndTime), State: req.Status, Actor: c.actor(),
	}
	if req.Config != nil {
		config, err := req.Config.config()
		if err != nil {
			return activity.Activity{}, err
		}
		cmd.Config = &config
	}
	if cmd.Budget, err = fieldAmount("budget", req.Budget, valueOr(cmd.Config, now.Config).Unit()); err != nil {
		return activity.Activity{}, err
	}
	if req.MaxParticipants.Set {
		cmd.MaxParticipants = &req.MaxParticipants.Value
	}
	return a.Activities.Edit(tx, cmd)
}

// deleteActivity ends an activity for good. contract: N-14
func (a *API) deleteActivity(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "activity_id", activity.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, activity.Route, success, func(tx *store.Tx) (any, error) {
		return nil, a.Activities.Delete(tx, i, c.actor())
	})
}

// listActivities lists the activities. contract: S2-27
func (a *API) listActivities(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	cmd := activity.ListCmd{Viewer: c.Member, Status: activity.Status(q.Get("status")), Kind: activity.Kind(q.Get("type")), Now: a.Clock.Now(), Page: p}
	found, err := activity.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return replyList(w, p, found, func(l activity.Line) activityItem { return a.activityItem(c, l) })
}

// joinActivity takes part in an activity. contract: S2-28
func (a *API) joinActivity(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r, "activity_id", activity.ErrNotFound)
	if err != nil {
		return err
	}
	return a.write(w, r, c, activity.Route, "参与成功", func(tx *store.Tx) (any, error) {
		joined, err := a.Activities.Join(tx, activity.JoinCmd{Member: c.Member, Activity: i})
		kind, value := rewardOf(joined.Activity)
		return struct {
			ActivityID    id.ID         `json:"activity_id"`
			RewardType    string        `json:"reward_type"`
			RewardAmount  any           `json:"reward_amount"`
			CreditBalance amount.Amount `json:"credit_balance"`
		}{i, kind, value, joined.Available}, err
	})
}

// rewardOf says what taking part in an activity gives: credits now, or what
// a purchase or a referral will bring.
func rewardOf(a activity.Activity) (kind string, value any) {
	switch {
	case a.Kind == activity.CreditGift:
		return "credits", a.Credits
	case a.Kind == activity.ReferralBonus:
		return "referral_credits", a.Credits
	case a.PercentOff > 0:
		return "percent_off", decimal(a.PercentOff)
	case a.AmountOff > 0:
		return "amount_off", decimal(a.AmountOff)
	}
	return "bonus_credits", a.BonusCredits
}
