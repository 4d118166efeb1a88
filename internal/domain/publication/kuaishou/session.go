package kuaishou

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/publication/vendorlink"
)

// session is the calls for one task.
type session struct {
	*Adapter
	task        publication.Task
	credentials publication.Credentials
	renewed     bool
}

func (s *session) token() string { return s.credentials["access_token"] }

// errNonsense is an answer that says neither yes nor no.
var errNonsense = errors.New("kuaishou: an answer without what was asked for")

// status is part of every answer. Result 1 is a success.
type status struct {
	Result  int64  `json:"result"`
	Message string `json:"error_msg"`
}

func (s *status) refusal() error {
	switch s.Result {
	case 1:
		return nil
	case 0:
		return errNonsense
	}
	return refusal{code: s.Result, message: s.Message}
}

func (s *status) reset() { *s = status{} }

type refusable interface {
	refusal() error
	reset()
}

// refusal is the platform's no.
type refusal struct {
	code    int64
	message string
}

func (r refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.message) }

func refusalOf(err error) (refusal, bool) { return errors.AsType[refusal](err) }

// The platform's codes.
const (
	clientInvalid = 100200101
	accessDenied  = 100200102 // a token that is none, among others
	scopeInvalid  = 100200106
	tokenExpired  = 100200108
	revoked       = 100200109
	lapsed        = 100200110
	never         = 100200111
)

// refused is what an error means to a task.
func refused(err error) (publication.Report, error) {
	r, ok := refusalOf(err)
	if !ok {
		return publication.Report{}, err
	}
	why := publication.VendorRefused
	switch r.code {
	case clientInvalid, accessDenied, tokenExpired, revoked, lapsed, never:
		why = publication.Unauthorized
	case scopeInvalid:
		why = publication.NoPermission
	}
	return publication.Fail(why, r.Error()), nil
}

// call makes a call with the access token, and once more where the token was
// refused and could be renewed.
func (s *session) call(ctx context.Context, into refusable, build func(query url.Values) (vendorlink.Call, error)) error {
	for {
		if s.token() == "" {
			if err := s.renew(ctx); err != nil {
				return err
			}
		}
		into.reset()
		c, err := build(url.Values{"app_id": {s.credentials["app_id"]}, "access_token": {s.token()}})
		if err != nil {
			return err
		}
		if err := s.link.Do(ctx, c, into); err != nil {
			return err
		}
		err = into.refusal()
		r, ok := refusalOf(err)
		if !ok || r.code != tokenExpired && r.code != accessDenied || s.renewed || s.credentials["refresh_token"] == "" {
			return err
		}
		if s.renew(ctx) != nil {
			return err // the refusal is what is known
		}
	}
}

// renew gets new tokens, and keeps them.
func (s *session) renew(ctx context.Context) error {
	s.renewed = true
	var got struct {
		status
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	c := vendorlink.Get(s.base+"/oauth2/refresh_token", url.Values{
		"app_id": {s.credentials["app_id"]}, "app_secret": {s.credentials["app_secret"]},
		"refresh_token": {s.credentials["refresh_token"]}, "grant_type": {"refresh_token"},
	})
	if err := s.link.Do(ctx, c, &got); err != nil {
		return err
	}
	if err := got.refusal(); err != nil {
		return err
	}
	if got.Access == "" {
		return errNonsense
	}
	fresh := publication.Credentials{}
	for name, value := range s.credentials {
		fresh[name] = value
	}
	fresh["access_token"] = got.Access
	if got.Refresh != "" {
		fresh["refresh_token"] = got.Refresh
	}
	s.credentials = fresh
	return s.task.Renew(ctx, fresh)
}
