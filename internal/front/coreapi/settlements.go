package coreapi

import (
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

func (a *API) settlementRoutes() {
	changing := []*fault.Fault{settlement.ErrNotFound, settlement.ErrState, settlement.ErrReason}
	a.add(toRead, a.listSettlements, operation{
		Method: http.MethodGet, Path: "/v1/settlements", ID: "N-16", Summary: "Settlements, newest first.",
		Query: paging(param{"subject", "string", "Whose."}, param{"state", "string", "requested, approved, prepared, broadcast, unknown, final, failed or needs_review."}, param{"open", "boolean", "Those that have not ended."}),
		Out:   list[settlementReply]{}, Status: http.StatusOK, Faults: []*fault.Fault{member.ErrSubject, member.ErrNotFound},
	})
	a.add(toRead, a.getSettlement, operation{
		Method: http.MethodGet, Path: "/v1/settlements/{id}", ID: "N-16", Summary: "One settlement.",
		Out: settlementReply{}, Status: http.StatusOK, Faults: []*fault.Fault{settlement.ErrNotFound},
	})
	for _, act := range []struct {
		name, summary string
		verb          settlementVerb
	}{
		{"approve", "Let a requested settlement be paid.", a.Settlements.Approve},
		{"reject", "Fail a settlement of which nothing was sent.", a.Settlements.Reject},
		{"reconcile", "Ask the wallet service about an unfinished settlement now.", a.Settlements.Recheck},
	} {
		a.add(toManage, a.decideSettlement(act.verb), operation{
			Method: http.MethodPost, Path: "/v1/settlements/{id}/" + act.name, ID: "N-16", Summary: act.summary,
			In: actReason{}, Out: settlementReply{}, Status: http.StatusOK, Faults: changing,
		})
	}
	a.add(toOperate, a.resolveSettlement, operation{
		Method: http.MethodPost, Path: "/v1/settlements/{id}/resolve", ID: "N-16", Summary: "End a settlement that needs review, as a person found it to be.",
		In: resolveRequest{}, Out: settlementReply{}, Status: http.StatusOK, Faults: append(changing, settlement.ErrOutcome),
	})
	a.add(toRead, a.listCases, operation{
		Method: http.MethodGet, Path: "/v1/settlement-cases", ID: "N-16", Summary: "What did not agree with the wallet service, newest first.",
		Query: paging(param{"state", "string", "open or closed."}), Out: list[caseReply]{}, Status: http.StatusOK,
	})
	a.add(toManage, a.closeCase, operation{
		Method: http.MethodPost, Path: "/v1/settlement-cases/{id}/close", ID: "N-16", Summary: "Say that somebody has looked at a case. Its currency stays paused.",
		In: actReason{}, Out: caseReply{}, Status: http.StatusOK, Faults: []*fault.Fault{settlement.ErrNoCase, settlement.ErrCaseClosed, settlement.ErrReason},
	})
}

// settlementVerb is an operator's act on a settlement.
type settlementVerb func(tx *store.Tx, cmd settlement.DecideCmd) (settlement.Settlement, error)

// settlementReply is a settlement.
type settlementReply struct {
	ID         int64    `json:"id"`
	Subject    string   `json:"subject"`
	Purpose    string   `json:"purpose"`
	Provider   string   `json:"provider"`
	ClientID   string   `json:"client_id" doc:"Its name at the provider."`
	Simulated  bool     `json:"simulated" doc:"Nothing of value moves."`
	State      string   `json:"state" enum:"requested,approved,prepared,broadcast,unknown,final,failed,needs_review"`
	USDT       string   `json:"usdt"`
	Currency   string   `json:"currency"`
	Address    string   `json:"address,omitempty"`
	QuoteID    string   `json:"quote_id,omitempty"`
	QuoteOut   string   `json:"quote_out,omitempty"`
	QuoteLeast string   `json:"quote_min_out,omitempty"`
	QuoteRate  string   `json:"quote_rate,omitempty" doc:"Of the currency for one USDT."`
	QuotedAt   wireTime `json:"quoted_at"`
	Received   string   `json:"received,omitempty"`
	TxHash     string   `json:"tx_hash,omitempty"`
	Error      string   `json:"error,omitempty" doc:"The provider's code."`
	ApprovedBy string   `json:"approved_by,omitempty"`
	CreatedAt  wireTime `json:"created_at"`
	ChangedAt  wireTime `json:"changed_at"`
	EndedAt    wireTime `json:"ended_at"`
}

// simulatedName is the provider that moves nothing of value.
const simulatedName = "simulated"

func showSettlement(s settlement.Settlement) settlementReply {
	out := settlementReply{
		ID: int64(s.ID), Subject: subjectText(s.Member), Purpose: s.Purpose, Provider: s.Provider, ClientID: s.Client, Simulated: s.Provider == simulatedName, State: string(s.State),
		USDT: usdt(s.Amount), Currency: string(s.Currency), Address: s.Address, QuoteID: s.Quote, QuoteRate: s.QuoteRate, QuotedAt: wireTime(s.QuotedAt),
		TxHash: s.TxHash, Error: string(s.Code), ApprovedBy: s.ApprovedBy, CreatedAt: wireTime(s.CreatedAt), ChangedAt: wireTime(s.ChangedAt), EndedAt: wireTime(s.EndedAt),
	}
	if scale := s.Currency.Scale(); s.QuotedAt != 0 {
		out.QuoteOut, out.QuoteLeast = s.QuoteOut.Format(scale), s.QuoteLeast.Format(scale)
	}
	if s.Received != 0 {
		out.Received = s.Received.Format(s.Currency.Scale())
	}
	return out
}

// listSettlements is a page of settlements.
// contract: N-16
func (a *API) listSettlements(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("st", 2)
	cmd := settlement.ListCmd{
		State: pick(q, "state", settlement.States()), Open: q.bool("open"), BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1,
	}
	subject := q.text("subject")
	if q.err != nil {
		return q.err
	}
	var err error
	if cmd.Member, err = a.whose(r.Context(), subject); err != nil {
		return err
	}
	rows, err := settlement.List(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "st", showSettlement, func(s settlement.Settlement) []int64 { return []int64{int64(s.CreatedAt), int64(s.ID)} }))
}

