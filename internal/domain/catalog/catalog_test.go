package catalog_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

const start instant.Instant = 1_737_000_000_000_000

func good() catalog.PutCmd {
	return catalog.PutCmd{
		ID: 1, Name: "0.05 SOL", Description: "稀有SOL代币奖励", Category: "数字货币", Rarity: catalog.Legendary,
		EstimatedValue: 50_00, PayoutAsset: ledger.SOL, PayoutAmount: 50_000_000, Status: catalog.Active,
	}
}

func put(t *testing.T, s *store.Store, cmd catalog.PutCmd) (catalog.Item, error) {
	t.Helper()
	return store.Do(t.Context(), s, 0, func(tx *store.Tx) (catalog.Item, error) { return catalog.Put(tx, cmd) })
}

func TestPutRefuses(t *testing.T) {
	s := storetest.Memory(t, store.Options{})
	for name, edit := range map[string]func(c *catalog.PutCmd){
		"no name":                  func(c *catalog.PutCmd) { c.Name = "" },
		"a long name":              func(c *catalog.PutCmd) { c.Name = strings.Repeat("x", 201) },
		"a long description":       func(c *catalog.PutCmd) { c.Description = strings.Repeat("x", 2001) },
		"a long category":          func(c *catalog.PutCmd) { c.Category = strings.Repeat("x", 101) },
		"an unknown rarity":        func(c *catalog.PutCmd) { c.Rarity = "mythic" },
		"an unknown status":        func(c *catalog.PutCmd) { c.Status = "" },
		"a negative estimate":      func(c *catalog.PutCmd) { c.EstimatedValue = -1 },
		"a negative payout":        func(c *catalog.PutCmd) { c.PayoutAmount = -1 },
		"a payout of no asset":     func(c *catalog.PutCmd) { c.PayoutAsset = "" },
		"an asset without payout":  func(c *catalog.PutCmd) { c.PayoutAmount = 0 },
		"a payout beyond a bounds": func(c *catalog.PutCmd) { c.PayoutAmount = amount.Max + 1 },
	} {
		cmd := good()
		edit(&cmd)
		if _, err := put(t, s, cmd); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An edit counts the version up; one of an older version is refused.
func TestPutMakesVersions(t *testing.T) {
	clk := clock.NewManual(start)
	storetest.Every(t, store.Options{Now: clk.Now}, func(t *testing.T, s *store.Store) {
		made, err := put(t, s, good())
		if err != nil || made.ID != 1 || made.Version != 1 || made.CreatedAt != made.ChangedAt {
			t.Fatal(made, err)
		}
		clk.Advance(time.Second)
		edit := good()
		edit.Name, edit.Status = "0.06 SOL", catalog.Inactive
		if _, err := put(t, s, edit); !errors.Is(err, catalog.ErrStale) {
			t.Errorf("a stale edit: %v", err)
		}
		edit.Version = 1
		edited, err := put(t, s, edit)
		if err != nil || edited.Version != 2 || edited.Name != "0.06 SOL" || edited.CreatedAt != made.CreatedAt || edited.ChangedAt == made.ChangedAt {
			t.Fatal(edited, err)
		}
		get := func(i id.ID) (catalog.Item, error) {
			return store.Do(t.Context(), s, 0, func(tx *store.Tx) (catalog.Item, error) { return catalog.Get(tx, i) })
		}
		if got, err := get(1); err != nil || got != edited {
			t.Error(got, err)
		}
		if _, err := get(2); !errors.Is(err, catalog.ErrNotFound) {
			t.Error(err)
		}
	})
}

func TestList(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		for i, category := range []string{"数字货币", "书", "数字货币"} {
			cmd := good()
			cmd.ID, cmd.Category = id.ID(i+1), category
			if _, err := put(t, s, cmd); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			cmd  catalog.ListCmd
			want []id.ID
		}{
			{catalog.ListCmd{Limit: 10}, []id.ID{1, 2, 3}},
			{catalog.ListCmd{Category: "数字货币", Limit: 10}, []id.ID{1, 3}},
			{catalog.ListCmd{After: 1, Limit: 1}, []id.ID{2}},
			{catalog.ListCmd{Category: "无", Limit: 10}, nil},
		} {
			list, err := catalog.List(t.Context(), s, c.cmd)
			if err != nil || len(list) != len(c.want) {
				t.Errorf("%+v: %v, %v", c.cmd, list, err)
				continue
			}
			for i, item := range list {
				if item.ID != c.want[i] {
					t.Errorf("%+v: item %d at %d", c.cmd, item.ID, i)
				}
			}
		}
	})
}
