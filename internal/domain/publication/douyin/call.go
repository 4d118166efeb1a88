package douyin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/vendorlink"
)

// errNonsense is an answer that says neither yes nor no.
var errNonsense = errors.New("douyin: an answer without what was asked for")

// answer is every answer.
type answer struct {
	Data struct {
		Code        int64  `json:"error_code"`
		Description string `json:"description"`
		Token       string `json:"access_token"`
		Ticket      string `json:"ticket"`
		ShareID     string `json:"share_id"`
		Seconds     int64  `json:"expires_in"`
	} `json:"data"`
}

func (a answer) refusal() error {
	if a.Data.Code == 0 {
		return nil
	}
	return refusal{a.Data.Code, a.Data.Description}
}

// refusal is the platform's no.
type refusal struct {
	code    int64
	message string
}

func (r refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.message) }

// The platform's codes.
const (
	busy          = 2100004
	tokenInvalid  = 2190002
	tokenExpired  = 2190008
	scopeMissing  = 2190004
	keyInvalid    = 10003
	secretInvalid = 10013
	ipUnlisted    = 2100009
)

func (r refusal) isOfToken() bool { return r.code == tokenInvalid || r.code == tokenExpired }

// refused is what an error means to a task. Nothing is posted here, so that
// anything but a plain no may be tried again.
func refused(err error) (publication.Report, error) {
	r, ok := errors.AsType[refusal](err)
	if !ok || r.code == busy {
		return publication.Report{}, err
	}
	why := publication.VendorRefused
	switch r.code {
	case keyInvalid, secretInvalid, tokenInvalid, tokenExpired:
		why = publication.Unauthorized
	case scopeMissing:
		why = publication.NoPermission
	case ipUnlisted:
		why = publication.IPNotListed
	}
	return publication.Fail(why, r.Error()), nil
}

// clientToken is the application's token.
func (a *Adapter) clientToken(ctx context.Context, t publication.Task, refused string) (string, error) {
	return a.tokens.Get(ctx, key("token", t), t.Now, refused, func(ctx context.Context) (vendorlink.Token, error) {
		call, err := vendorlink.JSON(a.base+"/oauth/client_token/", nil, map[string]string{
			"client_key": t.Credentials["app_id"], "client_secret": t.Credentials["app_secret"], "grant_type": "client_credential",
		})
		if err != nil {
			return vendorlink.Token{}, err
		}
		var got answer
		if err := a.link.Do(ctx, call, &got); err != nil {
			return vendorlink.Token{}, err
		}
		if err := got.refusal(); err != nil {
			return vendorlink.Token{}, err
		}
		if got.Data.Token == "" {
			return vendorlink.Token{}, errNonsense
		}
		return token(got.Data.Token, got.Data.Seconds, t.Now), nil
	})
}

// call makes a call with the token, and once more where it was refused.
func (a *Adapter) call(ctx context.Context, t publication.Task, path string, query url.Values) (answer, error) {
	refused := ""
	for {
		token, err := a.clientToken(ctx, t, refused)
		if err != nil {
			return answer{}, err
		}
		c := vendorlink.Get(a.base+path, query)
		c.Header = http.Header{"Access-Token": {token}, "Content-Type": {"application/json"}}
		var got answer
		if err := a.link.Do(ctx, c, &got); err != nil {
			return answer{}, err
		}
		err = got.refusal()
		if r, ok := errors.AsType[refusal](err); !ok || !r.isOfToken() || refused != "" {
			return got, err
		}
		refused = token
	}
}

// ticket is what links are signed with.
func (a *Adapter) ticket(ctx context.Context, t publication.Task) (string, error) {
	return a.tokens.Get(ctx, key("ticket", t), t.Now, "", func(ctx context.Context) (vendorlink.Token, error) {
		got, err := a.call(ctx, t, "/open/getticket/", nil)
		if err == nil && got.Data.Ticket == "" {
			err = errNonsense
		}
		return token(got.Data.Ticket, got.Data.Seconds, t.Now), err
	})
}

// shareID names one hand-over, so that the platform can say what came of it.
func (a *Adapter) shareID(ctx context.Context, t publication.Task) (string, error) {
	got, err := a.call(ctx, t, "/share-id/", url.Values{"need_callback": {"true"}})
	if err == nil && got.Data.ShareID == "" {
		err = errNonsense
	}
	return got.Data.ShareID, err
}
