package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// rewardRoutes are there where the installation has rewards.
func (a *API) rewardRoutes() {
	if a.Rewards == nil || a.Settlements == nil {
		return
	}
	a.roleRoutes()
	a.rewardTermRoutes()
	a.settlementRoutes()
	a.payoutRoutes()
	a.add(toRead, a.listRewards, operation{
		Method: http.MethodGet, Path: "/v1/rewards", ID: "N-16", Summary: "A member's rewards, newest first, or all those of one adoption.",
		Query: paging(param{"subject", "string", "Whose. This or event is required."}, param{"event", "string", "The id of an adoption.paid event."},
			param{"state", "string", "pending, settleable, settled or expired, as the member sees them."}, param{"right", "string", "share, community, city_team, province_team, city_area or province_area."}),
		Out: list[rewardReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
	a.add(toRead, a.getReward, operation{
		Method: http.MethodGet, Path: "/v1/rewards/{id}", ID: "N-16", Summary: "One reward.",
		Out: rewardReply{}, Status: http.StatusOK, Faults: []*fault.Fault{reward.ErrNotFound},
	})
	for _, act := range []struct {
		name, summary string
		verb          rewardVerb
	}{
		{"hold", "Keep a settleable reward from being settled.", a.Rewards.Hold},
		{"release", "Make a held reward settleable again.", a.Rewards.Release},
		{"reverse", "Take back a reward that is not settled and not being settled.", a.Rewards.Reverse},
	} {
		a.add(toManage, a.decideReward(act.verb), operation{
			Method: http.MethodPost, Path: "/v1/rewards/{id}/" + act.name, ID: "N-16", Summary: act.summary,
			In: actReason{}, Out: rewardReply{}, Status: http.StatusOK, Faults: []*fault.Fault{reward.ErrNotFound, reward.ErrState, reward.ErrReason},
		})
	}
}

// rewardVerb is an operator's act on a reward.
type rewardVerb func(tx *store.Tx, cmd reward.DecideCmd) (reward.Reward, error)

// actReason is why somebody does something.
type actReason struct {
	Reason string `json:"reason" maxLength:"500"`
}

// rewardReply is a reward as of now.
type rewardReply struct {
	ID        int64    `json:"id"`
	Subject   string   `json:"subject,omitempty" doc:"Whose; missing where it is a system account's."`
	Account   string   `json:"account" doc:"main, or the system account's name."`
	Event     string   `json:"event"`
	Adopter   string   `json:"adopter" doc:"id:123"`
	Right     string   `json:"right"`
	USDT      string   `json:"usdt"`
	Hashpower string   `json:"hashpower"`
	Terms     int64    `json:"terms_version"`
	State     string   `json:"state" enum:"pending,settleable,settling,settled,expired,held,reversed"`
	CreatedAt wireTime `json:"created_at"`
	ExpireAt  wireTime `json:"expire_at"`
	ClaimedAt wireTime `json:"claimed_at"`
	SettledAt wireTime `json:"settled_at"`
	EndedAt   wireTime `json:"ended_at" doc:"When it expired or was reversed."`
	Twin      *int64   `json:"twin,omitempty" doc:"Of an expired reward, the one that headquarters got for it; and the reverse."`
}

func showReward(r reward.Shown) rewardReply {
	out := rewardReply{
		ID: int64(r.ID), Account: r.Account, Event: r.Event, Adopter: subjectText(r.Adopter), Right: string(r.Right),
		USDT: wireAmount(r.USDT, ledger.USDT), Hashpower: wireAmount(r.Hashpower, ledger.Hashpower), Terms: r.Version, State: string(r.Now),
		CreatedAt: wireTime(r.CreatedAt), ExpireAt: wireTime(r.ExpireAt), ClaimedAt: wireTime(r.ClaimedAt), SettledAt: wireTime(r.SettledAt), EndedAt: wireTime(r.EndedAt), Twin: optional(r.Twin),
	}
	if r.Owner != 0 {
		out.Subject = subjectText(r.Owner)
	}
	return out
}

// listRewards is a page of rewards.
// contract: N-16
func (a *API) listRewards(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("rw", 2)
	cmd := reward.BrowseCmd{
		Event: q.text("event"), State: reward.State(q.oneOf("state", "pending", "settleable", "settled", "expired")), Right: pick(q, "right", reward.Rights()),
		BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1, Now: a.Clock.Now(),
	}
	subject := q.text("subject")
	if q.err == nil && (subject == "") == (cmd.Event == "") {
		q.wrong("subject")
	}
	if q.err != nil {
		return q.err
	}
	var err error
	if cmd.Member, err = a.whose(r.Context(), subject); err != nil {
		return err
	}
	rows, err := reward.Browse(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "rw", showReward, func(s reward.Shown) []int64 { return []int64{int64(s.CreatedAt), int64(s.ID)} }))
}

// getReward is one reward.
// contract: N-16
func (a *API) getReward(w http.ResponseWriter, r *http.Request, _ caller) error {
	rid, err := pathID(r)
	if err != nil {
		return err
	}
	found, err := reward.Load(r.Context(), a.Store, rid, a.Clock.Now())
	if err != nil {
		return err
	}
	return answer(w, showReward(found))
}

// decideReward holds, releases or reverses a reward.
// contract: N-16
func (a *API) decideReward(do rewardVerb) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		rid, err := pathID(r)
		if err != nil {
			return err
		}
		var req actReason
		if err := idem.Decode(r, &req); err != nil {
			return err
		}
		return a.write(w, r, c, call{route: rid.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
			done, err := do(tx, reward.DecideCmd{Reward: rid, Reason: req.Reason, Actor: c.Actor})
			return showReward(reward.Shown{Reward: done, Now: done.State}), err
		})
	}
}

func usdt(a amount.Amount) string { return wireAmount(a, ledger.USDT) }
