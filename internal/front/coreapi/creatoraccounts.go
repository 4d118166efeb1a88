package coreapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/account"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// creatorAccountRoutes are there where members register with a password.
func (a *API) creatorAccountRoutes() {
	if a.Accounts == nil {
		return
	}
	a.add(toRead, a.getCreatorAccount, operation{
		Method: http.MethodGet, Path: "/v1/members/{id}/account", ID: "N-02", Summary: "How a member signs in with a password.",
		Out: creatorAccount{}, Status: http.StatusOK, Faults: []*fault.Fault{account.ErrNotFound},
	})
	a.add(toOperate, a.putCreatorAccount, operation{
		Method: http.MethodPut, Path: "/v1/members/{id}/account", ID: "N-02", Summary: "Make a member an admin of creatorapi, or a member again. Access tokens that are out keep the former role for up to two hours.",
		In: creatorAccountRequest{}, Out: creatorAccount{}, Status: http.StatusOK, Faults: []*fault.Fault{account.ErrNotFound, account.ErrRole},
	})
	a.add(toManage, a.resetCreatorPassword, operation{
		Method: http.MethodPost, Path: "/v1/members/{id}/account/password", ID: "N-02", Summary: "Give a member a new password, and end their logins and locks. That of an admin only operators' admins may set.",
		In: creatorPassword{}, Out: creatorAccount{}, Status: http.StatusOK, Faults: []*fault.Fault{account.ErrNotFound, account.ErrPassword},
	})
	a.referralRoutes()
}

// creatorAccount is how a member signs in, without their password.
type creatorAccount struct {
	Member     int64    `json:"member"`
	Username   string   `json:"username" doc:"As it was typed."`
	Email      string   `json:"email"`
	Role       string   `json:"role" enum:"member,admin"`
	CreatedAt  wireTime `json:"created_at"`
	PasswordAt wireTime `json:"password_at" doc:"When the password was set."`
	SignedInAt wireTime `json:"signed_in_at"`
}

func showCreatorAccount(c account.Credential) creatorAccount {
	return creatorAccount{int64(c.Member), c.Username, c.Email, string(c.Role), wireTime(c.CreatedAt), wireTime(c.PasswordAt), wireTime(c.SignedInAt)}
}

// getCreatorAccount shows how a member signs in.
// contract: N-02
func (a *API) getCreatorAccount(w http.ResponseWriter, r *http.Request, _ caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	found, err := account.Load(r.Context(), a.Store, mid)
	if err != nil {
		return err
	}
	return answer(w, showCreatorAccount(found))
}

// creatorAccountRequest is a role.
type creatorAccountRequest struct {
	Role   string `json:"role" enum:"member,admin"`
	Reason string `json:"reason,omitempty" doc:"For the audit record."`
}

// putCreatorAccount sets a member's role.
// contract: N-02
func (a *API) putCreatorAccount(w http.ResponseWriter, r *http.Request, c caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	var req creatorAccountRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	return a.write(w, r, c, call{route: mid.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, now, err := account.SetRole(tx, mid, account.Role(req.Role))
		if err != nil {
			return nil, err
		}
		out := showCreatorAccount(now)
		return out, note(tx, c, act{"account.role", objectOf("member", mid), req.Reason, showCreatorAccount(was), out})
	})
}

// creatorPassword is a new password.
type creatorPassword struct {
	Password string `json:"password" minLength:"8" maxLength:"128"`
	Reason   string `json:"reason,omitempty" doc:"For the audit record."`
}

// resetCreatorPassword sets a member's password. Whoever sets an admin's can
// be that admin, and so must be allowed to make one.
// contract: N-02
func (a *API) resetCreatorPassword(w http.ResponseWriter, r *http.Request, c caller) error {
	mid, err := pathID(r)
	if err != nil {
		return err
	}
	var req creatorPassword
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	hash, err := a.Accounts.HashFor(r.Context(), mid, req.Password)
	k := call{route: mid.Bucket(), status: http.StatusOK, early: err, secret: a.Accounts.Fingerprint(req.Password, req.Reason)}
	return a.write(w, r, c, k, func(tx *store.Tx) (any, error) {
		found, err := account.ResetPassword(tx, mid, hash)
		if err != nil {
			return nil, err
		}
		if found.Role == account.Admin && !c.may(toOperate) {
			return nil, errScope
		}
		return showCreatorAccount(found), note(tx, c, act{action: "account.password", object: objectOf("member", mid), reason: req.Reason})
	})
}