// getSettlement is one settlement.
// contract: N-16
func (a *API) getSettlement(w http.ResponseWriter, r *http.Request, _ caller) error {
	sid, err := pathID(r)
	if err != nil {
		return err
	}
	st, err := settlement.Load(r.Context(), a.Store, sid)
	if err != nil {
		return err
	}
	return answer(w, showSettlement(st))
}

// decideSettlement approves, rejects or rechecks a settlement.
// contract: N-16
func (a *API) decideSettlement(do settlementVerb) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		sid, err := pathID(r)
		if err != nil {
			return err
		}
		var req actReason
		if err := idem.Decode(r, &req); err != nil {
			return err
		}
		return a.write(w, r, c, call{route: sid.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
			st, err := do(tx, settlement.DecideCmd{Settlement: sid, Reason: req.Reason, Actor: c.Actor})
			return showSettlement(st), err
		})
	}
}

// resolveRequest is how a person found a settlement to be.
type resolveRequest struct {
	Outcome  string      `json:"outcome" enum:"final,failed"`
	TxHash   string      `json:"tx_hash,omitempty" maxLength:"200" doc:"Of a final one."`
	Received httpx.Money `json:"received,omitempty" doc:"Of a final one, in its currency."`
	Reason   string      `json:"reason" maxLength:"500"`
}

// resolveSettlement ends a settlement that needs review.
// contract: N-16
func (a *API) resolveSettlement(w http.ResponseWriter, r *http.Request, c caller) error {
	sid, err := pathID(r)
	if err != nil {
		return err
	}
	var req resolveRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, call{route: sid.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		st, err := settlement.Get(tx, sid)
		if err != nil {
			return nil, err
		}
		found := settlement.Outcome{State: settlement.State(req.Outcome), TxHash: req.TxHash}
		if found.Received, err = received(req.Received, st.Currency); err != nil {
			return nil, settlement.ErrOutcome
		}
		st, err = a.Settlements.Resolve(tx, settlement.DecideCmd{Settlement: sid, Reason: req.Reason, Actor: c.Actor}, found)
		return showSettlement(st), err
	})
}

func received(m httpx.Money, c settlement.Currency) (amount.Amount, error) {
	if !m.IsSet() {
		return 0, nil
	}
	return m.Amount(c.Scale())
}

// caseReply is something that did not agree.
type caseReply struct {
	ID         int64    `json:"id"`
	Kind       string   `json:"kind" enum:"difference,stranger,short,nonsense,mismatch,provider_review"`
	Settlement *int64   `json:"settlement,omitempty" doc:"Missing where the order is none of ours."`
	ClientID   string   `json:"client_id"`
	Provider   string   `json:"provider"`
	Currency   string   `json:"currency,omitempty"`
	Detail     string   `json:"detail"`
	State      string   `json:"state" enum:"open,closed"`
	OpenedAt   wireTime `json:"opened_at"`
	ClosedAt   wireTime `json:"closed_at"`
	ClosedBy   string   `json:"closed_by,omitempty"`
}

func showCase(c settlement.Case) caseReply {
	return caseReply{int64(c.ID), c.Kind, optional(c.Settlement), c.Client, c.Provider, string(c.Currency), c.Detail, string(c.State), wireTime(c.OpenedAt), wireTime(c.ClosedAt), c.ClosedBy}
}

// listCases is a page of cases.
// contract: N-16
func (a *API) listCases(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	limit, after := q.limit(), q.cursor("sc", 2)
	cmd := settlement.CasesCmd{State: settlement.CaseState(q.oneOf("state", "open", "closed")), BeforeAt: instantOf(after[0]), BeforeID: id.ID(after[1]), Limit: limit + 1}
	if q.err != nil {
		return q.err
	}
	rows, err := settlement.Cases(r.Context(), a.Store, cmd)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "sc", showCase, func(c settlement.Case) []int64 { return []int64{int64(c.OpenedAt), int64(c.ID)} }))
}

// closeCase closes a case.
// contract: N-16
func (a *API) closeCase(w http.ResponseWriter, r *http.Request, c caller) error {
	cid, err := pathID(r)
	if err != nil {
		return err
	}
	var req actReason
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	found, err := settlement.FindCase(r.Context(), a.Store, cid)
	cmd := settlement.CloseCaseCmd{Client: found.Client, Kind: found.Kind, Bucket: found.Bucket, Reason: req.Reason, Actor: c.Actor}
	return a.write(w, r, c, call{route: cid.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
		done, err := settlement.CloseCase(tx, cmd)
		return showCase(done), err
	})
}
