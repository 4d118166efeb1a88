package lootbox_test

import (
	"errors"
	"strings"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/store"
)

func TestPutRefuses(t *testing.T) {
	good := func() lootbox.PutCmd { return boxOf(100, points(30, 400_000, 1), item(600_000, lootbox.Unlimited)) }
	cases := []struct {
		name string
		edit func(c *lootbox.PutCmd)
		want error
	}{
		{"no name", func(c *lootbox.PutCmd) { c.Name = "" }, lootbox.ErrInvalid},
		{"a long name", func(c *lootbox.PutCmd) { c.Name = strings.Repeat("x", 201) }, lootbox.ErrInvalid},
		{"a negative price", func(c *lootbox.PutCmd) { c.Price = -1 }, lootbox.ErrInvalid},
		{"a price beyond bounds", func(c *lootbox.PutCmd) { c.Price = amount.Max + 1 }, lootbox.ErrInvalid},
		{"an unknown state", func(c *lootbox.PutCmd) { c.State = "hidden" }, lootbox.ErrInvalid},
		{"an unknown policy", func(c *lootbox.PutCmd) { c.SoldOut = "" }, lootbox.ErrInvalid},
		{"no prizes", func(c *lootbox.PutCmd) { c.Prizes = []lootbox.PrizeCmd{} }, lootbox.ErrOdds},
		{"no odds for a new box", func(c *lootbox.PutCmd) { c.Prizes = nil }, lootbox.ErrOdds},
		{"too few", func(c *lootbox.PutCmd) { c.Prizes[0].Weight-- }, lootbox.ErrOdds},
		{"too many", func(c *lootbox.PutCmd) { c.Prizes[1].Weight++ }, lootbox.ErrOdds},
		{"a weight of nothing", func(c *lootbox.PutCmd) { c.Prizes[0].Weight, c.Prizes[1].Weight = 0, lootbox.WeightSum }, lootbox.ErrOdds},
		{"a negative weight", func(c *lootbox.PutCmd) { c.Prizes[0].Weight, c.Prizes[1].Weight = -1, lootbox.WeightSum+1 }, lootbox.ErrOdds},
		{"an overflow", func(c *lootbox.PutCmd) { c.Prizes[0].Weight, c.Prizes[1].Weight = 1<<62, 1<<62 }, lootbox.ErrOdds},
		{"101 prizes", func(c *lootbox.PutCmd) { c.Prizes = make([]lootbox.PrizeCmd, 101) }, lootbox.ErrOdds},
		{"points and an item", func(c *lootbox.PutCmd) { c.Prizes[0].CatalogItem = solItem }, lootbox.ErrPrize},
		{"neither", func(c *lootbox.PutCmd) { c.Prizes[0].Points = 0 }, lootbox.ErrPrize},
		{"an unknown kind", func(c *lootbox.PutCmd) { c.Prizes[0].Kind = "coupon" }, lootbox.ErrPrize},
		{"an unknown rarity", func(c *lootbox.PutCmd) { c.Prizes[0].Rarity = "mythic" }, lootbox.ErrPrize},
		{"a stock below none", func(c *lootbox.PutCmd) { c.Prizes[0].Stock = -2 }, lootbox.ErrPrize},
		{"a prize without a name", func(c *lootbox.PutCmd) { c.Prizes[0].Name = "" }, lootbox.ErrPrize},
		{"no such item", func(c *lootbox.PutCmd) { c.Prizes[1].CatalogItem = 99 }, catalog.ErrNotFound},
		{"a version of no box", func(c *lootbox.PutCmd) { c.Version = 1 }, lootbox.ErrStale},
	}
	rules(t, func(b *bench) {
		for _, c := range cases {
			cmd := good()
			c.edit(&cmd)
			if _, err := b.put(cmd); !errors.Is(err, c.want) {
				b.Errorf("%s: %v", c.name, err)
			}
		}
		if made := b.mustPut(good()); made.ID != box || made.Version != 1 {
			b.Errorf("%+v", made)
		}
	})
}

// New odds are a new version; an edit of anything else keeps the odds; an
// edit of what somebody else has edited is refused.
func TestPutMakesVersions(t *testing.T) {
	rules(t, func(b *bench) {
		b.mustPut(boxOf(0, points(1, lootbox.WeightSum, 5)))
		before, err := b.draw(alice)
		if err != nil {
			b.Fatal(err)
		}
		rename := boxOf(7)
		rename.Name, rename.Version, rename.Prizes = "新名", 1, nil
		if box := b.mustPut(rename); box.Version != 2 || box.Odds != 1 || box.Name != "新名" || box.Price != 7 {
			b.Errorf("%+v", box)
		}
		edit := boxOf(0, points(2, lootbox.WeightSum, 5))
		edit.Version = 1
		if _, err := b.put(edit); !errors.Is(err, lootbox.ErrStale) {
			b.Errorf("an edit that did not see the new name: %v", err)
		}
		edit.Version = 2
		if box := b.mustPut(edit); box.Version != 3 || box.Odds != 2 {
			b.Errorf("%+v", box)
		}
		if _, err := b.put(edit); !errors.Is(err, lootbox.ErrStale) {
			b.Errorf("a stale edit: %v", err)
		}
		after, err := b.draw(alice)
		if err != nil || before.Version != 1 || before.Points != 1 || after.Version != 2 || after.Points != 2 || before.Prize == after.Prize {
			b.Errorf("%+v, %+v, %v", before, after, err)
		}
		edit.Version, edit.State, edit.Prizes = 3, lootbox.Draft, nil
		if _, err := b.put(edit); !errors.Is(err, lootbox.ErrInvalid) {
			b.Errorf("a box that was open became a draft: %v", err)
		}
	})
}

func TestSetState(t *testing.T) {
	rules(t, func(b *bench) {
		set := func(to lootbox.State) error {
			return b.store.Write(b.Context(), box.Bucket(), func(tx *store.Tx) error {
				_, err := b.boxes.SetState(tx, box, to)
				return err
			})
		}
		if err := set(lootbox.Closed); !errors.Is(err, lootbox.ErrNotFound) {
			b.Errorf("no box: %v", err)
		}
		b.mustPut(boxOf(0, points(1, lootbox.WeightSum, 5)))
		if err := set(lootbox.Draft); !errors.Is(err, lootbox.ErrInvalid) {
			b.Errorf("to draft: %v", err)
		}
		for _, step := range []struct {
			to   lootbox.State
			want error
		}{{lootbox.Closed, lootbox.ErrClosed}, {lootbox.Opened, nil}} {
			if err := set(step.to); err != nil {
				b.Fatal(err)
			}
			if _, err := b.draw(alice); !errors.Is(err, step.want) {
				b.Errorf("%s: %v", step.to, err)
			}
		}
	})
}
