package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
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
	q, zone := queryOf(r), a.Ledger.Zone()
	from, to := q.period(a.Clock.Now().DayIn(zone))
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
	totals, err := exchange.Totals(r.Context(), a.Store, exchange.TotalsCmd{Domain: domain, From: from, To: to, Zone: zone})
	if err != nil {
		return err
	}
	return answer(w, showDomainStatistics(domain, from, to, days, totals))
}

func showDomainStatistics(domain int32, from, to instant.Day, days []study.DayFigures, totals []exchange.StateTotal) domainStatistics {
	out := domainStatistics{Domain: domain, From: string(from), To: string(to), Days: []domainDay{}, Exchanges: []exchangeTotal{}}
	var points amount.Amount
	for _, d := range days {
		out.Days = append(out.Days, domainDay{d.Day.String(), d.Members, d.Sessions, d.Minutes, d.Completed, wireAmount(d.Points, ledger.Study)})
		out.Sessions += d.Sessions
		out.Minutes += d.Minutes
		out.Completed += d.Completed
		points += d.Points
	}
	out.Points = wireAmount(points, ledger.Study)
	for _, t := range totals {
		out.Exchanges = append(out.Exchanges, exchangeTotal{string(t.State), t.Count, wireAmount(t.Points, ledger.Study)})
	}
	return out
}
