package creatorapi

import (
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/report"
)

// statisticsDaysMax bounds the days of a period.
const statisticsDaysMax = 3660

// statistics are the figures of a period.
type statistics struct {
	TotalUsers       int64         `json:"total_users"`
	NewUsers         int64         `json:"new_users"`
	TotalRevenue     yuan          `json:"total_revenue"`
	TotalCreditsSold amount.Amount `json:"total_credits_sold"`
	ActiveMembers    int64         `json:"active_members"`
	ConversionRate   json.Number   `json:"conversion_rate"`
}

// getStatistics shows the figures of the days from start_date to end_date,
// both included, in UTC+8. contract: S2-35
func (a *API) getStatistics(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := r.URL.Query()
	from, err := queryDay(q, "start_date")
	if err != nil {
		return err
	}
	to, err := queryDay(q, "end_date")
	if err != nil {
		return err
	}
	if to < from || from.AddDays(statisticsDaysMax) <= to {
		return errField.With("field", "end_date")
	}
	p, err := report.LoadPlatform(r.Context(), a.Store, report.PlatformCmd{From: from, To: to, Now: a.Clock.Now()})
	if err != nil {
		return err
	}
	return reply(w, success, statistics{p.TotalUsers, p.NewUsers, yuan(p.Revenue), p.CreditsSold, p.ActiveMembers, fraction(p.Payers, p.UsersAtEnd)})
}

func queryDay(q url.Values, name string) (instant.Day, error) {
	text := q.Get(name)
	if text == "" {
		return "", errMissing.With("field", name)
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1970 || day.Year() > 9000 {
		return "", errField.With("field", name)
	}
	return instant.Day(text), nil
}

// fraction is a part of a whole with at most four decimals, rounded; 0 of
// nothing.
func fraction(part, whole int64) json.Number {
	if whole == 0 {
		return "0"
	}
	text := strings.TrimRight(big.NewRat(part, whole).FloatString(4), "0")
	return json.Number(strings.TrimSuffix(text, "."))
}
