package studyapi

import (
	"net/http"
	"strings"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
)

type recordLine struct {
	ID          int64  `json:"id"`
	Type        string `json:"type"`
	Amount      int64  `json:"amount"`
	Balance     int64  `json:"balance"`
	Description string `json:"description"`
	Source      string `json:"source"`
	CreatedAt   string `json:"created_at"`
}

// handleRecords is a page of the member's movements, newest first.
// contract: S3-02
func (a *API) handleRecords(w http.ResponseWriter, r *http.Request, who session.Bearer) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	list, err := ledger.Page(r.Context(), a.Store, ledger.Member(who.Member), ledger.Study, p)
	if err != nil {
		return err
	}
	httpx.WriteJSON(w, http.StatusOK, data(recordsData[recordLine]{listed(list.Items, recordOf), paginationOf(p, list.Total)}))
	return nil
}

func recordOf(t ledger.Transfer) recordLine {
	source, description := describe(t)
	return recordLine{int64(t.ID), recordType(t), int64(t.Amount), int64(t.Balance), description, source, wireTime(t.At)}
}

// recordType is the documented word for a line's kind. What takes an earlier
// line back is a refund where it gives, and else an adjustment.
func recordType(t ledger.Transfer) string {
	switch t.Kind {
	case ledger.Earn:
		return "earned"
	case ledger.Spend:
		return "spent"
	case ledger.Refund:
		return "refunded"
	case ledger.Expire:
		return "expired"
	case ledger.Reverse:
		if t.Amount > 0 {
			return "refunded"
		}
	}
	return "adjusted"
}

// words are how a reason's code is shown. named is put before a name that the
// reason carries, alone is what stands without one.
type words struct {
	source string
	named  string
	alone  string
}

// told are the reasons that the program itself gives.
var told = map[string]words{
	"study.study_duration":              {"study_duration", "学习时长奖励:", "学习时长奖励"},
	"study.project_completion":          {"project_completion", "项目完成奖励:", "项目完成奖励"},
	"study.study_rating":                {"study_rating", "学习评级奖励:", "学习评级奖励"},
	"study.continuous_study":            {"continuous_study", "连续学习奖励:", "连续学习奖励"},
	"study.achievement":                 {"achievement", "解锁成就:", "解锁成就"},
	"study.study_duration.reversed":     {"study_duration", "学习记录更正:", "学习记录更正"},
	"study.project_completion.reversed": {"project_completion", "学习记录更正:", "学习记录更正"},
	"study.study_rating.reversed":       {"study_rating", "学习记录更正:", "学习记录更正"},
	"study.continuous_study.reversed":   {"continuous_study", "学习记录更正:", "学习记录更正"},
	"exchange.request":                  {"exchange", "兑换商品:", "兑换商品"},
	"exchange.rejected":                 {"exchange", "兑换被拒绝,积分退还:", "兑换被拒绝,积分退还"},
	"exchange.cancelled":                {"exchange", "兑换已取消,积分退还:", "兑换已取消,积分退还"},
	"rule.checkin":                      {"checkin", "每日签到:", "每日签到"},
}

// describe gives a line's source and its words. A reason is a code of the
// program's, perhaps with a name after a colon, or an operator's own words.
func describe(t ledger.Transfer) (source, description string) {
	code, name, _ := strings.Cut(t.Reason, ":")
	if w, ok := told[code]; ok {
		if name == "" || name == w.alone {
			return w.source, w.alone
		}
		return w.source, w.named + name
	}
	if name, ok := strings.CutPrefix(t.Reason, "rule."); ok {
		return "activity", "活动奖励:" + name
	}
	if t.Reason == "" {
		return "admin", "管理员调整"
	}
	return "admin", t.Reason
}
