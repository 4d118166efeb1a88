package creatorapi

import (
	"cmp"
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/account"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/idem"
	"guerdon/internal/platform/store"
)

// registered is the answer to a registration.
type registered struct {
	ID            id.ID         `json:"id"`
	Username      string        `json:"username"`
	Email         string        `json:"email"`
	CreditBalance amount.Amount `json:"credit_balance"`
	IsMember      bool          `json:"is_member"`
	ReferralCode  string        `json:"referral_code"`
}

// registration is the body. Ref is another name of ReferralCode.
type registration struct {
	Username     *string `json:"username"`
	Email        *string `json:"email"`
	Password     *string `json:"password"`
	ReferralCode string  `json:"referral_code"`
	Ref          string  `json:"ref"`
}

// register makes an account. contract: S2-01
func (a *API) register(w http.ResponseWriter, r *http.Request, c caller) error {
	var req registration
	if err := httpx.Decode(r, &req); err != nil {
		return err
	}
	if err := needed(field{"username", req.Username}, field{"email", req.Email}, field{"password", req.Password}); err != nil {
		return err
	}
	query := r.URL.Query()
	cmd := account.RegisterCmd{
		Username: *req.Username, Email: *req.Email, Password: *req.Password,
		Code:   cmp.Or(req.ReferralCode, req.Ref, query.Get("ref"), query.Get("referral_code")),
		Client: httpx.ClientIP(r.Context()),
	}
	prepared, err := a.Accounts.Prepare(r.Context(), cmd)
	if err != nil {
		return err
	}
	print := a.Accounts.Fingerprint(cmd.Username, cmd.Email, cmd.Password, cmd.Code)
	return a.writeSecret(w, r, c, secretCall{prepared.Route(), "注册成功", print}, func(tx *store.Tx) (any, error) {
		made, err := a.Accounts.Register(tx, prepared)
		if err != nil {
			return nil, err
		}
		balance, err := a.Ledger.Balance(tx, ledger.Member(made.Member), ledger.Credit)
		return registered{made.Member, made.Username, made.Email, balance.Available(), false, made.Code}, err
	})
}

// field is one of a body.
type field struct {
	name  string
	value *string
}

// needed refuses fields that are missing or empty. Faults: errMissing.
func needed(fields ...field) error {
	for _, f := range fields {
		if f.value == nil || *f.value == "" {
			return errMissing.With("field", f.name)
		}
	}
	return nil
}

// secretCall is a write whose body holds a password: no plain digest of it is
// stored, but a fingerprint that is worth nothing without its key.
type secretCall struct {
	route   id.Bucket
	message string
	print   []byte
}

// writeSecret is write for such a body.
func (a *API) writeSecret(w http.ResponseWriter, r *http.Request, c caller, k secretCall, v verb) error {
	req := idem.Request{Scope: "creatorapi " + c.actor().String(), Key: r.Header.Get(idem.Header)}
	if req.Key != "" {
		req.Content = [][]byte{[]byte(r.Method), []byte(r.URL.RequestURI()), k.print}
	}
	answer, err := idem.Run(r.Context(), a.Store, k.route, req, renderer{k.message}, v)
	if err == nil {
		answer.Write(w)
	}
	return err
}
