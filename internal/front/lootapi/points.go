package lootapi

import (
	"net/http"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

type balanceData struct {
	TotalPoints   int64  `json:"total_points"`
	WalletAddress string `json:"wallet_address"`
}

// handleBalance is what the member can spend.
// contract: S0-05
func (a *API) handleBalance(w http.ResponseWriter, r *http.Request, s session.Session) error {
	acc, err := ledger.LoadAccount(r.Context(), a.store, ledger.Member(s.Owner), ledger.Point)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(balanceData{int64(acc.Available()), s.Label}))
	return nil
}

type pointsLine struct {
	ID           int64   `json:"id"`
	ChangeType   string  `json:"change_type"`
	PointsChange int64   `json:"points_change"`
	Description  string  `json:"description"`
	CreatedAt    *string `json:"created_at"`
}

type historyData[W any] struct {
	History    []W        `json:"history"`
	Pagination pagination `json:"pagination"`
}

// handlePointsHistory is a page of the member's movements, newest first.
// contract: S0-06
func (a *API) handlePointsHistory(w http.ResponseWriter, r *http.Request, s session.Session) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	list, err := ledger.Page(r.Context(), a.store, ledger.Member(s.Owner), ledger.Point, p)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(historyData[pointsLine]{listed(list.Items, a.pointsLine), paginationOf(p, list.Total)}))
	return nil
}

func (a *API) pointsLine(t ledger.Transfer) pointsLine {
	return pointsLine{
		ID: int64(t.ID), ChangeType: changeType(t), PointsChange: int64(t.Amount), Description: describe(t.Reason), CreatedAt: a.wireTime(t.At),
	}
}

// changeType is the documented word for a line's kind.
func changeType(t ledger.Transfer) string {
	switch t.Kind {
	case ledger.Earn, ledger.Spend, ledger.Refund, ledger.Expire:
		return string(t.Kind)
	case ledger.Reverse:
		if t.Amount > 0 {
			return string(ledger.Refund)
		}
	}
	return string(ledger.Adjust)
}

// descriptions are the documented or obvious words for the reasons that the
// program itself gives. Other reasons are an operator's own words.
var descriptions = map[string]string{
	"":                      "积分变动",
	"lootbox.draw":          "积分盲盒抽奖",
	"lootbox.prize":         "积分盲盒奖励",
	"pool.participation":    "SOL池子参与奖励",
	"rule.image_generation": "文生图奖励",
	"rule.video_generation": "文生视频奖励",
}

func describe(reason string) string {
	if text, ok := descriptions[reason]; ok {
		return text
	}
	return reason
}

type leaderLine struct {
	Rank          int64  `json:"rank"`
	WalletAddress string `json:"wallet_address"`
	TotalPoints   int64  `json:"total_points"`
	DailyPoints   int64  `json:"daily_points"`
	WeeklyPoints  int64  `json:"weekly_points"`
}

// leadersDefault is how many lines a leaderboard has where nobody says.
const leadersDefault = 10

// handleLeaderboard is the first members by points, with masked wallets.
// contract: S0-07
func (a *API) handleLeaderboard(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	limit, err := httpx.QueryInt(q, "limit", leadersDefault, 1, report.LeadersMax)
	if err != nil {
		return err
	}
	order := report.Total
	if q.Has("sort_by") {
		if order, err = report.ParseOrder(q.Get("sort_by")); err != nil {
			return err
		}
	}
	list, err := a.leaderboard.Top(r.Context(), order, limit)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(listed(list, func(l report.Leader) leaderLine {
		return leaderLine{l.Rank, masked(l.Wallet), int64(l.Total), int64(l.Day), int64(l.Week)}
	})))
	return nil
}
