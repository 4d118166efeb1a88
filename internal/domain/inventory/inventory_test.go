package inventory_test

import (
	"errors"
	"maps"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

const (
	start instant.Instant = 1_737_000_000_000_000
	alice id.ID           = 1 << 20
	bob   id.ID           = 1<<20 + 1
)

func add(t *testing.T, s *store.Store, member id.ID, r catalog.Rarity) inventory.Item {
	t.Helper()
	thing := catalog.Item{Name: "0.05 SOL", Description: "稀有SOL代币奖励", Rarity: r}
	it, err := store.Do(t.Context(), s, member.Bucket(), func(tx *store.Tx) (inventory.Item, error) {
		return inventory.Add(tx, inventory.AddCmd{Member: member, Catalog: thing, Origin: inventory.FromGift, Source: "test"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func move(t *testing.T, s *store.Store, i id.ID, to inventory.Status) inventory.Item {
	t.Helper()
	it, err := store.Do(t.Context(), s, i.Bucket(), func(tx *store.Tx) (inventory.Item, error) {
		it, err := inventory.Get(tx, i)
		if err != nil {
			return it, err
		}
		return inventory.SetStatus(tx, it, to), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return it
}

// An item lies in its member's bucket and keeps the instants of its way.
func TestStatusKeepsItsInstants(t *testing.T) {
	clk := clock.NewManual(start)
	storetest.Every(t, store.Options{Now: clk.Now}, func(t *testing.T, s *store.Store) {
		began := clk.Now()
		it := add(t, s, alice, catalog.Rare)
		if it.ID.Bucket() != alice.Bucket() || it.Status != inventory.NotRedeemed || it.ObtainedAt != began || it.Name != "0.05 SOL" || it.Rarity != catalog.Rare {
			t.Fatalf("%+v", it)
		}
		asked := clk.Advance(time.Second)
		if it = move(t, s, it.ID, inventory.Pending); it.RequestedAt != asked || it.CompletedAt != 0 {
			t.Errorf("%+v", it)
		}
		clk.Advance(time.Second)
		if it = move(t, s, it.ID, inventory.NotRedeemed); it.RequestedAt != 0 {
			t.Errorf("%+v", it)
		}
		asked = clk.Advance(time.Second)
		move(t, s, it.ID, inventory.Pending)
		done := clk.Advance(time.Second)
		if it = move(t, s, it.ID, inventory.Redeemed); it.RequestedAt != asked || it.CompletedAt != done || it.ObtainedAt != began {
			t.Errorf("%+v", it)
		}
		err := s.Write(t.Context(), 0, func(tx *store.Tx) error { _, err := inventory.Get(tx, 4); return err })
		if !errors.Is(err, inventory.ErrNotFound) {
			t.Error(err)
		}
	})
}

func TestQueries(t *testing.T) {
	clk := clock.NewManual(start)
	storetest.SQL(t, store.Options{Now: clk.Now}, func(t *testing.T, s *store.Store) {
		var mine []inventory.Item
		for _, r := range []catalog.Rarity{catalog.Common, catalog.Legendary, catalog.Legendary} {
			mine = append(mine, add(t, s, alice, r))
			clk.Advance(time.Second)
		}
		theirs := add(t, s, bob, catalog.Epic)
		move(t, s, mine[0].ID, inventory.Redeemed)
		move(t, s, mine[1].ID, inventory.Pending)

		if _, err := inventory.Load(t.Context(), s, alice, theirs.ID); !errors.Is(err, inventory.ErrNotFound) {
			t.Errorf("another member's: %v", err)
		}
		if it, err := inventory.Load(t.Context(), s, bob, theirs.ID); err != nil || it != theirs {
			t.Error(it, err)
		}
		for redeemedToo, want := range map[bool][]id.ID{false: {mine[2].ID, mine[1].ID}, true: {mine[2].ID, mine[1].ID, mine[0].ID}} {
			list, err := inventory.Page(t.Context(), s, alice, redeemedToo, page.Numbered{Page: 1, Size: 10})
			if err != nil || list.Total != int64(len(want)) || len(list.Items) != len(want) {
				t.Fatal(list, err)
			}
			for i, it := range list.Items {
				if it.ID != want[i] {
					t.Errorf("item %d at %d", it.ID, i)
				}
			}
		}
		second, err := inventory.Page(t.Context(), s, alice, true, page.Numbered{Page: 2, Size: 2})
		if err != nil || second.Total != 3 || len(second.Items) != 1 || second.Items[0].ID != mine[0].ID {
			t.Error(second, err)
		}
		rarities, err := inventory.CountByRarity(t.Context(), s, alice)
		if err != nil || !maps.Equal(rarities, map[catalog.Rarity]int64{catalog.Legendary: 2}) {
			t.Error(rarities, err)
		}
		statuses, err := inventory.CountByStatus(t.Context(), s)
		if err != nil || !maps.Equal(statuses, map[inventory.Status]int64{inventory.NotRedeemed: 2, inventory.Pending: 1, inventory.Redeemed: 1}) {
			t.Error(statuses, err)
		}
	})
}
