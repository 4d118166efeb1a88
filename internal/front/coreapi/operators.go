package coreapi

import (
	"net/http"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/operator"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
)

func (a *API) operatorRoutes() {
	a.add(toOperate, a.listOperators, operation{
		Method: http.MethodGet, Path: "/v1/operators", ID: "N-18", Summary: "All operators, by name.",
		Out: list[operatorReply]{}, Status: http.StatusOK,
	})
	a.add(toOperate, a.createOperator, operation{
		Method: http.MethodPost, Path: "/v1/operators", ID: "N-18", Summary: "Make an operator.",
		In: operatorRequest{}, Out: operatorReply{}, Status: http.StatusCreated,
		Faults: []*fault.Fault{operator.ErrName, operator.ErrNameTaken, operator.ErrRole, password.ErrPolicy, store.ErrExists},
	})
	a.add(toOperate, a.getOperator, operation{
		Method: http.MethodGet, Path: "/v1/operators/{id}", ID: "N-18", Summary: "One operator.",
		Out: operatorReply{}, Status: http.StatusOK, Faults: []*fault.Fault{operator.ErrNotFound},
	})
	a.add(toOperate, a.changeOperator, operation{
		Method: http.MethodPatch, Path: "/v1/operators/{id}", ID: "N-18", Summary: "Set a role, a status or a password. A new password ends the operator's sessions.",
		In: operatorChange{}, Out: operatorReply{}, Status: http.StatusOK,
		Faults: []*fault.Fault{operator.ErrNotFound, operator.ErrRole, operator.ErrStatus, operator.ErrLastAdmin, password.ErrPolicy},
	})
}

// operatorReply is an operator, without their password.
type operatorReply struct {
	ID          int64    `json:"id"`
	Username    string   `json:"username"`
	Role        string   `json:"role" enum:"admin,manager,auditor,domain_admin"`
	Domain      int32    `json:"domain" doc:"The study domain of a domain_admin, else 0."`
	Status      string   `json:"status" enum:"active,disabled"`
	CreatedAt   wireTime `json:"created_at"`
	SignedInAt  wireTime `json:"signed_in_at"`
	PasswordAt  wireTime `json:"password_at" doc:"When the password was set."`
	LockedUntil wireTime `json:"locked_until" doc:"After too many wrong passwords."`
}

func showOperator(o operator.Operator) operatorReply {
	return operatorReply{
		ID: int64(o.ID), Username: o.Username, Role: string(o.Role), Domain: o.Domain, Status: string(o.Status),
		CreatedAt: wireTime(o.CreatedAt), SignedInAt: wireTime(o.SignedInAt), PasswordAt: wireTime(o.PasswordAt), LockedUntil: wireTime(o.LockedUntil),
	}
}

// listOperators is every operator.
// contract: N-18
func (a *API) listOperators(w http.ResponseWriter, r *http.Request, _ caller) error {
	rows, err := operator.List(r.Context(), a.Store)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, len(rows), "", showOperator, nil))
}

// getOperator is one operator.
// contract: N-18
func (a *API) getOperator(w http.ResponseWriter, r *http.Request, _ caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	o, err := operator.Load(r.Context(), a.Store, i)
	if err != nil {
		return err
	}
	return answer(w, showOperator(o))
}

// operatorRequest is a new operator.
type operatorRequest struct {
	Username string `json:"username" minLength:"3" maxLength:"64" pattern:"^[a-z0-9._-]+$"`
	Password string `json:"password" minLength:"8" maxLength:"200"`
	Role     string `json:"role" enum:"admin,manager,auditor,domain_admin"`
	Domain   int32  `json:"domain,omitempty" doc:"Of a domain_admin."`
	Reason   string `json:"reason,omitempty" doc:"For the audit record."`
}

// createOperator makes an operator.
// contract: N-18
func (a *API) createOperator(w http.ResponseWriter, r *http.Request, c caller) error {
	var req operatorRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	hash, err := a.Operators.Hash(r.Context(), req.Password)
	if err != nil {
		return err
	}
	req.Password = ""
	k := call{route: id.BucketOf(req.Username), status: http.StatusCreated, secret: []byte(jsonText(req))}
	return a.write(w, r, c, k, func(tx *store.Tx) (any, error) {
		o, err := operator.Create(tx, operator.CreateCmd{Username: req.Username, Role: operator.Role(req.Role), Domain: req.Domain}, hash)
		if err != nil {
			return nil, err
		}
		out := showOperator(o)
		return out, note(tx, c, act{"operator.create", objectOf("operator", o.ID), req.Reason, nil, out})
	})
}

// operatorChange is what to change; what is missing stays.
type operatorChange struct {
	Role     *string `json:"role,omitempty" enum:"admin,manager,auditor,domain_admin"`
	Domain   *int32  `json:"domain,omitempty"`
	Status   *string `json:"status,omitempty" enum:"active,disabled"`
	Password *string `json:"password,omitempty" minLength:"8" maxLength:"200"`
	Reason   string  `json:"reason,omitempty" doc:"For the audit record."`
}

// changeOperator changes an operator.
// contract: N-18
func (a *API) changeOperator(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	var req operatorChange
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	cmd := operator.ChangeCmd{Operator: i, Role: (*operator.Role)(req.Role), Domain: req.Domain, Status: (*operator.Status)(req.Status)}
	if req.Password != nil {
		hash, err := a.Operators.Hash(r.Context(), *req.Password)
		if err != nil {
			return err
		}
		cmd.Hash, *req.Password = &hash, ""
	}
	k := call{route: operator.First.Bucket(), status: http.StatusOK, secret: []byte(jsonText(req))}
	return a.write(w, r, c, k, func(tx *store.Tx) (any, error) {
		was, o, err := operator.Change(tx, cmd)
		if err != nil {
			return nil, err
		}
		out := showOperator(o)
		return out, note(tx, c, act{"operator.change", objectOf("operator", i), req.Reason, showOperator(was), out})
	})
}

// signedIn is an operator as they are shown to themselves.
type signedIn struct {
	Kind     string   `json:"kind" enum:"operator,api_key"`
	ID       int64    `json:"id"`
	Username string   `json:"username,omitempty" doc:"An operator's."`
	Name     string   `json:"name,omitempty" doc:"A key's."`
	Role     string   `json:"role,omitempty"`
	Domain   int32    `json:"domain,omitempty"`
	Scopes   []string `json:"scopes,omitempty" doc:"A key's."`
	Rights   []string `json:"rights" doc:"What they may do: read, write, events, manage, operate."`
	Now      wireTime `json:"now" doc:"The server's clock."`
	Zone     string   `json:"zone" doc:"The zone of days, weeks and months."`
}

func (a *API) showCaller(c caller, now instant.Instant) signedIn {
	out := signedIn{
		Kind: string(c.Kind), ID: int64(c.ID), Username: c.operator.Username, Name: c.key.Name, Role: string(c.operator.Role), Domain: c.operator.Domain,
		Scopes: strings.Fields(c.key.Scopes), Rights: []string{}, Now: wireTime(now), Zone: a.Ledger.Zone().String(),
	}
	for _, r := range []right{toRead, toWrite, toSend, toManage, toOperate} {
		if c.may(r) {
			out.Rights = append(out.Rights, r.String())
		}
	}
	return out
}
