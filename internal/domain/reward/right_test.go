package reward_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/reward"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// The source document's table, for one tree and for more.
// contract: S1-03
func TestWorth(t *testing.T) {
	for _, c := range []struct {
		right           reward.Right
		trees           int64
		usdt, hashpower string
	}{
		{reward.Share, 1, "500", "0"},
		{reward.Community, 1, "80", "0"},
		{reward.CityTeam, 1, "40", "0"},
		{reward.ProvinceTeam, 1, "20", "0"},
		{reward.CityArea, 1, "35", "0.02"},
		{reward.ProvinceArea, 1, "15", "0.01"},
		{reward.CityArea, 3, "105", "0.06"},
		{reward.ProvinceArea, 50, "750", "0.5"},
		{reward.Share, 100_000, "50000000", "0"},
	} {
		u, h, err := reward.Standard().Of[c.right].Worth(c.trees)
		if err != nil || u.Format(6) != c.usdt || h.Format(6) != c.hashpower {
			t.Errorf("%s × %d: %s USDT, %s, %v", c.right, c.trees, u.Format(6), h.Format(6), err)
		}
	}
	if _, _, err := (reward.Term{USDT: amount.Max}).Worth(2); err == nil {
		t.Error("an overflow passed")
	}
}

// What a reward is follows from its number and the clock, and is one thing.
func TestStateIn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		settled := rapid.Int64Range(0, 5).Draw(rt, "settled")
		settling := settled + rapid.Int64Range(0, 5).Draw(rt, "settling")
		seq := rapid.Int64Range(1, 12).Draw(rt, "seq")
		b := reward.Book{SeqSettled: settled, SeqSettling: settling}
		want := reward.Settleable
		if seq <= settling {
			want = reward.Settling
		}
		if seq <= settled {
			want = reward.Settled
		}
		if got := (reward.Reward{Owner: 1, State: reward.Settleable, Seq: seq}).StateIn(b, start); got != want {
			rt.Fatalf("%d of %d, %d: %s", seq, settled, settling, got)
		}
		late := rapid.Int64Range(-3, 3).Draw(rt, "late")
		want = reward.Pending
		if late >= 0 {
			want = reward.Expired
		}
		if got := (reward.Reward{Owner: 1, State: reward.Pending, ExpireAt: start}).StateIn(b, start+instant.Instant(late)); got != want {
			rt.Fatalf("%d µs after: %s", late, got)
		}
	})
}

// The database begins with the table that the program knows as version 1.
func TestTermsOfTheMigration(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		type row struct {
			Right   reward.Right  `db:"right_type"`
			USDT    amount.Amount `db:"usdt"`
			Percent amount.Amount `db:"percent"`
			Seconds int64         `db:"claim_seconds"`
		}
		rows, err := store.Select[row](t.Context(), s, "SELECT right_type, usdt, percent, claim_seconds FROM reward_term WHERE version = 1")
		if err != nil || len(rows) != len(reward.Rights()) {
			t.Fatal(rows, err)
		}
		for _, r := range rows {
			want := reward.Standard().Of[r.Right]
			if r.USDT != want.USDT || r.Percent != want.Percent || time.Duration(r.Seconds)*time.Second != want.Claim {
				t.Errorf("%+v, want %+v", r, want)
			}
		}
	})
}
