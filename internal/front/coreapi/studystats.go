package coreapi

import (
	"net/http"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/exchange"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/study"
)

// domainStatistics are a domain's figures over a period.
type domainStatistics struct {
	Domain    int32           `json:"domain"`
	From      string          `json:"from" format:"date"`
	To        string          `json:"to" format:"date"`
	Sessions  int64           `json:"sessions"`
	Minutes   int64           `json:"minutes"`
	Completed int64           `json:"completed" doc:"Projects."`
	Points    string          `json:"points"`
	Days      []domainDay     `json:"days" doc:"Those on which anything was counted."`
	Exchanges []exchangeTotal `json:"exchanges" doc:"Of the domain's own products, by the state that those asked for in the period have now."`
}

// domainDay is one day of a domain.
type domainDay struct {
	Day       string `json:"day" format:"date"`
	Members   int64  `json:"members" doc:"Who studied; who moves to another domain on that day counts in the first."`
	Sessions  int64  `json:"sessions" doc:"Without those that were reversed."`
	Minutes   int64  `json:"minutes" doc:"A member's sessions at the same time count once."`
	Completed int64  `json:"completed"`
	Points    string `json:"points" doc:"What the sessions of the day earned, whenever they came, less what their reversals took back."`
}

// exchangeTotal sums the exchanges in one state.
type exchangeTotal struct {
	State  string `json:"state" enum:"pending,approved,rejected,completed,cancelled"`
	Count  int64  `json:"count"`
	Points string `json:"points"`
}

// getDomainStatistics sums what happened in a domain.
// contract: S3-M10
func (a *API) getDomainStatistics(w http.ResponseWriter, r *http.Request, c caller) error {
	q := queryOf(r)
	from, to := q.period(a.Clock.Now().DayIn(a.Ledger.Zone()))
	if q.err != nil {
		return q.err
	}
	domain, err := pathDomain(r, c)
	if err != nil {
		return err
	}
	days, err := study.Statistics(r.Context(), a.Store, domain, from, to)
	if err != nil {
		return err
	}
	begin, end, err := bounds(from, to, a.Ledger.Zone())
	if err != nil {
		return err
	}
	totals, err := exchange.Totals(r.Context(), a.Store, domain, begin, end)
	if err != nil {
		return err
	}
	return answer(w, showDomainStatistics(domain, from, to, days, totals))
}

// bounds are the instants at which a period begins and ends.
func bounds(from, to instant.Day, zone *time.Location) (begin, end instant.Instant, err error) {
	if begin, err = from.Start(zone); err == nil {
		end, err = to.AddDays(1).Start(zone)
	}
	return begin, end, err
}

func showDomainStatistics(domain int32, from, to instant.Day, days []study.DayFigures, totals []exchange.StateTotal) domainStatistics {
	out := domainStatistics{Domain: domain, From: string(from), To: string(to), Days: []domainDay{}, Exchanges: []exchangeTotal{}}
	var sum study.DayFigures
	for _, d := range days {
		out.Days = append(out.Days, domainDay{d.Day.String(), d.Members, d.Sessions, d.Minutes, d.Completed, wireAmount(d.Points, ledger.Study)})
		sum.Sessions += d.Sessions
		sum.Minutes += d.Minutes
		sum.Completed += d.Completed
		sum.Points += d.Points
	}
	out.Sessions, out.Minutes, out.Completed, out.Points = sum.Sessions, sum.Minutes, sum.Completed, wireAmount(sum.Points, ledger.Study)
	for _, t := range totals {
		out.Exchanges = append(out.Exchanges, exchangeTotal{string(t.State), t.Count, wireAmount(t.Points, ledger.Study)})
	}
	return out
}
