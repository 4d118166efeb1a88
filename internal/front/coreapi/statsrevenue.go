package coreapi

import (
	"net/http"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/revenue"
)

func (a *API) revenueRoutes() {
	a.add(toRead, a.getRevenue, operation{
		Method: http.MethodGet, Path: "/v1/stats/revenue", ID: "N-17", Summary: "What orders brought in and gave back, by day and kind, latest first. Orders of the sandbox are left out.",
		Query: period("UTC+8"),
		Out:   list[revenueReply]{}, Status: http.StatusOK,
	})
}

// revenueReply is one kind of orders on one day. Money is in CNY.
type revenueReply struct {
	Day             string `json:"day" format:"date"`
	Kind            string `json:"kind" enum:"recharge,membership"`
	Captured        string `json:"captured"`
	Refunded        string `json:"refunded"`
	Revenue         string `json:"revenue" doc:"Captured less refunded."`
	CreditsSold     string `json:"credits_sold"`
	CreditsReturned string `json:"credits_returned"`
	Payments        int64  `json:"payments"`
	Refunds         int64  `json:"refunds"`
}

// getRevenue lists the days that had any payment or refund.
// contract: N-17
func (a *API) getRevenue(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	from, to := q.period(a.Clock.Now().DayIn(revenue.Zone))
	if q.err != nil {
		return q.err
	}
	rows, err := revenue.Days(r.Context(), a.Store, from, to)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, len(rows), "", showRevenue, nil))
}

func showRevenue(d revenue.Day) revenueReply {
	return revenueReply{
		string(d.Date()), d.Kind, wireAmount(d.Captured, ledger.CNY), wireAmount(d.Refunded, ledger.CNY), wireAmount(d.Revenue(), ledger.CNY),
		wireAmount(d.CreditsSold, ledger.Credit), wireAmount(d.CreditsReturned, ledger.Credit), d.Payments, d.Refunds,
	}
}
