package creation_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/creation"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

type bench struct {
	t     *testing.T
	store *store.Store
	clock *clock.Manual
}

func engines(t *testing.T, test func(b *bench)) {
	t.Helper()
	start := instant.Of(time.Date(2026, 1, 22, 2, 0, 0, 0, time.UTC))
	c := clock.NewManual(start)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		c.Set(start)
		b := &bench{t, s, c}
		test(b)
		found, err := verify.All(t.Context(), s, nil, creation.Check())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found.First {
			t.Error(d)
		}
	})
}

func do[T any](b *bench, fn func(tx *store.Tx) (T, error)) (T, error) {
	return store.Do(b.t.Context(), b.store, 0, fn)
}

func (b *bench) add(cmd creation.AddCmd) creation.Creation {
	b.t.Helper()
	c, err := do(b, func(tx *store.Tx) (creation.Creation, error) { return creation.Add(tx, cmd) })
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// contract: S2-18, S2-19, S2-20, S2-21
func TestTheLifeOfACreation(t *testing.T) {
	engines(t, func(b *bench) {
		const owner, other = id.ID(2049), id.ID(2050)
		text := b.add(creation.AddCmd{Member: owner, Type: creation.Writing, Tool: "resume", Title: "  a\nlong " + strings.Repeat("长", 300), Content: "words", Task: "t1"})
		b.clock.Advance(time.Minute)
		film := b.add(creation.AddCmd{Member: owner, Type: creation.Video, Title: "film", File: "videos/aa/x.mp4", Task: "t2"})
		if n := len([]rune(text.Title)); n != creation.TitleMax || !strings.HasPrefix(text.Title, "a long") {
			b.t.Errorf("called %q", text.Title)
		}
		lists := func(cmd creation.ListCmd, want ...id.ID) {
			b.t.Helper()
			cmd.Page = page.Numbered{Page: 1, Size: 10}
			got, err := creation.List(b.t.Context(), b.store, cmd)
			if err != nil || got.Total != int64(len(want)) || len(got.Items) != len(want) {
				b.t.Fatalf("%+v: %+v, %v", cmd, got, err)
			}
			for i, c := range got.Items {
				if c.ID != want[i] {
					b.t.Errorf("%+v: %d is at %d", cmd, c.ID, i)
				}
			}
		}
		lists(creation.ListCmd{Member: owner}, film.ID, text.ID)
		lists(creation.ListCmd{Member: owner, Type: creation.Writing}, text.ID)
		lists(creation.ListCmd{Member: other})
		if _, err := creation.Load(b.t.Context(), b.store, other, text.ID); !errors.Is(err, creation.ErrNotFound) {
			b.t.Error(err)
		}
		words, empty, long := "other words", " ", strings.Repeat("x", creation.ContentMax+1)
		edit := func(cmd creation.EditCmd) (creation.Creation, error) {
			return do(b, func(tx *store.Tx) (creation.Creation, error) { return creation.Edit(tx, cmd) })
		}
		if c, err := edit(creation.EditCmd{Member: owner, Creation: text.ID, Content: &words}); err != nil || c.Content != words || c.Title != text.Title || c.ChangedAt == text.ChangedAt {
			b.t.Errorf("%+v, %v", c, err)
		}
		for what, c := range map[string]struct {
			cmd  creation.EditCmd
			want error
		}{
			"another's":        {creation.EditCmd{Member: other, Creation: text.ID, Title: &words}, creation.ErrNotFound},
			"no title":         {creation.EditCmd{Member: owner, Creation: text.ID, Title: &empty}, creation.ErrField},
			"a long text":      {creation.EditCmd{Member: owner, Creation: text.ID, Content: &long}, creation.ErrField},
			"an empty text":    {creation.EditCmd{Member: owner, Creation: text.ID, Content: &empty}, creation.ErrField},
			"a film's content": {creation.EditCmd{Member: owner, Creation: film.ID, Content: &words}, creation.ErrNoText},
		} {
			if _, err := edit(c.cmd); !errors.Is(err, c.want) {
				b.t.Errorf("%s: %v", what, err)
			}
		}
		b.gone(owner, film)
		lists(creation.ListCmd{Member: owner}, text.ID)
		lines, err := creation.Lines(b.t.Context(), b.store, creation.LinesCmd{Deleted: true, Limit: 10})
		if err != nil || len(lines) != 1 || lines[0].Content != "" {
			b.t.Errorf("%+v, %v", lines, err)
		}
	})
}

// gone deletes a creation, once, and sees its row go in time.
func (b *bench) gone(owner id.ID, c creation.Creation) {
	b.t.Helper()
	remove := func() error {
		_, err := do(b, func(tx *store.Tx) (int, error) { return 0, creation.Delete(tx, owner, c.ID) })
		return err
	}
	if err := remove(); err != nil {
		b.t.Error(err)
	}
	if err := remove(); !errors.Is(err, creation.ErrNotFound) {
		b.t.Errorf("twice: %v", err)
	}
	for _, days := range []int{29, 1, 1} {
		b.clock.Advance(time.Duration(days) * 24 * time.Hour)
		n, err := creation.Sweep(b.t.Context(), b.store, b.clock.Now(), 10)
		named, err2 := creation.Named(b.t.Context(), b.store, []string{c.File, "other"})
		if days == 29 && (n != 0 || len(named) != 1) || errors.Join(err, err2) != nil {
			b.t.Errorf("after %d days: swept %d, %v; %v, %v", days, n, err, named, err2)
		}
	}
	if named, err := creation.Named(b.t.Context(), b.store, []string{c.File}); err != nil || len(named) != 0 {
		b.t.Errorf("still named: %v, %v", named, err)
	}
}
