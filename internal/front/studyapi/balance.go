package studyapi

import (
	"net/http"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/session"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/httpx"
)

type balanceData struct {
	Balance         int64  `json:"balance"`
	TotalEarned     int64  `json:"total_earned"`
	TotalSpent      int64  `json:"total_spent"`
	ThisMonthEarned int64  `json:"this_month_earned"`
	Level           string `json:"level"`
	LevelName       string `json:"level_name"`
}

// handleBalance is what the member can spend, and how it came about. The
// month is the project's; the level follows from what was earned in all.
// contract: S3-01
func (a *API) handleBalance(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	acc, err := ledger.LoadAccount(r.Context(), a.Store, ledger.Member(who.Member), ledger.Study)
	if err != nil {
		return err
	}
	levels, err := study.LoadLevels(r.Context(), a.Store)
	if err != nil {
		return err
	}
	_, _, month := acc.EarnedIn(ledger.PeriodOf(a.Clock.Now(), a.Ledger.Zone()))
	level := study.LevelOf(levels, acc.Earned)
	httpx.WriteJSON(w, http.StatusOK, data(balanceData{
		Balance: int64(acc.Available()), TotalEarned: int64(acc.Earned), TotalSpent: int64(acc.Spent), ThisMonthEarned: int64(month),
		Level: level.Code, LevelName: level.Name,
	}))
	return nil
}
