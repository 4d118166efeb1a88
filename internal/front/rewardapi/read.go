package rewardapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/httpx"
)

type healthReply struct {
	Status    string  `json:"status"`
	Service   string  `json:"service"`
	Timestamp *string `json:"timestamp"`
}

// healthTime is how long the database may take to answer.
const healthTime = 2 * time.Second

// handleHealth tells whether the database answers.
// contract: S1-01
func (a *API) handleHealth(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), healthTime)
	defer cancel()
	out, status := healthReply{"ok", "reward-service", wireTime(a.Clock.Now())}, http.StatusOK
	if err := a.Store.Ping(ctx); err != nil {
		out.Status, status = "error", http.StatusServiceUnavailable
		httpx.NoteFault(r.Context(), httpx.FaultOf(err))
	}
	httpx.WriteJSON(w, status, out)
	return nil
}

type summaryReply struct {
	PendingUSDT            json.Number `json:"pendingUsdt"`
	PendingHashpower       json.Number `json:"pendingHashpower"`
	PendingExpireAt        *string     `json:"pendingExpireAt"`
	PendingRemainingTimeMs int64       `json:"pendingRemainingTimeMs"`
	SettleableUSDT         json.Number `json:"settleableUsdt"`
	SettleableHashpower    json.Number `json:"settleableHashpower"`
	SettledTotalUSDT       json.Number `json:"settledTotalUsdt"`
	SettledTotalHashpower  json.Number `json:"settledTotalHashpower"`
	ExpiredTotalUSDT       json.Number `json:"expiredTotalUsdt"`
	ExpiredTotalHashpower  json.Number `json:"expiredTotalHashpower"`
}

// handleSummary is the member's sums as of now.
// contract: S1-02
func (a *API) handleSummary(w http.ResponseWriter, r *http.Request, member id.ID) error {
	now := a.Clock.Now()
	s, err := reward.Sum(r.Context(), a.Store, member, now)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, summaryReply{
		PendingUSDT: total(s.PendingUSDT, s.HeldUSDT), PendingHashpower: total(s.PendingHashpower, s.HeldHashpower),
		PendingExpireAt: wireTime(s.Earliest), PendingRemainingTimeMs: remaining(s.Earliest, now),
		SettleableUSDT: total(s.SettleableUSDT, s.SettlingUSDT), SettleableHashpower: total(s.SettleableHashpower, s.SettlingHashpower),
		SettledTotalUSDT: number(s.SettledUSDT), SettledTotalHashpower: number(s.SettledHashpower),
		ExpiredTotalUSDT: number(s.ExpiredUSDT), ExpiredTotalHashpower: number(s.ExpiredHashpower),
	})
	return nil
}

// total is the sum of what this front does not tell apart.
func total(a, b amount.Amount) json.Number { return number(a + b) }

type rewardReply struct {
	ID              string      `json:"id"`
	RightType       string      `json:"rightType"`
	USDTAmount      json.Number `json:"usdtAmount"`
	HashpowerAmount json.Number `json:"hashpowerAmount"`
	RewardStatus    string      `json:"rewardStatus"`
	CreatedAt       *string     `json:"createdAt"`
	ExpireAt        *string     `json:"expireAt"`
	RemainingTimeMs int64       `json:"remainingTimeMs"`
	ClaimedAt       *string     `json:"claimedAt"`
	SettledAt       *string     `json:"settledAt"`
	ExpiredAt       *string     `json:"expiredAt"`
	Memo            string      `json:"memo"`
}

type pagination struct {
	Page     int   `json:"page"`
	PageSize int   `json:"pageSize"`
	Total    int64 `json:"total"`
}

type detailsReply struct {
	Data       []rewardReply `json:"data"`
	Pagination pagination    `json:"pagination"`
}

// handleDetails is a page of the member's rewards, newest first.
// contract: S1-03
func (a *API) handleDetails(w http.ResponseWriter, r *http.Request, member id.ID) error {
	q := &query{values: r.URL.Query()}
	cmd := reward.ListCmd{Member: member, State: oneOf(q, "status", statusWords), Right: oneOf(q, "rightType", rightWords), Page: q.page(), Now: a.Clock.Now()}
	if err := q.err(); err != nil {
		return err
	}
	list, err := reward.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	out := detailsReply{Data: make([]rewardReply, len(list.Items)), Pagination: pagination{cmd.Page.Page, cmd.Page.Size, list.Total}}
	for i, one := range list.Items {
		out.Data[i] = show(one, cmd.Now)
	}
	httpx.WriteJSON(w, http.StatusOK, out)
	return nil
}

// show is a reward as of now. When it will expire is told only while it
// waits, and when it did only where it did.
func show(r reward.Shown, now instant.Instant) rewardReply {
	out := rewardReply{
		ID: wireID(r.ID), RightType: rightWord(r.Right).wire, USDTAmount: number(r.USDT), HashpowerAmount: number(r.Hashpower), RewardStatus: statusWord(r.Now),
		CreatedAt: wireTime(r.CreatedAt), ClaimedAt: wireTime(r.ClaimedAt), SettledAt: wireTime(r.SettledAt), ExpiredAt: wireTime(r.EndedAt), Memo: memo(r.Reward),
	}
	switch {
	case r.Now == reward.Pending:
		out.ExpireAt, out.RemainingTimeMs = wireTime(r.ExpireAt), remaining(r.ExpireAt, now)
	case r.Now == reward.Expired && r.State == reward.Pending: // the sweep has not come by yet
		out.ExpiredAt = wireTime(r.ExpireAt)
	}
	return out
}

type pendingReply struct {
	ID              string      `json:"id"`
	RightType       string      `json:"rightType"`
	USDTAmount      json.Number `json:"usdtAmount"`
	HashpowerAmount json.Number `json:"hashpowerAmount"`
	CreatedAt       *string     `json:"createdAt"`
	ExpireAt        *string     `json:"expireAt"`
	RemainingTimeMs int64       `json:"remainingTimeMs"`
	Memo            string      `json:"memo"`
}

// handlePending lists what waits for the member's own adoption, the one that
// expires first at the head.
// contract: S1-04
func (a *API) handlePending(w http.ResponseWriter, r *http.Request, member id.ID) error {
	now := a.Clock.Now()
	list, err := reward.Waiting(r.Context(), a.Store, member, now)
	if err != nil {
		return err
	}
	out := make([]pendingReply, len(list))
	for i, one := range list {
		out[i] = pendingReply{
			ID: wireID(one.ID), RightType: rightWord(one.Right).wire, USDTAmount: number(one.USDT), HashpowerAmount: number(one.Hashpower),
			CreatedAt: wireTime(one.CreatedAt), ExpireAt: wireTime(one.ExpireAt), RemainingTimeMs: remaining(one.ExpireAt, now), Memo: memo(one) + within(one),
		}
	}
	httpx.WriteJSON(w, http.StatusOK, out)
	return nil
}

// within says how long after its creation a waiting reward can be claimed.
func within(r reward.Reward) string {
	if r.State != reward.Pending {
		return ""
	}
	span := r.ExpireAt.Sub(r.CreatedAt)
	unit, size := "s", time.Second
	if span%time.Hour == 0 {
		unit, size = "h", time.Hour
	}
	return "(" + wireID(id.ID(span/size)) + unit + "内认种可领取)"
}
