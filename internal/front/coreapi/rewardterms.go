package coreapi

import (
	"net/http"
	"time"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) rewardTermRoutes() {
	a.add(toRead, a.getRewardTerms, operation{
		Method: http.MethodGet, Path: "/v1/reward-terms", ID: "N-16", Summary: "What the rights are worth: the present version of the table, or an earlier one.",
		Query: []param{{"version", "integer", "The present one where it is not said."}},
		Out:   termsReply{}, Status: http.StatusOK, Faults: []*fault.Fault{reward.ErrTermsUnknown},
	})
	a.add(toOperate, a.putRewardTerms, operation{
		Method: http.MethodPut, Path: "/v1/reward-terms", ID: "N-16", Summary: "Make the next version of the table, for adoptions from now on.",
		In: termsRequest{}, Out: termsReply{}, Status: http.StatusOK, Faults: []*fault.Fault{reward.ErrTerms, reward.ErrTermsStale, reward.ErrReason},
	})
	a.add(toRead, a.listRewardTerms, operation{
		Method: http.MethodGet, Path: "/v1/reward-terms/versions", ID: "N-16", Summary: "Who made which version of the table, newest first.",
		Out: list[termsChange]{}, Status: http.StatusOK,
	})
}

// termWire is what one right is worth for each tree.
type termWire struct {
	Right        string      `json:"right" enum:"share,community,city_team,province_team,city_area,province_area"`
	USDT         httpx.Money `json:"usdt" doc:"Decimal text."`
	Percent      httpx.Money `json:"hashpower_percent" doc:"Of a tree's hashpower, up to 4 decimals."`
	ClaimSeconds int64       `json:"claim_seconds" minimum:"0" doc:"How long the reward waits for its owner's own adoption; 0 is not at all."`
}

type termsReply struct {
	Version int64      `json:"version"`
	Terms   []termWire `json:"terms"`
}

type termsRequest struct {
	Version int64      `json:"version" doc:"The version that the caller saw."`
	Terms   []termWire `json:"terms" doc:"All six rights."`
	Reason  string     `json:"reason" maxLength:"500"`
}

type termsChange struct {
	Version   int64    `json:"version"`
	ChangedAt wireTime `json:"changed_at"`
	ChangedBy string   `json:"changed_by"`
}

func showTerms(t reward.Terms) termsReply {
	out := termsReply{Version: t.Version}
	for _, r := range reward.Rights() {
		of := t.Of[r]
		out.Terms = append(out.Terms, termWire{string(r), httpx.Money(usdt(of.USDT)), httpx.Money(of.Percent.Format(reward.PercentScale)), int64(of.Claim / time.Second)})
	}
	return out
}

// getRewardTerms is a version of the table.
// contract: N-16
func (a *API) getRewardTerms(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	version := q.id("version")
	if q.err != nil {
		return q.err
	}
	t, err := reward.LoadTerms(r.Context(), a.Store, int64(version))
	if err != nil {
		return err
	}
	return answer(w, showTerms(t))
}

// putRewardTerms makes the next version.
// contract: N-16
func (a *API) putRewardTerms(w http.ResponseWriter, r *http.Request, c caller) error {
	var req termsRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	terms, err := req.terms()
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		done, err := reward.PutTerms(tx, reward.PutTermsCmd{Terms: terms, Reason: req.Reason, Actor: c.Actor})
		return showTerms(done), err
	})
}

// claimSecondsMax is more than any table takes, and no overflow.
const claimSecondsMax = 1 << 30

func (req termsRequest) terms() (reward.Terms, error) {
	out := reward.Terms{Version: req.Version, Of: map[reward.Right]reward.Term{}}
	for _, t := range req.Terms {
		worth, err := t.USDT.Amount(ledger.USDT.Scale())
		percent, percentErr := t.Percent.Amount(reward.PercentScale)
		if err != nil || percentErr != nil || t.ClaimSeconds < 0 || t.ClaimSeconds > claimSecondsMax {
			return out, reward.ErrTerms.With("right", t.Right)
		}
		out.Of[reward.Right(t.Right)] = reward.Term{USDT: worth, Percent: percent, Claim: time.Duration(t.ClaimSeconds) * time.Second}
	}
	if len(out.Of) != len(req.Terms) {
		return out, reward.ErrTerms
	}
	return out, nil
}

// listRewardTerms are the versions.
// contract: N-16
func (a *API) listRewardTerms(w http.ResponseWriter, r *http.Request, _ caller) error {
	rows, err := reward.TermsChanges(r.Context(), a.Store)
	if err != nil {
		return err
	}
	out := list[termsChange]{Items: make([]termsChange, len(rows))}
	for i, row := range rows {
		out.Items[i] = termsChange{row.Version, wireTime(row.ChangedAt), row.ChangedBy}
	}
	return answer(w, out)
}
