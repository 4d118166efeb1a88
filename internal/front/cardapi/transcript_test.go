package cardapi_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/card"
	"guerdon/internal/platform/httpx/transcript"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/token"
)

// The documented examples, and every documented error, word for word.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.http")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			engines(t, func(t *testing.T, b *bench) { b.play(t, file) })
		})
	}
}

func (b *bench) play(t *testing.T, file string) {
	r := &transcript.Runner{Target: transcript.Handler(b.handler), Vars: map[string]string{
		"admin": b.admin(), "alice": b.user("user123"), "bob": b.user("other"), "domain": b.token("half an admin", token.RoleDomainAdmin),
	}}
	r.Commands = map[string]func(args ...string) error{
		"advance": func(args ...string) error {
			d, err := time.ParseDuration(args[0])
			b.clock.Advance(d)
			return err
		},
		// @use FROM TO MEMBERS: cards are used by as many members in turn.
		"use": func(args ...string) error {
			var n [3]int64
			for i := range n {
				n[i], _ = strconv.ParseInt(args[i], 10, 64)
			}
			return b.useMany(id.ID(n[0]), id.ID(n[1]), n[2])
		},
		// @code VAR CARD: a card's code into a variable.
		"code": func(args ...string) error {
			n, _ := strconv.ParseInt(args[1], 10, 64)
			c, err := b.cards.LoadCard(t.Context(), b.store, id.ID(n))
			r.Vars[args[0]] = c.Code
			return err
		},
		"reissue": func(args ...string) error {
			n, _ := strconv.ParseInt(args[0], 10, 64)
			at, err := card.Locate(t.Context(), b.store, id.ID(n))
			if err != nil {
				return err
			}
			return b.store.Write(t.Context(), 0, func(tx *store.Tx) error {
				_, err := b.cards.Reissue(tx, card.ChangeCmd{Card: id.ID(n), Batch: at.ID, Reason: "lost"})
				return err
			})
		},
	}
	r.Run(t, file)
}

// useMany uses cards past the front.
func (b *bench) useMany(from, to id.ID, members int64) error {
	for i := from; i <= to; i++ {
		c, err := b.cards.LoadCard(b.t.Context(), b.store, i)
		if err != nil {
			return err
		}
		ref, err := b.cards.Find(b.t.Context(), b.store, c.Code)
		if err != nil {
			return err
		}
		member := id.ID(5_000_000 + int64(i)%members)
		out, err := store.Do(b.t.Context(), b.store, ref.Route(), func(tx *store.Tx) (card.UseResult, error) {
			return b.cards.Use(tx, card.UseCmd{Member: member, Ref: ref})
		})
		if err != nil {
			return err
		}
		if out.Refusal != nil {
			return fmt.Errorf("card %d: %w", i, out.Refusal)
		}
	}
	return nil
}
