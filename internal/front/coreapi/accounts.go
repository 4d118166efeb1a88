package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
)

func (a *API) accountRoutes() {
	a.add(toRead, a.listAccounts, operation{
		Method: http.MethodGet, Path: "/v1/accounts", ID: "N-04", Summary: "A member's accounts, or the system's.",
		Query: []param{{"subject", "string", "Whose accounts."}, {"owner", "string", "system, for the system accounts, whose balances are sums over all transfers."}},
		Out:   []accountReply{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
}

// accountReply is one account.
type accountReply struct {
	Account   string `json:"account" doc:"The purpose: main, or a system account's name."`
	Asset     string `json:"asset"`
	Posted    string `json:"posted"`
	Held      string `json:"held"`
	Available string `json:"available" doc:"What may be spent: posted less held."`
	Earned    string `json:"earned,omitempty" doc:"In the member's lifetime."`
	Spent     string `json:"spent,omitempty" doc:"In the member's lifetime."`
}

// listAccounts lists a member's accounts or the system's.
// contract: N-04
func (a *API) listAccounts(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	subject, owner := q.text("subject"), q.oneOf("owner", "system")
	if (subject == "") == (owner == "") {
		q.wrong("subject")
	}
	switch {
	case q.err != nil:
		return q.err
	case owner != "":
		return a.listSystem(w, r)
	}
	mid, err := a.Directory.Find(r.Context(), subject)
	if err != nil {
		return err
	}
	rows, err := ledger.Accounts(r.Context(), a.Store, mid)
	if err != nil {
		return err
	}
	out := make([]accountReply, len(rows))
	for i, acc := range rows {
		scale := acc.Asset.Scale()
		out[i] = accountReply{
			Account: acc.Purpose, Asset: string(acc.Asset), Posted: acc.Posted.Format(scale), Held: acc.Held.Format(scale),
			Available: acc.Available().Format(scale), Earned: acc.Earned.Format(scale), Spent: acc.Spent.Format(scale),
		}
	}
	return answer(w, out)
}

func (a *API) listSystem(w http.ResponseWriter, r *http.Request) error {
	rows, err := ledger.SystemBalances(r.Context(), a.Store)
	if err != nil {
		return err
	}
	out := make([]accountReply, len(rows))
	for i, b := range rows {
		text := b.Balance.Format(b.Asset.Scale())
		out[i] = accountReply{Account: b.Account, Asset: string(b.Asset), Posted: text, Held: "0", Available: text}
	}
	return answer(w, out)
}
