package cardapi

import (
	"encoding/json"
	"net/http"
	"strconv"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
)

// statisticsDays is the period where the caller names none.
const statisticsDays = 30

type statistics struct {
	Period     period              `json:"period"`
	Summary    summary             `json:"summary"`
	ByCategory map[string]category `json:"by_category"`
	DailyUsage []dailyUsage        `json:"daily_usage"`
}

type period struct {
	StartDate string `json:"start_date"`
	EndDate   string `json:"end_date"`
}

type summary struct {
	TotalCards  int64       `json:"total_cards"`
	UsedCards   int64       `json:"used_cards"`
	UsageRate   json.Number `json:"usage_rate"`
	UniqueUsers int64       `json:"unique_users"`
}

type category struct {
	Total     int64       `json:"total"`
	Used      int64       `json:"used"`
	UsageRate json.Number `json:"usage_rate"`
}

type dailyUsage struct {
	Date  string `json:"date"`
	Count int64  `json:"count"`
}

// getStatistics shows the figures of a period. contract: S4-20
func (a *API) getStatistics(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := r.URL.Query()
	cmd := card.StatisticsCmd{From: instant.Day(q.Get("start_date")), Until: instant.Day(q.Get("end_date"))}
	var err error
	if cmd.Category, err = queryCategory(q.Get("category")); err != nil {
		return err
	}
	if cmd.Until == "" {
		cmd.Until = a.Clock.Now().DayIn(a.Cards.Zone())
	}
	if cmd.From == "" {
		cmd.From = cmd.Until.AddDays(1 - statisticsDays)
	}
	found, err := a.Cards.Statistics(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return reply(w, statisticsOf(cmd, found))
}

func statisticsOf(cmd card.StatisticsCmd, s card.Statistics) statistics {
	out := statistics{
		period{string(cmd.From), string(cmd.Until)},
		summary{s.Total, s.Used, percent(s.Used, s.Total), s.Members},
		map[string]category{}, make([]dailyUsage, len(s.Days)),
	}
	for _, c := range card.Categories() {
		f := s.Categories[c]
		out.ByCategory[string(c)] = category{f.Total, f.Used, percent(f.Used, f.Total)}
	}
	for i, d := range s.Days {
		out.DailyUsage[i] = dailyUsage{string(d.Day), d.Uses}
	}
	return out
}

// percent is used/total in percent with one decimal, rounded half up; of
// nothing it is 0.0.
func percent(used, total int64) json.Number {
	if total == 0 {
		return "0.0"
	}
	tenths := (used*2000 + total) / (2 * total)
	return json.Number(strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10))
}
