package main

import (
	"net/http"
	"time"

	"guerdon/internal/domain/account"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/domain/model"
	"guerdon/internal/domain/order"
	"guerdon/internal/domain/payment"
	"guerdon/internal/domain/payment/sandbox"
	"guerdon/internal/domain/publication"
	"guerdon/internal/domain/referral"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/front/creatorapi"
	"guerdon/internal/platform/config"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/token"
)

// creator is what stands behind creatorapi.
type creator struct {
	accounts   *account.Service
	referrals  *referral.Service
	coupons    *coupon.Service
	activities *activity.Service
	revenue    *revenue.Service

	models       *model.Service
	publications *publication.Service

	orders    *order.Service
	callbacks payment.CallbackReader // nil: the documented callback does not exist
	bank      *sandbox.Bank          // nil where every method is a vendor's
	till      *sandbox.Till
	handler   http.Handler // of creatorapi, which the bank notifies
}

// newCreator builds the accounts, campaigns and orders of the creation
// platform. Generation and publishing have files of their own.
func (a *app) newCreator(hasher *password.Hasher) error {
	signer, err := token.NewSigner(a.keys.TokenSecret.Reveal())
	if err != nil {
		return err
	}
	c := &a.creator
	c.coupons = coupon.New()
	c.activities = activity.New(a.ledger)
	c.revenue = revenue.New()
	c.referrals = referral.New(a.ledger, c.activities)
	c.accounts = account.New(account.Options{
		Store: a.store, Hasher: hasher, Signer: signer, Verifier: a.verifier, Referrals: c.referrals, Welcomes: c.activities,
		Key: a.keys.Sealing.Derive("account", 32), Now: a.clock.Now,
	})
	a.newPublications()
	return a.newOrders()
}

// creatorTime is more than those wait who ask for a text, a picture or slides.
const creatorTime = 75 * time.Second

// The documented rates of creatorapi.
const (
	authRate  = 10 // a minute
	queryRate = 100
	otherRate = 60
	aiRate    = 20 // an hour, without a membership
)

func (a *app) creatorFront() httpx.Front {
	c, base := &a.creator, string(a.config.URL(config.Creator))
	api := creatorapi.New(creatorapi.Deps{
		Store: a.store, Clock: a.clock, Bearers: a.bearers, Ledger: a.ledger,
		Limits: creatorapi.Limits{
			Auth: a.limiter(authRate, time.Minute), Query: a.limiter(queryRate, time.Minute), Other: a.limiter(otherRate, time.Minute), AI: a.limiter(aiRate, time.Hour),
		},
		AccountDeps:  creatorapi.AccountDeps{Accounts: c.accounts, Referrals: c.referrals, ReferralBase: base},
		CreditDeps:   creatorapi.CreditDeps{Orders: c.orders, Callbacks: c.callbacks},
		CampaignDeps: creatorapi.CampaignDeps{Coupons: c.coupons, Activities: c.activities},
		GenerateDeps: creatorapi.GenerateDeps{Generations: a.generation, Models: c.models, FileLinks: a.links, FileURL: base},
		PublishDeps:  creatorapi.PublishDeps{Publications: c.publications, Exports: a.files, ExportLinks: a.links, ExportBase: base},
	})
	return httpx.Front{Name: "creatorapi", Handler: api.Handler(), Fail: creatorapi.Fail, Origins: a.origins(config.Creator), TimeMax: creatorTime, Long: creatorapi.Long}
}
