package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/report"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// errNoRedemption is an id that no redemption has.
var errNoRedemption = fault.New(fault.NotFound, "coreapi.redemption_not_found", "There is no such redemption.")

func (a *API) redemptionRoutes() {
	a.add(toRead, a.listRedemptions, operation{
		Method: http.MethodGet, Path: "/v1/redemptions", ID: "N-10", Summary: "The redemption queue, oldest first, or what became of it, latest first.",
		Query: paging(param{"state", "string", "requested (where it is not said), completed or cancelled."}), Out: list[redemptionReply]{}, Status: http.StatusOK,
	})
	finishing := []*fault.Fault{errNoRedemption, redemption.ErrNotPending}
	a.add(toManage, a.completeRedemption, operation{
		Method: http.MethodPost, Path: "/v1/redemptions/{id}/complete", ID: "N-10", Summary: "Say that a redemption was paid.",
		In: completeRequest{}, Maybe: true, Out: redemptionReply{}, Status: http.StatusOK, Faults: append(finishing, redemption.ErrNotes, redemption.ErrProof, chain.ErrNotFinal, chain.ErrUnavailable),
	})
	a.add(toManage, a.cancelRedemption, operation{
		Method: http.MethodPost, Path: "/v1/redemptions/{id}/cancel", ID: "N-10", Summary: "Give the item back to the member.",
		Out: redemptionReply{}, Status: http.StatusOK, Faults: finishing,
	})
}

// redemptionReply is a redemption with its item.
type redemptionReply struct {
	ID              int64    `json:"id"`
	Item            int64    `json:"item" doc:"The member's item."`
	Name            string   `json:"name"`
	Rarity          string   `json:"rarity"`
	Subject         string   `json:"subject"`
	Wallet          string   `json:"wallet" doc:"Where the payout goes."`
	State           string   `json:"state" enum:"requested,completed,cancelled"`
	Notes           string   `json:"notes"`
	TransactionHash string   `json:"transaction_hash"`
	Transfer        *int64   `json:"transfer,omitempty" doc:"What the payout posted."`
	RequestedAt     wireTime `json:"requested_at"`
	FinishedAt      wireTime `json:"finished_at"`
	FinishedBy      string   `json:"finished_by"`
}

func showRedemption(r report.Redemption) redemptionReply {
	return redemptionReply{
		ID: int64(r.ID), Item: int64(r.Item), Name: r.Name, Rarity: string(r.Rarity), Subject: subjectText(r.Member), Wallet: r.Wallet, State: string(r.State),
		Notes: r.Notes, TransactionHash: r.TxHash, Transfer: optional(r.Transfer),
		RequestedAt: wireTime(r.RequestedAt), FinishedAt: wireTime(r.FinishedAt), FinishedBy: r.FinishedBy,
	}
}

// listRedemptions is a page of the queue.
// contract: N-10
func (a *API) listRedemptions(w http.ResponseWriter, r *http.Request, _ caller) error {
	q := queryOf(r)
	state := q.oneOf("state", string(redemption.Requested), string(redemption.Completed), string(redemption.Cancelled))
	if state == "" {
		state = string(redemption.Requested)
	}
	limit, after := q.limit(), q.cursor("r"+state, 2)
	if q.err != nil {
		return q.err
	}
	rows, err := report.Redemptions(r.Context(), a.Store, report.RedemptionsCmd{State: redemption.State(state), At: instantOf(after[0]), ID: id.ID(after[1]), Limit: limit + 1})
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, limit, "r"+state, showRedemption, func(r report.Redemption) []int64 { return []int64{int64(r.RequestedAt), int64(r.ID)} }))
}

// completeRequest tells how it was paid.
type completeRequest struct {
	Notes           string `json:"notes,omitempty" maxLength:"2000"`
	TransactionHash string `json:"transaction_hash,omitempty" maxLength:"200"`
}

// completeRedemption ends an open redemption as paid.
// contract: N-10
func (a *API) completeRedemption(w http.ResponseWriter, r *http.Request, c caller) error {
	var req completeRequest
	if err := idem.DecodeOptional(r, &req); err != nil {
		return err
	}
	rid, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.checkProof(r, rid, req.TransactionHash); err != nil {
		return err
	}
	return a.finishRedemption(w, r, c, "redemption.complete", func(tx *store.Tx, item id.ID) (redemption.Redemption, error) {
		return a.Redemptions.Complete(tx, redemption.CompleteCmd{Item: item, Notes: req.Notes, TxHash: req.TransactionHash, Actor: c.Actor})
	})
}

// checkProof looks for a payout on the chain, where there is a node to ask.
func (a *API) checkProof(r *http.Request, rid id.ID, hash string) error {
	if a.Chain == nil || hash == "" {
		return nil
	}
	was, found, err := report.LoadRedemption(r.Context(), a.Store, rid)
	if err != nil || !found {
		return err // that there is none is finishRedemption's to say
	}
	return redemption.CheckProof(r.Context(), a.Store, a.Chain, was.Item, hash)
}

// cancelRedemption ends an open redemption and gives the item back.
// contract: N-10
func (a *API) cancelRedemption(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.finishRedemption(w, r, c, "redemption.cancel", func(tx *store.Tx, item id.ID) (redemption.Redemption, error) {
		return a.Redemptions.Cancel(tx, item, c.Actor)
	})
}

// finishRedemption ends the redemption with the id in the address. Another
// one of the same item is left alone.
func (a *API) finishRedemption(w http.ResponseWriter, r *http.Request, c caller, action string, end func(tx *store.Tx, item id.ID) (redemption.Redemption, error)) error {
	rid, err := pathID(r)
	if err != nil {
		return err
	}
	was, found, err := report.LoadRedemption(r.Context(), a.Store, rid)
	if err == nil && !found {
		err = errNoRedemption
	}
	return a.write(w, r, c, call{route: rid.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
		ended, err := end(tx, was.Item)
		if err != nil {
			return nil, err
		}
		if ended.ID != rid {
			return nil, redemption.ErrNotPending
		}
		now := was
		now.State, now.Notes, now.TxHash, now.Transfer, now.FinishedAt, now.FinishedBy = ended.State, ended.Notes, ended.TxHash, ended.Transfer, ended.FinishedAt, ended.FinishedBy
		return showRedemption(now), note(tx, c, act{action: action, object: objectOf("redemption", rid), before: showRedemption(was), after: showRedemption(now)})
	})
}
