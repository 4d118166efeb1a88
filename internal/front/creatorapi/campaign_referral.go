package creatorapi

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/referral"
	"guerdon/internal/platform/store"
)

// referralRoutes are what members bring each other for.
func (a *API) referralRoutes() {
	a.add("POST /operation/referral/generate", users, a.generateReferral)
	a.add("GET /operation/referral/records", users, a.listReferrals)
}

// referralCode is a member's own code, and the address that they give away.
type referralCode struct {
	ReferralCode string `json:"referral_code"`
	ReferralURL  string `json:"referral_url"`
}

// generateReferral gives the caller's code, which they have since they
// registered. contract: S2-33
func (a *API) generateReferral(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.write(w, r, c, c.Member.Bucket(), "推荐码已生成", func(tx *store.Tx) (any, error) {
		code, err := a.Referrals.Code(tx, c.Member)
		return referralCode{code, a.ReferralBase + "/register?ref=" + url.QueryEscape(code)}, err
	})
}

// referralRecord is one member whom the caller brought.
type referralRecord struct {
	ID           id.ID          `json:"id"`
	ReferredUser string         `json:"referred_user"`
	RewardAmount amount.Amount  `json:"reward_amount"`
	Status       referral.State `json:"status"`
	CreatedAt    wireTime       `json:"created_at"`
}

// referralRecords is a page of them, with what all of them together brought.
type referralRecords struct {
	list[referralRecord]
	TotalRewards amount.Amount `json:"total_rewards"`
}

// listReferrals is a page of the caller's records. contract: S2-34
func (a *API) listReferrals(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := parsePage(r)
	if err != nil {
		return err
	}
	found, err := referral.Page(r.Context(), a.Store, c.Member, p)
	if err != nil {
		return err
	}
	return reply(w, success, referralRecords{listOf(p, found.List, showReferral), found.Rewards})
}

func showReferral(l referral.Line) referralRecord {
	return referralRecord{l.ID, masked(l.Username), l.Reward, l.State, wireTime(l.CreatedAt)}
}

// masked is a name of which a stranger sees the ends: u***3.
func masked(name string) string {
	first, _ := utf8.DecodeRuneInString(name)
	last, size := utf8.DecodeLastRuneInString(name)
	switch {
	case name == "":
		return "***"
	case size == len(name):
		return string(first) + "***"
	}
	return string(first) + "***" + string(last)
}
