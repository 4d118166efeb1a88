package coreapi

import (
	"net/http"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/apikey"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// errShownOnce is a repeated request whose first answer held a secret.
var errShownOnce = fault.New(fault.Conflict, "coreapi.secret_shown", "The key was made by the first such request, and its secret was shown then. Revoke it and make another one.")

func (a *API) apiKeyRoutes() {
	a.add(toOperate, a.listAPIKeys, operation{
		Method: http.MethodGet, Path: "/v1/api-keys", ID: "N-18", Summary: "All API keys, newest first, without their secrets.",
		Out: list[apiKeyReply]{}, Status: http.StatusOK,
	})
	a.add(toOperate, a.createAPIKey, operation{
		Method: http.MethodPost, Path: "/v1/api-keys", ID: "N-18",
		Summary: "Make an API key and show its secret, once: a repetition with the same Idempotency-Key makes no second key and is refused.",
		In:      apiKeyRequest{}, Out: newKeyReply{}, Status: http.StatusCreated, Faults: []*fault.Fault{apikey.ErrName, apikey.ErrScope, errShownOnce},
	})
	a.add(toOperate, a.revokeAPIKey, operation{
		Method: http.MethodDelete, Path: "/v1/api-keys/{id}", ID: "N-18", Summary: "Revoke an API key, at once here, within two seconds in other processes.",
		Out: apiKeyReply{}, Status: http.StatusOK, Faults: []*fault.Fault{apikey.ErrNotFound},
	})
}

// apiKeyReply is a key without its secret.
type apiKeyReply struct {
	ID        int64    `json:"id"`
	Name      string   `json:"name"`
	Scopes    []string `json:"scopes"`
	Status    string   `json:"status" enum:"active,revoked"`
	CreatedAt wireTime `json:"created_at"`
	RevokedAt wireTime `json:"revoked_at"`
}

// newKeyReply is a key with its secret.
type newKeyReply struct {
	apiKeyReply
	Secret string `json:"secret" doc:"gk_ and 43 characters. It is not stored and cannot be shown again."`
}

func showKey(k apikey.Key) apiKeyReply {
	return apiKeyReply{
		ID: int64(k.ID), Name: k.Name, Scopes: strings.Fields(k.Scopes), Status: string(k.Status),
		CreatedAt: wireTime(k.CreatedAt), RevokedAt: wireTime(k.RevokedAt),
	}
}

// listAPIKeys is every key.
// contract: N-18
func (a *API) listAPIKeys(w http.ResponseWriter, r *http.Request, _ caller) error {
	rows, err := apikey.List(r.Context(), a.Store)
	if err != nil {
		return err
	}
	return answer(w, pageOf(rows, len(rows), "", showKey, nil))
}

// apiKeyRequest is a new key.
type apiKeyRequest struct {
	Name   string   `json:"name" maxLength:"100" doc:"What the key is for."`
	Scopes []string `json:"scopes" doc:"read, write, events."`
}

// createAPIKey makes a key. The secret is added to the answer after the write
// that stores the answer.
// contract: N-18
func (a *API) createAPIKey(w http.ResponseWriter, r *http.Request, c caller) error {
	var req apiKeyRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	scopes := make([]apikey.Scope, len(req.Scopes))
	for i, s := range req.Scopes {
		scopes[i] = apikey.Scope(s)
	}
	var secret string
	k := call{route: id.BucketOf(req.Name), status: http.StatusCreated, shown: func(stored any) any {
		reply, _ := stored.(apiKeyReply)
		return newKeyReply{reply, secret}
	}}
	return a.write(w, r, c, k, func(tx *store.Tx) (any, error) {
		var key apikey.Key
		var err error
		if secret, key, err = apikey.Issue(tx, req.Name, scopes); err != nil {
			return nil, err
		}
		out := showKey(key)
		return out, note(tx, c, act{action: "apikey.create", object: objectOf("api_key", key.ID), after: out})
	})
}

// revokeAPIKey ends a key.
// contract: N-18
func (a *API) revokeAPIKey(w http.ResponseWriter, r *http.Request, c caller) error {
	i, err := pathID(r)
	if err != nil {
		return err
	}
	return a.write(w, r, c, call{route: i.Bucket(), status: http.StatusOK}, func(tx *store.Tx) (any, error) {
		was, k, err := apikey.Revoke(tx, i)
		if err != nil {
			return nil, err
		}
		tx.Committed(func() { a.APIKeys.Forget(k) })
		out := showKey(k)
		if was.Status == k.Status {
			return out, nil
		}
		return out, note(tx, c, act{action: "apikey.revoke", object: objectOf("api_key", i), before: showKey(was), after: out})
	})
}
