package creatorapi

import (
	"net/http"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/account"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/store"
)

// changePassword sets another password, for whoever knows the old one. Every
// login of the member is over, this one too.
func (a *API) changePassword(w http.ResponseWriter, r *http.Request, c caller) error {
	var req struct {
		Old *string `json:"old_password"`
		New *string `json:"new_password"`
	}
	if err := httpx.Decode(r, &req); err != nil {
		return err
	}
	if err := needed(field{"old_password", req.Old}, field{"new_password", req.New}); err != nil {
		return err
	}
	change, err := a.Accounts.PrepareChange(r.Context(), account.ChangePasswordCmd{Member: c.Member, Old: *req.Old, New: *req.New})
	if err != nil {
		return err
	}
	print := a.Accounts.Fingerprint(*req.Old, *req.New)
	return a.writeSecret(w, r, c, secretCall{c.Member.Bucket(), "密码修改成功", print}, func(tx *store.Tx) (any, error) {
		refused, err := a.Accounts.ChangePassword(tx, change)
		if refused != nil && err == nil {
			return fault.Of(refused), nil
		}
		return nil, err
	})
}
