package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/activity"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) activityRoutes() {
	missing := []*fault.Fault{activity.ErrNotFound}
	invalid := []*fault.Fault{activity.ErrField, errAt, amount.ErrInvalid, amount.ErrOverflow}
	a.add(toRead, a.listActivities, operation{
		Method: http.MethodGet, Path: "/v1/activities", ID: "N-14", Summary: "Activities that are not deleted, newest first.",
		Query: paging(param{"status", "string", "active, paused, upcoming or ended."}, param{"type", "string", ""}),
		Out:   list[activityReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{activity.ErrField},
	})
	a.add(toManage, a.createActivity, operation{
		Method: http.MethodPost, Path: "/v1/activities", ID: "N-14", Summary: "Make an activity.",
		In: activityRequest{}, Out: activityReply{}, Status: http.StatusCreated, Faults: invalid,
	})
	a.add(toRead, a.getActivity, operation{
		Method: http.MethodGet, Path: "/v1/activities/{id}", ID: "N-14", Summary: "One activity.",
		Out: activityReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.editActivity, operation{
		Method: http.MethodPut, Path: "/v1/activities/{id}", ID: "N-14", Summary: "Change what the body names, but the type; a config is replaced as a whole. Orders that have the discount keep what they were promised.",
		In: activityRequest{}, Out: activityReply{}, Status: http.StatusOK, Faults: append(append(missing, activity.ErrLimit), invalid...),
	})
	a.add(toManage, a.stateOfActivity(activity.Paused), operation{
		Method: http.MethodPost, Path: "/v1/activities/{id}/pause", ID: "N-14", Summary: "Let nobody join an activity, and no order have its discount.",
		Out: activityReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.stateOfActivity(activity.Active), operation{
		Method: http.MethodPost, Path: "/v1/activities/{id}/resume", ID: "N-14", Summary: "Let a paused activity run again.",
		Out: activityReply{}, Status: http.StatusOK, Faults: missing,
	})
	a.add(toManage, a.onObject(func(tx *store.Tx, i id.ID, c caller) (any, error) {
		return struct{}{}, a.Activities.Delete(tx, i, c.Actor)
	}), operation{
		Method: http.MethodDelete, Path: "/v1/activities/{id}", ID: "N-14", Summary: "End an activity for good; what was given stays given.",
		Out: struct{}{}, Status: http.StatusOK, Faults: missing,
	})
}

// activityConfig is what an activity gives, and to whom. Each type takes its
// own fields.
type activityConfig struct {
	Credits            httpx.Money `json:"credits,omitempty" doc:"credit_gift and referral_bonus: whole credits."`
	Audience           string      `json:"audience,omitempty" enum:"all,new_users,members,non_members" doc:"credit_gift: for whom; new_users where it is not said."`
	NewUsersWithinDays int64       `json:"new_users_within_days,omitempty" doc:"credit_gift: how old a new user's account is at most; without it, made since the activity began."`
	Auto               bool        `json:"auto,omitempty" doc:"credit_gift: whoever registers gets it at once."`
	PercentOff         httpx.Money `json:"percent_off,omitempty" doc:"membership_discount and first_purchase: at most 100, two digits."`
	AmountOff          httpx.Money `json:"amount_off,omitempty" doc:"Instead of percent_off: CNY."`
	BonusCredits       httpx.Money `json:"bonus_credits,omitempty" doc:"first_purchase: whole credits."`
	Plans              []string    `json:"plans,omitempty" doc:"membership_discount: monthly, quarterly, yearly; all where it is not said."`
}

func showConfig(c activity.Config) activityConfig {
	money := func(n amount.Amount, scale int) httpx.Money {
		if n == 0 {
			return ""
		}
		return httpx.Money(unit(n, scale))
	}
	return activityConfig{
		money(c.Credits, 0), string(c.Audience), c.NewWithinDays, c.AutoJoin, money(amount.Amount(c.PercentOff), 2), money(c.AmountOff, 2), money(c.BonusCredits, 0), c.PlanList(),
	}
}

func (g *activityConfig) config() (c activity.Config, err error) {
	c = activity.Config{Audience: activity.Audience(g.Audience), NewWithinDays: g.NewUsersWithinDays, AutoJoin: g.Auto}
	if c.Plans, err = activity.Plans(g.Plans); err != nil {
		return c, err
	}
	var percent amount.Amount
	for _, f := range []struct {
		text  httpx.Money
		scale int
		to    *amount.Amount
	}{{g.Credits, 0, &c.Credits}, {g.BonusCredits, 0, &c.BonusCredits}, {g.AmountOff, 2, &c.AmountOff}, {g.PercentOff, 2, &percent}} {
		value, err := moneyField(f.text, f.scale)
		if err != nil {
			return c, err
		}
		*f.to = orZero(value)
	}
	c.PercentOff = int64(percent)
	return c, nil
}

// activityReply is an activity.
type activityReply struct {
	ID              int64          `json:"id"`
	Name            string         `json:"name"`
	Type            string         `json:"type" enum:"credit_gift,membership_discount,referral_bonus,first_purchase"`
	Description     string         `json:"description"`
	Config          activityConfig `json:"config"`
	StartsAt        wireTime       `json:"starts_at"`
	EndsAt          wireTime       `json:"ends_at" doc:"Its last second."`
	Status          string         `json:"status" enum:"active,paused,upcoming,ended"`
	MaxParticipants int64          `json:"max_participants" doc:"0 is no limit."`
	Participants    int64          `json:"participants"`
	Budget          string         `json:"budget" doc:"CNY where the activity takes money off, else credits; 0 is no limit."`
	Spent           string         `json:"spent" doc:"Given, or promised to orders that wait for payment."`
	CreatedAt       wireTime       `json:"created_at"`
	ChangedAt       wireTime       `json:"changed_at"`
}

func (a *API) showActivity(v activity.Activity) activityReply {
	return activityReply{
		int64(v.ID), v.Name, string(v.Kind), v.Description, showConfig(v.Config), wireTime(v.StartsAt), wireTime(v.EndsAt), string(v.Status(a.Clock.Now())),
		v.MaxParticipants, v.Participants, unit(v.Budget, v.Unit()), unit(v.Spent, v.Unit()), wireTime(v.CreatedAt), wireTime(v.ChangedAt),
	}
}

// activityRequest is a new activity, or what is to change of one.
type activityRequest struct {
	Name            *string         `json:"name,omitempty" maxLength:"200"`
	Type            *activity.Kind  `json:"type,omitempty" enum:"credit_gift,membership_discount,referral_bonus,first_purchase" doc:"Cannot be changed."`
	Description     *string         `json:"description,omitempty" maxLength:"2000"`
	Config          *activityConfig `json:"config,omitempty"`
	StartsAt        *string         `json:"starts_at,omitempty" doc:"RFC 3339."`
	EndsAt          *string         `json:"ends_at,omitempty" doc:"RFC 3339; the last second of it."`
	MaxParticipants *int64          `json:"max_participants,omitempty" doc:"0 is no limit."`
	Budget          httpx.Money     `json:"budget,omitempty" doc:"CNY where the activity takes money off, else credits; 0 is no limit."`
}

// edit is what the request changes of an activity with a config.
func (q *activityRequest) edit(now activity.Config) (cmd activity.EditCmd, err error) {
	cmd = activity.EditCmd{Name: q.Name, Description: q.Description, MaxParticipants: q.MaxParticipants}
	if q.Config != nil {
		if now, err = q.Config.config(); err != nil {
			return cmd, err
		}
		cmd.Config = &now
	}
	if cmd.Budget, err = moneyField(q.Budget, now.Unit()); err != nil {
		return cmd, err
	}
	if cmd.StartsAt, err = timeField(q.StartsAt); err != nil {
		return cmd, err
	}
	cmd.EndsAt, err = timeField(q.EndsAt)
	return cmd, err
}

// listActivities is a page of activities.
// contract: N-14
func (a *API) listActivities(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	cmd := activity.ListCmd{Status: activity.Status(q.text("status")), Kind: activity.Kind(q.text("type")), Now: a.Clock.Now(), Page: q.numbered("ac")}
	if q.err != nil {
		return q.err
	}
	found, err := activity.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, numberedOf(found, cmd.Page, "ac", func(l activity.Line) activityReply { return a.showActivity(l.Activity) }))
}

// createActivity makes an activity.
// contract: N-14
func (a *API) createActivity(w http.ResponseWriter, r *http.Request, c caller) error {
	var req activityRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	e, err := req.edit(activity.Config{})
	if err != nil {
		return err
	}
	cmd := activity.CreateCmd{
		Name: orZero(e.Name), Kind: orZero(req.Type), Description: orZero(e.Description), Config: orZero(e.Config),
		Limits: activity.Limits{MaxParticipants: orZero(e.MaxParticipants), Budget: orZero(e.Budget)}, StartsAt: orZero(e.StartsAt), EndsAt: orZero(e.EndsAt), Actor: c.Actor,
	}
	return a.write(w, r, c, call{route: activity.Route, status: http.StatusCreated}, func(tx *store.Tx) (any, error) {
		made, err := a.Activities.Create(tx, cmd)
		return a.showActivity(made), err
	})
}

// getActivity shows an activity.
// contract: N-14
func (a *API) getActivity(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	found, err := activity.Load(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, a.showActivity(found))
}

// editActivity changes an activity.
// contract: N-14
func (a *API) editActivity(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req activityRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, call{route: activity.Route, status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		now, err := activity.Get(tx, i)
		if err != nil {
			return nil, err
		}
		if req.Type != nil && *req.Type != now.Kind {
			return nil, activity.ErrField.With("field", "type")
		}
		cmd, err := req.edit(now.Config)
		if err != nil {
			return nil, err
		}
		cmd.ID, cmd.Actor = i, c.Actor
		edited, err := a.Activities.Edit(tx, cmd)
		return a.showActivity(edited), err
	})
}

// stateOfActivity pauses an activity, or lets it run again.
func (a *API) stateOfActivity(to activity.State) handler {
	return a.onObject(func(tx *store.Tx, i id.ID, c caller) (any, error) {
		changed, err := a.Activities.SetState(tx, activity.SetStateCmd{ID: i, State: to, Actor: c.Actor})
		return a.showActivity(changed), err
	})
}
