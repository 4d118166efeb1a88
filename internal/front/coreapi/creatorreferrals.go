package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/referral"
)

func (a *API) referralRoutes() {
	a.add(toRead, a.listReferrals, operation{
		Method: http.MethodGet, Path: "/v1/referrals", ID: "N-14", Summary: "Who brought whom, and what for, newest first.",
		Query: paging(param{"referrer", "string", "Whose: a subject."}, param{"subject", "string", "Who was brought."}, param{"state", "string", "pending, completed, clawed_back or rejected."}),
		Out:   list[referralReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
}

// referralReply is one referral.
type referralReply struct {
	ID          int64    `json:"id"`
	Referrer    string   `json:"referrer" doc:"id:123"`
	Subject     string   `json:"subject" doc:"Who was brought: id:124"`
	Username    string   `json:"username" doc:"Theirs."`
	State       string   `json:"state" enum:"pending,completed,clawed_back,rejected"`
	Reason      string   `json:"reason" doc:"Of a rejection: network, month or suspended."`
	Reward      string   `json:"reward" doc:"Credits; of a pending one what it was worth at the registration."`
	Taken       string   `json:"taken" doc:"Of a claw-back: what the referrer had left."`
	Shortfall   string   `json:"shortfall" doc:"Of a claw-back: what they had not."`
	Network     string   `json:"network" doc:"That the member registered from."`
	Order       string   `json:"order" doc:"The payment that completed it."`
	CreatedAt   wireTime `json:"created_at"`
	CompletedAt wireTime `json:"completed_at"`
	EndedAt     wireTime `json:"ended_at" doc:"When it was clawed back or rejected."`
}

func showReferral(l referral.Line) referralReply {
	return referralReply{
		ID: int64(l.ID), Referrer: subjectText(l.Referrer), Subject: subjectText(l.Member), Username: l.Username, State: string(l.State), Reason: l.Reason,
		Reward: wireAmount(l.Reward, ledger.Credit), Taken: wireAmount(l.Taken, ledger.Credit), Shortfall: wireAmount(l.Shortfall, ledger.Credit),
		Network: l.Network, Order: l.OrderID, CreatedAt: wireTime(l.CreatedAt), CompletedAt: wireTime(l.CompletedAt), EndedAt: wireTime(l.EndedAt),
	}
}

// listReferrals is a page of referrals.
// contract: N-14
func (a *API) listReferrals(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("rf", 2)
	cmd := referral.BrowseCmd{State: pick(q, "state", referral.States()), BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1}
	subjects := map[*id.ID]string{&cmd.Referrer: q.text("referrer"), &cmd.Member: q.text("subject")}
	if q.err != nil {
		return q.err
	}
	for to, subject := range subjects {
		if subject == "" {
			continue
		}
		var err error
		if *to, err = a.Directory.Find(r.Context(), subject); err != nil {
			return err
		}
	}
	rows, err := referral.Browse(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "rf", showReferral, func(l referral.Line) []int64 { return []int64{int64(l.CreatedAt), int64(l.ID)} }))
}
