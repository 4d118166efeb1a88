package demo_test

import (
	"testing"
	"time"

	"guerdon/cmd/guerdon/demo"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/reward"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// Loading twice changes nothing, and each of the six rights has its holder.
func TestLoadRewards(t *testing.T) {
	now := func() instant.Instant { return instant.Of(time.Now()) }
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		wallet, err := simulated.New(s, now, false)
		if err != nil {
			t.Fatal(err)
		}
		book := ledger.New(time.UTC)
		rewards := reward.New(s, book, settlement.New(settlement.Deps{Store: s, Provider: wallet}, settlement.Options{}), now)
		for range 2 {
			if err := demo.LoadRewards(t.Context(), s, rewards); err != nil {
				t.Fatal(err)
			}
		}
		list, err := reward.Browse(t.Context(), s, reward.BrowseCmd{Event: "demo-adoption-1", Now: now()})
		if err != nil || len(list) != 6 {
			t.Fatal(list, err)
		}
		for _, r := range list {
			if r.Owner == 0 || r.Adopter != demo.Adopter {
				t.Errorf("%+v", r)
			}
		}
		sum, err := reward.Sum(t.Context(), s, demo.Sharer, now())
		if err != nil || sum.PendingUSDT != 500_000_000 || sum.SettleableUSDT != 80_000_000 {
			t.Errorf("%+v %v", sum, err)
		}
		found, err := verify.All(t.Context(), s, nil, reward.Check(), book.Check())
		if err != nil || found.Count != 0 {
			t.Errorf("%+v %v", found, err)
		}
	})
}
