package demo

import (
	"context"
	"errors"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/platform/store"
)

// Ids of the campaign samples.
const (
	Discount10  id.ID = 1 // coupon DISCOUNT10
	WelcomeGift id.ID = 1 // activity 新用户注册送积分
)

// newUserDays is how old an account may be for the sample gift.
const newUserDays = 30

// LoadCampaigns writes the coupon and the activity of the AI creation
// platform's document. They begin when the document's do, and last far longer,
// so that they can be used on any day.
func LoadCampaigns(ctx context.Context, s *store.Store, coupons *coupon.Service, activities *activity.Service) error {
	zone := time.FixedZone("UTC+8", 8*60*60)
	from := instant.Of(time.Date(2026, 1, 22, 0, 0, 0, 0, zone))
	until := instant.Of(time.Date(2099, 12, 31, 23, 59, 59, 0, zone))
	for _, part := range []func(tx *store.Tx) error{
		func(tx *store.Tx) error {
			_, err := coupons.Create(tx, coupon.CreateCmd{
				ID: Discount10, Code: "DISCOUNT10", Name: "充值优惠券", Kind: coupon.Discount, Value: 10_00, MinAmount: 100_00, MaxUsage: 1000,
				ValidFrom: from, ValidUntil: until, Actor: actor.OfSystem,
			})
			return err
		},
		func(tx *store.Tx) error {
			_, err := activities.Create(tx, activity.CreateCmd{
				ID: WelcomeGift, Name: "新用户注册送积分", Kind: activity.CreditGift, Description: "新用户注册即送100积分",
				Config:   activity.Config{Credits: 100, Audience: activity.NewUsers, NewWithinDays: newUserDays},
				StartsAt: from, EndsAt: until, Actor: actor.OfSystem,
			})
			return err
		},
	} {
		err := s.Write(ctx, 0, part)
		// It is there, as it was loaded or as somebody has changed it since.
		if err != nil && !errors.Is(err, coupon.ErrCodeTaken) && !errors.Is(err, activity.ErrTaken) {
			return err
		}
	}
	return nil
}
