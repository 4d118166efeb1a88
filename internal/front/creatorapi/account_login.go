package creatorapi

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strings"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/account"
	"guerdon/internal/platform/httpx"
)

// bearerType is how clients send access tokens.
const bearerType = "bearer"

// errNoRefresh is a refresh or logout without a token.
var errNoRefresh = fault.New(fault.Unauthenticated, "creatorapi.refresh_missing", "Send the refresh token: Authorization: Bearer …")

// entered is the answer to a login.
type entered struct {
	AccessToken  string  `json:"access_token"`
	RefreshToken string  `json:"refresh_token"`
	TokenType    string  `json:"token_type"`
	User         profile `json:"user"`
}

// login lets a member in. contract: S2-02
func (a *API) login(w http.ResponseWriter, r *http.Request, _ caller) error {
	var req struct {
		Username *string `json:"username"`
		Password *string `json:"password"`
	}
	if err := httpx.Decode(r, &req); err != nil {
		return err
	}
	if err := needed(field{"username", req.Username}, field{"password", req.Password}); err != nil {
		return err
	}
	if err := a.countName(w, *req.Username); err != nil {
		return err
	}
	found, tokens, err := a.Accounts.Login(r.Context(), account.LoginCmd{Name: *req.Username, Password: *req.Password, Client: httpx.ClientIP(r.Context())})
	if err != nil {
		return err
	}
	httpx.SetActor(r.Context(), actor.OfMember(found.Member))
	has, err := a.standingOf(r.Context(), found.Member)
	if err != nil {
		return err
	}
	user := profile{found.Member, text(found.Username), text(found.Email), has.balance, has.isMember, has.kind}
	return reply(w, "登录成功", entered{tokens.Access, tokens.Refresh, bearerType, user})
}

// countName holds logins as one name, from wherever, to the documented rate.
// A name, known or not, is counted under an id that no member has.
func (a *API) countName(w http.ResponseWriter, name string) error {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(name))))
	quota := a.Limits.Auth.Take(httpx.ByMember(-1 - id.ID(binary.BigEndian.Uint64(sum[:])>>1)))
	if quota.Allowed {
		return nil
	}
	quota.Write(w.Header())
	return httpx.ErrRateLimited.With("retry_after_seconds", quota.Reset)
}

// refreshed is the answer to a refresh. RefreshToken is there where a new one
// was asked for.
type refreshed struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	TokenType    string `json:"token_type"`
}

// refreshTokens gives a new access token for a refresh token, and with
// rotate, in the query or the body, a new one of those too.
// contract: S2-03
func (a *API) refreshTokens(w http.ResponseWriter, r *http.Request, _ caller) error {
	raw, ok := httpx.Bearer(r, "Bearer")
	if !ok {
		return errNoRefresh
	}
	rotate, err := httpx.QueryBool(r.URL.Query(), "rotate", false)
	if err != nil {
		return err
	}
	var req struct {
		Rotate bool `json:"rotate"`
	}
	if err := httpx.DecodeOptional(r, &req); err != nil {
		return err
	}
	tokens, err := a.Accounts.Refresh(r.Context(), raw, rotate || req.Rotate)
	if err != nil {
		return err
	}
	return reply(w, "Token刷新成功", refreshed{tokens.Access, tokens.Refresh, bearerType})
}

// logout ends the login that a token is of, by its refresh token or its access
// token.
func (a *API) logout(w http.ResponseWriter, r *http.Request, _ caller) error {
	raw, ok := httpx.Bearer(r, "Bearer")
	if !ok {
		return errNoRefresh
	}
	if err := a.Accounts.Logout(r.Context(), raw); err != nil {
		return err
	}
	return reply(w, "已退出登录", nil)
}
