package coreapi

import (
	"net/http"

	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// reverseRequest says why, and whether an account may go below zero for it.
type reverseRequest struct {
	Reason    string `json:"reason,omitempty" maxLength:"512"`
	AllowDebt bool   `json:"allow_debt,omitempty" doc:"Take it back even from a member who has spent it; the balance goes below zero."`
}

// reverseTransfer takes a transfer back, once.
// contract: N-08
func (a *API) reverseTransfer(w http.ResponseWriter, r *http.Request, c caller) error {
	tid, err := pathID(r)
	if err != nil {
		return err
	}
	var req reverseRequest
	if err := idem.DecodeOptional(r, &req); err != nil {
		return err
	}
	lines, err := ledger.LoadTransfer(r.Context(), a.Store, tid)
	return a.write(w, r, c, call{route: tid.Bucket(), status: http.StatusOK, early: err}, func(tx *store.Tx) (any, error) {
		p, err := a.Ledger.Reverse(tx, ledger.ReverseCmd{Transfer: tid, Reason: req.Reason, AllowDebt: req.AllowDebt, Actor: c.Actor})
		if err != nil {
			return nil, err
		}
		return transferReply{ID: int64(p.ID), Balance: wireAmount(p.Balance, lines[0].Asset)}, nil
	})
}
