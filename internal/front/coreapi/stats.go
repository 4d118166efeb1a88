package coreapi

import (
	"math/big"
	"net/http"
	"strconv"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/report"
)

func (a *API) statRoutes() {
	a.add(toRead, a.getDraws, operation{
		Method: http.MethodGet, Path: "/v1/stats/draws", ID: "N-17", Summary: "What was drawn beside what was published: of all boxes now, or of one box in every version of its odds.",
		Query: []param{{"box", "integer", "One box."}}, Out: list[drawsReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{lootbox.ErrNotFound},
	})
	a.add(toRead, a.getIssuance, operation{
		Method: http.MethodGet, Path: "/v1/stats/issuance", ID: "N-17", Summary: "What all members got and gave, by day and asset, latest first.",
		Query: period("the project's zone", param{"asset", "string", ""}),
		Out:   list[issuanceReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{ledger.ErrAsset},
	})
}

// period are the parameters of figures by day.
func period(zone string, more ...param) []param {
	return append([]param{
		{"from", "string", "A day in " + zone + ", as 2026-01-31; 29 days before to where it is not said."},
		{"to", "string", "The last day; today where it is not said. At most 400 days."},
	}, more...)
}

// drawsReply is one version of a box's odds.
type drawsReply struct {
	Box     int64        `json:"box"`
	Name    string       `json:"name"`
	Version int64        `json:"version"`
	Draws   int64        `json:"draws"`
	Prizes  []drawnReply `json:"prizes"`
}

// drawnReply is a prize, as published and as drawn.
type drawnReply struct {
	Prize        int64  `json:"prize"`
	Name         string `json:"name"`
	PublishedPPM int64  `json:"published_ppm"`
	ObservedPPM  int64  `json:"observed_ppm" doc:"Rounded; 0 where nothing was drawn yet."`
	Draws        int64  `json:"draws"`
	Expected     string `json:"expected" doc:"How often the published odds make it in so many draws."`
}

// getDraws holds draws against the published odds.
// contract: N-17
func (a *API) getDraws(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	box := q.id("box")
	if q.err != nil {
		return q.err
	}
	rows, err := report.Draws(r.Context(), a.Store, report.DrawsCmd{Box: box})
	if err != nil {
		return err
	}
	if box != 0 && len(rows) == 0 {
		return lootbox.ErrNotFound
	}
	return answer(w, list[drawsReply]{Items: byVersion(rows)})
}

// byVersion gathers the prizes of each version, which stand together.
func byVersion(rows []report.Drawn) []drawsReply {
	out := []drawsReply{}
	for begin, end := 0, 0; begin < len(rows); begin = end {
		first, total := rows[begin], int64(0)
		for end = begin; end < len(rows) && rows[end].Box == first.Box && rows[end].Version == first.Version; end++ {
			total += rows[end].Count
		}
		v := drawsReply{Box: int64(first.Box), Name: first.BoxName, Version: first.Version, Draws: total}
		for _, d := range rows[begin:end] {
			v.Prizes = append(v.Prizes, showDrawn(d, total))
		}
		out = append(out, v)
	}
	return out
}

func showDrawn(d report.Drawn, total int64) drawnReply {
	expected := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(d.Weight), big.NewInt(total)), big.NewInt(lootbox.WeightSum))
	out := drawnReply{Prize: int64(d.Prize), Name: d.Name, PublishedPPM: d.Weight, Draws: d.Count, Expected: ratText(expected)}
	if total > 0 {
		share := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(d.Count), big.NewInt(lootbox.WeightSum)), big.NewInt(total))
		out.ObservedPPM, _ = strconv.ParseInt(share.FloatString(0), 10, 64) // at most a million
	}
	return out
}

// issuanceReply is one day of one asset.
type issuanceReply struct {
	Day      string `json:"day" format:"date"`
	Asset    string `json:"asset"`
	Issued   string `json:"issued"`
	Spent    string `json:"spent"`
	Refunded string `json:"refunded"`
	Expired  string `json:"expired"`
	Adjusted string `json:"adjusted" doc:"Below zero where adjustments took more than they gave."`
	Reversed string `json:"reversed" doc:"What reversals gave back, less what they took."`
	Net      string `json:"net" doc:"The change of what all members have."`
}

// getIssuance sums what members got and gave.
// contract: N-17
func (a *API) getIssuance(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	zone := a.Ledger.Zone()
	from, to := q.period(a.Clock.Now().DayIn(zone))
	asset := q.asset()
	if q.err != nil {
		return q.err
	}
	rows, err := report.Issuance(r.Context(), a.Store, report.IssuanceCmd{From: from, To: to, Zone: zone, Asset: asset})
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, len(rows), "", showIssuance, nil))
}

func showIssuance(d report.DayFlow) issuanceReply {
	scale := d.Asset.Scale()
	return issuanceReply{
		Day: string(d.Day), Asset: string(d.Asset), Issued: d.Issued.Format(scale), Spent: d.Spent.Format(scale), Refunded: d.Refunded.Format(scale),
		Expired: d.Expired.Format(scale), Adjusted: d.Adjusted.Format(scale), Reversed: d.Reversed.Format(scale), Net: d.Net.Format(scale),
	}
}
