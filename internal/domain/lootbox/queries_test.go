package lootbox_test

import (
	"errors"
	"testing"

	"guerdon/internal/base/id"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestQueries(t *testing.T) {
	storetest.SQL(t, options(), func(t *testing.T, s *store.Store) {
		run(t, s, func(b *bench) {
			b.pages()
			b.lists()
		})
	})
}

// pages reads a member's draws by pages.
func (b *bench) pages() {
	b.mustPut(boxOf(0, points(1, lootbox.WeightSum, lootbox.Unlimited)))
	var drawn []id.ID
	for range 5 {
		d, err := b.draw(alice)
		if err != nil {
			b.Fatal(err)
		}
		drawn = append(drawn, d.ID)
	}
	got, err := lootbox.Page(b.Context(), b.store, alice, page.Numbered{Page: 2, Size: 2})
	if err != nil || got.Total != 5 || len(got.Items) != 2 || got.Items[0].ID != drawn[2] || got.Items[1].ID != drawn[1] {
		b.Errorf("%+v, %v", got, err)
	}
	none, err := lootbox.Page(b.Context(), b.store, alice+1, page.Numbered{Page: 1, Size: 2})
	if err != nil || none.Total != 0 || len(none.Items) != 0 {
		b.Errorf("%+v, %v", none, err)
	}
}

// lists reads boxes, with and without those that are not shown.
func (b *bench) lists() {
	for i, state := range []lootbox.State{lootbox.Draft, lootbox.Closed} {
		cmd := boxOf(0, points(1, lootbox.WeightSum, 5))
		cmd.ID, cmd.State = id.ID(2+i), state
		b.mustPut(cmd)
	}
	for shown, want := range map[bool]int{true: 2, false: 3} {
		if list, err := lootbox.List(b.Context(), b.store, shown, 0, 100); err != nil || len(list) != want {
			b.Errorf("shown %t: %d boxes, %v", shown, len(list), err)
		}
	}
	if list, err := lootbox.List(b.Context(), b.store, true, 1, 1); err != nil || len(list) != 1 || list[0].ID != 3 {
		b.Errorf("%+v, %v", list, err)
	}
	if _, err := lootbox.Load(b.Context(), b.store, 99); !errors.Is(err, lootbox.ErrNotFound) {
		b.Error(err)
	}
}
