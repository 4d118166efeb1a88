package demo_test

import (
	"testing"
	"time"

	"guerdon/cmd/guerdon/demo"
	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// Loading twice changes nothing, and the coupon and the gift work.
func TestLoadCampaigns(t *testing.T) {
	now := func() instant.Instant { return instant.Of(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)) }
	storetest.SQL(t, store.Options{Now: now}, func(t *testing.T, s *store.Store) {
		book := ledger.New(time.UTC)
		coupons, activities := coupon.New(), activity.New(book)
		load := func() {
			t.Helper()
			if err := demo.LoadCampaigns(t.Context(), s, coupons, activities); err != nil {
				t.Fatal(err)
			}
		}
		load()
		load()
		const who id.ID = 100
		var payable amount.Amount
		joined, err := store.Do(t.Context(), s, 0, func(tx *store.Tx) (out activity.Joined, err error) {
			if _, err := member.CreateWithID(tx, who, member.External("x")); err != nil {
				return out, err
			}
			if payable, _, err = coupons.Reserve(tx, who, "discount10", "R1", 100_00); err != nil {
				return out, err
			}
			return activities.Join(tx, activity.JoinCmd{Member: who, Activity: demo.WelcomeGift})
		})
		if err != nil || payable != 90_00 || joined.Available != 100 {
			t.Fatalf("%d to pay, %+v %v", payable, joined, err)
		}
		// Not even a deleted one comes back.
		if err := s.Write(t.Context(), 0, func(tx *store.Tx) error { return activities.Delete(tx, demo.WelcomeGift, actor.OfSystem) }); err != nil {
			t.Fatal(err)
		}
		load()
		if _, err := activity.Load(t.Context(), s, demo.WelcomeGift); err == nil {
			t.Error("the deleted activity is back")
		}
		found, err := verify.All(t.Context(), s, nil, coupon.Check(), activity.Check(), book.Check())
		if err != nil || found.Count > 0 {
			t.Error(found, err)
		}
	})
}
