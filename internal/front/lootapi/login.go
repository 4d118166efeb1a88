package lootapi

import (
	"net/http"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/session"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

type nonceRequest struct {
	WalletAddress string `json:"wallet_address"`
}

type nonceReply struct {
	Nonce   string `json:"nonce"`
	Message string `json:"message"`
}

// handleNonce hands out what a wallet signs: the nonce, or the message.
// contract: S0-01
func (a *API) handleNonce(w http.ResponseWriter, r *http.Request) error {
	var req nonceRequest
	if err := idem.Decode(r, &req); err != nil {
		return err
	}
	wallet, err := parseWallet(req.WalletAddress)
	if err != nil {
		return err
	}
	a.write(w, r, id.BucketOf("wallet:"+wallet.String()), "wallet:"+wallet.String(), func(tx *store.Tx) (any, error) {
		n, err := session.Challenge(tx, wallet)
		return nonceReply{Nonce: n.Text, Message: a.site.Text(wallet, n)}, err
	})
	return nil
}

func parseWallet(text string) (chain.Address, error) {
	if text == "" {
		return chain.Address{}, missing("wallet_address")
	}
	return chain.ParseWallet(text)
}

type verifyRequest struct {
	WalletAddress string         `json:"wallet_address"`
	Signature     signatureField `json:"signature"`
	Nonce         string         `json:"nonce"`
}

type verifyReply struct {
	Success       bool   `json:"success"`
	Message       string `json:"message"`
	WalletAddress string `json:"wallet_address"`
}

// handleVerifySignature lets a wallet's member in. The session before, if
// there was one, ends.
// contract: S0-02
func (a *API) handleVerifySignature(w http.ResponseWriter, r *http.Request) error {
	var req verifyRequest
	if err := httpx.Decode(r, &req); err != nil {
		return err
	}
	wallet, err := parseWallet(req.WalletAddress)
	switch {
	case err != nil:
		return err
	case !req.Signature.set:
		return missing("signature")
	case req.Nonce == "":
		return missing("nonce")
	}
	signature, err := req.Signature.parse()
	if err != nil {
		return err
	}
	token, s, err := a.sessions.Login(r.Context(), a.site, session.LoginCmd{Wallet: wallet, Signature: signature, Nonce: req.Nonce})
	if err != nil {
		return err
	}
	if err := a.endSession(r, memberCookie); err != nil {
		return err
	}
	a.setCookie(w, r, memberCookie, "/", token)
	httpx.WriteJSON(w, http.StatusOK, verifyReply{true, "钱包连接成功", s.Label})
	return nil
}

type authReply struct {
	Authenticated bool    `json:"authenticated"`
	WalletAddress *string `json:"wallet_address"`
}

// handleCheckAuth tells who is signed in, if anybody.
// contract: S0-03
func (a *API) handleCheckAuth(w http.ResponseWriter, r *http.Request) error {
	s, err := a.member(r)
	switch {
	case nobody(err):
		httpx.WriteJSON(w, http.StatusOK, authReply{})
	case err != nil:
		return err
	default:
		httpx.WriteJSON(w, http.StatusOK, authReply{true, &s.Label})
	}
	return nil
}

// handleLogout ends the session. Doing so twice is no mistake.
// contract: S0-04
func (a *API) handleLogout(w http.ResponseWriter, r *http.Request) error {
	return a.signOut(w, r, memberCookie, "/")
}

func (a *API) signOut(w http.ResponseWriter, r *http.Request, cookie, path string) error {
	if err := a.endSession(r, cookie); err != nil {
		return err
	}
	a.setCookie(w, r, cookie, path, "")
	httpx.WriteJSON(w, http.StatusOK, done("已成功退出登录"))
	return nil
}
