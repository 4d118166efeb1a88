package lootapi

import (
	"errors"
	"net/http"

	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

type adminLoginRequest struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

type adminLoginReply struct {
	Success  bool   `json:"success"`
	Message  string `json:"message"`
	AdminID  int64  `json:"admin_id"`
	Username string `json:"username"`
}

// handleAdminLogin lets an operator in.
// contract: S0-26
func (a *API) handleAdminLogin(w http.ResponseWriter, r *http.Request) error {
	var req adminLoginRequest
	if err := httpx.Decode(r, &req); err != nil {
		return err
	}
	switch {
	case req.Username == "":
		return missing("username")
	case req.Password == "":
		return missing("password")
	}
	token, o, err := a.operators.SignIn(r.Context(), session.OfLootOperator, req.Username, req.Password)
	if err != nil {
		return err
	}
	if err := errors.Join(a.endSession(r, operatorCookie), a.noteSession(r, o, "operator.sign_in")); err != nil {
		return err
	}
	a.setCookie(w, r, operatorCookie, operatorPath, token)
	httpx.WriteJSON(w, http.StatusOK, adminLoginReply{true, "登录成功", int64(o.ID), o.Username})
	return nil
}

// handleAdminLogout ends an operator's session. Doing so twice is no mistake.
// contract: S0-P6
func (a *API) handleAdminLogout(w http.ResponseWriter, r *http.Request) error {
	o, err := a.operator(r)
	if err == nil {
		err = a.noteSession(r, o, "operator.sign_out")
	}
	if err != nil && !errors.Is(err, errNoOperator) {
		return err
	}
	return a.signOut(w, r, operatorCookie, operatorPath)
}

// noteSession records that a session began or ended.
func (a *API) noteSession(r *http.Request, o operator.Operator, action string) error {
	return a.store.Write(r.Context(), o.ID.Bucket(), func(tx *store.Tx) error {
		return audit.Note(tx, audit.NoteCmd{Actor: actorOf(o), Action: action, Object: actorOf(o).String(), Reason: "lootapi"})
	})
}
