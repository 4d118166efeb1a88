package card_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/store"
)

// contract: S4-07
func TestParallelBatchesHaveIdsOfTheirOwn(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		tpl := b.template(card.Song, card.Grant{})
		var mu sync.Mutex
		var made []card.Batch
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() {
				batch, err := store.Do(context.Background(), b.store, id.Bucket(i*34), func(tx *store.Tx) (card.Batch, error) {
					return b.cards.CreateBatch(tx, card.CreateBatchCmd{Name: "x", Template: tpl.ID, Total: card.BatchMax, Actor: admin})
				})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				made = append(made, batch)
				mu.Unlock()
			})
		}
		wg.Wait()
		slices.SortFunc(made, func(x, y card.Batch) int { return int(x.StartID - y.StartID) })
		codes := map[string]bool{}
		for i, batch := range made {
			if i > 0 && batch.StartID <= made[i-1].EndID() {
				t.Errorf("batches %d and %d share ids", made[i-1].ID, batch.ID)
			}
			codes[batch.Code] = true
		}
		if len(codes) != 30 || !codes["SONG_20230201_001"] || !codes["SONG_20230201_030"] {
			t.Errorf("%d codes: %v", len(codes), codes)
		}
	})
}

// Nothing that is stored is a code, and a code can be made again for printing.
func TestCodesAreNotStored(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		batch := b.batch(b.template(card.Dance, card.Grant{}), 3, nil)
		first := b.codeOf(batch.StartID)
		_, err := b.change(batch.StartID+1, "lost", b.cards.Reissue)
		b.must(err)
		for _, table := range []string{"card_batch", "card", "audit"} {
			rows, err := b.store.Query(context.Background(), "SELECT * FROM "+table)
			b.must(err)
			columns, err := rows.Columns()
			b.must(err)
			for rows.Next() {
				values := make([]any, len(columns))
				for i := range values {
					values[i] = new(any)
				}
				b.must(rows.Scan(values...))
				for i := range values {
					if text := fmt.Sprint(*values[i].(*any)); strings.Contains(text, first[strings.LastIndexByte(first, '_')+1:]) {
						t.Errorf("%s.%s holds %q", table, columns[i], text)
					}
				}
			}
			rows.Close()
		}
		if again := b.codeOf(batch.StartID); again != first {
			t.Errorf("%q, then %q", first, again)
		}
	})
}

// An expiry of its own holds until the batch's is changed, which re-dates all
// unused cards and no used one.
// contract: S4-09, S4-14
func TestRedating(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		batch := b.batch(b.template(card.Dance, card.Grant{}), 4, nil)
		own, used := batch.StartID, batch.StartID+1
		later := instant.Of(time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC))
		_, err := b.change(own, "", func(tx *store.Tx, cmd card.ChangeCmd) (card.Card, error) { return b.cards.Redate(tx, cmd, later) })
		b.must(err)
		_, err = b.use(100, b.codeOf(used))
		b.must(err)
		expiry := func(i id.ID) string {
			c, err := b.cards.LoadCard(context.Background(), b.store, i)
			b.must(err)
			return c.ExpiresAt.Time().Format(time.RFC3339)
		}
		if got := expiry(own); got != "2024-06-01T12:00:00Z" {
			t.Errorf("its own expiry is %s", got)
		}
		day := instant.Day("2023-03-01")
		_, err = do(b, func(tx *store.Tx) (card.Batch, error) {
			return b.cards.EditBatch(tx, card.EditBatchCmd{ID: batch.ID, ExpiryDay: &day, Actor: admin})
		})
		b.must(err)
		for i, want := range map[id.ID]string{own: "2023-03-01T23:59:59Z", used: "2023-12-31T23:59:59Z", batch.StartID + 2: "2023-03-01T23:59:59Z"} {
			if got := expiry(i); got != want {
				t.Errorf("card %d expires at %s, want %s", i-batch.StartID, got, want)
			}
		}
		_, err = b.change(own, "", func(tx *store.Tx, cmd card.ChangeCmd) (card.Card, error) { return b.cards.Redate(tx, cmd, begin) })
		if err == nil {
			_, err = b.change(own, "", func(tx *store.Tx, cmd card.ChangeCmd) (card.Card, error) {
				return b.cards.Redate(tx, cmd, begin.Add(-2*time.Second))
			})
		}
		if !errors.Is(err, card.ErrCardExpiry) {
			t.Errorf("an expiry that is over: %v", err)
		}
	})
}

func TestBatchBounds(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		tpl := b.template(card.Dance, card.Grant{})
		cases := map[string]struct {
			change func(*card.CreateBatchCmd)
			want   error
		}{
			"no cards":         {func(c *card.CreateBatchCmd) { c.Total = 0 }, card.ErrBatchInvalid},
			"too many":         {func(c *card.CreateBatchCmd) { c.Total = card.BatchMax + 1 }, card.ErrBatchInvalid},
			"no name":          {func(c *card.CreateBatchCmd) { c.Name = "  " }, card.ErrBatchInvalid},
			"long name":        {func(c *card.CreateBatchCmd) { c.Name = strings.Repeat("x", 201) }, card.ErrBatchInvalid},
			"style":            {func(c *card.CreateBatchCmd) { c.Style = "secret" }, card.ErrBatchInvalid},
			"script address":   {func(c *card.CreateBatchCmd) { c.BaseURL = "javascript:alert(1)//" }, card.ErrBatchInvalid},
			"long address":     {func(c *card.CreateBatchCmd) { c.BaseURL = "https://example.com/" + strings.Repeat("x", 200) }, card.ErrBatchInvalid},
			"with password":    {func(c *card.CreateBatchCmd) { c.BaseURL = "https://a:b@example.com/" }, card.ErrBatchInvalid},
			"yesterday":        {func(c *card.CreateBatchCmd) { c.ExpiryDay = "2023-01-31" }, card.ErrExpiryPast},
			"no day":           {func(c *card.CreateBatchCmd) { c.ExpiryDay = "soon" }, card.ErrExpiryDate},
			"another category": {func(c *card.CreateBatchCmd) { c.Code = "SONG_20230101_001" }, card.ErrBatchCode},
			"no template":      {func(c *card.CreateBatchCmd) { c.Template = 99 }, card.ErrTemplateNotFound},
		}
		for name, c := range cases {
			cmd := card.CreateBatchCmd{Name: "x", Template: tpl.ID, Total: 1, ExpiryDay: "2023-12-31", Actor: admin}
			c.change(&cmd)
			if _, err := do(b, func(tx *store.Tx) (card.Batch, error) { return b.cards.CreateBatch(tx, cmd) }); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
}
