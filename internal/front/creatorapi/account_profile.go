package creatorapi

import (
	"context"
	"errors"
	"net/http"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/account"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/membership"
	"guerdon/internal/domain/referral"
)

// profile is a member as a login shows them. Members who came by an outside
// token have neither a username nor an e-mail address.
type profile struct {
	ID             id.ID         `json:"id"`
	Username       text          `json:"username"`
	Email          text          `json:"email"`
	CreditBalance  amount.Amount `json:"credit_balance"`
	IsMember       bool          `json:"is_member"`
	MembershipType text          `json:"membership_type"`
}

// ownProfile is a member as they see themselves.
type ownProfile struct {
	profile
	MembershipEndDate wireTime `json:"membership_end_date"`
	ReferralCode      text     `json:"referral_code"`
}

// standing is what a member has: credits to spend, and a membership. kind is
// "" without one that holds; until is also when one ended that held before.
type standing struct {
	balance  amount.Amount
	isMember bool
	kind     text
	until    wireTime
}

func (a *API) standingOf(ctx context.Context, mid id.ID) (standing, error) {
	acc, err := ledger.LoadAccount(ctx, a.Store, ledger.Member(mid), ledger.Credit)
	if err != nil {
		return standing{}, err
	}
	m, err := membership.Load(ctx, a.Store, mid)
	out := standing{balance: acc.Available(), isMember: m.IsActive(a.Clock.Now()), until: wireTime(m.EndsAt)}
	if out.isMember {
		out.kind = text(m.Plan)
	}
	return out, err
}

// me shows the caller to themselves. contract: S2-04
func (a *API) me(w http.ResponseWriter, r *http.Request, c caller) error {
	username, email, err := a.namesOf(r.Context(), c.Member)
	if err != nil {
		return err
	}
	has, err := a.standingOf(r.Context(), c.Member)
	if err != nil {
		return err
	}
	code, err := referral.LoadCode(r.Context(), a.Store, c.Member)
	if err != nil {
		return err
	}
	return reply(w, success, ownProfile{profile{c.Member, text(username), text(email), has.balance, has.isMember, has.kind}, has.until, text(code)})
}

// namesOf are a member's names as they typed them, or else as they are kept.
func (a *API) namesOf(ctx context.Context, mid id.ID) (username, email string, err error) {
	found, err := account.Load(ctx, a.Store, mid)
	if !errors.Is(err, account.ErrNotFound) {
		return found.Username, found.Email, err
	}
	m, err := member.Load(ctx, a.Store, mid)
	return m.Username, m.Email, err
}
