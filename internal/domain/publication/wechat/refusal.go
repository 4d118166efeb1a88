package wechat

import (
	"errors"
	"fmt"

	"guerdon/internal/domain/publication"
)

// errNonsense is an answer that says neither yes nor no.
var errNonsense = errors.New("wechat: an answer without what was asked for")

// status is part of every answer.
type status struct {
	Code    int    `json:"errcode"`
	Message string `json:"errmsg"`
}

func (s *status) refusal() error {
	if s.Code == 0 {
		return nil
	}
	return refusal{code: s.Code, message: s.Message}
}

func (s *status) reset() { *s = status{} }

// notSent is why a call was not made: there was no token for it.
type notSent struct{ error }

// Unwrap gives the reason.
func (n notSent) Unwrap() error { return n.error }

// refusal is the platform's no.
type refusal struct {
	code    int
	message string
	atToken bool // no token was given
}

func (r refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.message) }

func refusalOf(err error) (refusal, bool) { return errors.AsType[refusal](err) }

// ofToken marks a refusal to give a token.
func ofToken(err error) error {
	if r, ok := refusalOf(err); ok {
		r.atToken = true
		return r
	}
	return err
}

// The platform's codes.
const (
	busy          = -1
	tokenInvalid  = 40001 // of the token's own call: the secret
	tokenBad      = 40014
	tokenExpired  = 42001
	appInvalid    = 40013
	secretInvalid = 40125
	ipUnlisted    = 40164
	quotaSpent    = 45009
	tooOften      = 45011
	unauthorized  = 48001
	siteOnly      = 53504 // 需前往公众平台官网使用草稿
	saveByHand    = 53505 // 请手动保存成功后再发表
)

// isOfToken reports whether a new token may help.
func (r refusal) isOfToken() bool {
	return !r.atToken && (r.code == tokenInvalid || r.code == tokenBad || r.code == tokenExpired)
}

// refused is what an error means to a task: a report where the platform said
// no, and no answer else.
func refused(err error, submitting bool) (publication.Report, error) {
	if errors.Is(err, errTooLong) {
		return publication.Fail(publication.TextLong, fmt.Sprint(articleRunes)), nil
	}
	r, ok := refusalOf(err)
	if _, never := errors.AsType[notSent](err); never && submitting && !ok {
		return publication.Fail(publication.VendorAway, ""), nil
	}
	if !ok || r.code == busy || !submitting && (r.code == quotaSpent || r.code == tooOften) {
		return publication.Report{}, err
	}
	if submitting && !r.atToken {
		switch r.code {
		case unauthorized, siteOnly, saveByHand:
			return publication.Report{State: publication.DraftCreated, Reason: publication.DraftOnly, Detail: r.Error()}, nil
		}
	}
	return publication.Fail(r.reason(), r.Error()), nil
}

func (r refusal) reason() publication.Reason {
	switch r.code {
	case ipUnlisted:
		return publication.IPNotListed
	case appInvalid, secretInvalid, tokenInvalid, tokenBad, tokenExpired:
		return publication.Unauthorized
	case unauthorized:
		return publication.NoPermission
	}
	return publication.VendorRefused
}
