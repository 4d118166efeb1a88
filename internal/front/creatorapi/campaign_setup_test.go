package creatorapi_test

import (
	"fmt"
	"strconv"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/activity"
	"guerdon/internal/domain/coupon"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/revenue"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/store"
)

// buildCampaigns builds the area's modules into b.deps.
func (b *bench) buildCampaigns() {
	b.deps.Coupons = coupon.New()
	b.deps.Activities = activity.New(b.book)
	b.checks = append(b.checks, coupon.Check(), activity.Check(), revenue.Check(), report.CheckMembers())
	b.commands["coupon_reserve"] = b.couponReserve
	b.commands["coupon_use"] = b.couponUse
	b.commands["revenue"] = b.revenue
	b.commands["roll_members"] = func(*transcript.Runner, ...string) error {
		return report.RollMembers(b.t.Context(), b.store, b.clock.Now())
	}
}

// external is the member of an outside subject.
func (b *bench) external(subject string) id.ID {
	b.t.Helper()
	m, found, err := member.Lookup(b.t.Context(), b.store, member.External(subject))
	b.must(err)
	if !found {
		b.t.Fatalf("nobody is %s", subject)
	}
	return m
}

// couponReserve is @coupon_reserve SUBJECT CODE ORDER FEN: what placing an
// order does.
func (b *bench) couponReserve(_ *transcript.Runner, args ...string) error {
	fen, err := strconv.ParseInt(args[3], 10, 64)
	if err != nil {
		return err
	}
	b.write(func(tx *store.Tx) error {
		_, _, err := b.deps.Coupons.Reserve(tx, b.external(args[0]), args[1], args[2], amount.Amount(fen))
		return err
	})
	return nil
}

// couponUse is @coupon_use SUBJECT ORDER: what paying an order does.
func (b *bench) couponUse(_ *transcript.Runner, args ...string) error {
	b.write(func(tx *store.Tx) error { return b.deps.Coupons.Use(tx, b.external(args[0]), args[1]) })
	return nil
}

// revenue is @revenue SUBJECT ORDER KIND FEN CREDITS [sandbox]: money that
// came in, or with both below zero went back.
func (b *bench) revenue(_ *transcript.Runner, args ...string) error {
	var fen, credits int64
	if _, err := fmt.Sscan(args[3]+" "+args[4], &fen, &credits); err != nil {
		return err
	}
	b.write(func(tx *store.Tx) error {
		return revenue.New().Note(tx, args[1], b.external(args[0]), args[2], amount.Amount(fen), amount.Amount(credits), len(args) > 5)
	})
	return nil
}
