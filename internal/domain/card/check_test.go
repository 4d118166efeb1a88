package card

import (
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

// The check finds each figure that is not as it follows.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	spoil := map[string]func(tx *store.Tx, b Batch, c Card, u Use) error{
		"used": func(tx *store.Tx, b Batch, _ Card, _ Use) error {
			row, _, err := batches.Get(tx, b.batchKey)
			row.Used++
			batches.Put(tx, row)
			return err
		},
		"issued": func(tx *store.Tx, b Batch, _ Card, _ Use) error {
			row, _, err := batches.Get(tx, b.batchKey)
			row.Issued--
			batches.Put(tx, row)
			return err
		},
		"template": func(tx *store.Tx, b Batch, _ Card, _ Use) error {
			row, _, err := templates.Get(tx, templateOf(b.Template))
			row.Batches = 7
			templates.Put(tx, row)
			return err
		},
		"card": func(tx *store.Tx, _ Batch, c Card, _ Use) error {
			row, _, err := cards.Get(tx, c.cardKey)
			row.UsedBy++
			cards.Put(tx, row)
			return err
		},
		"points": func(tx *store.Tx, _ Batch, _ Card, u Use) error {
			row, _, err := uses.Get(tx, u.useKey)
			row.Transfer++
			uses.Put(tx, row)
			return err
		},
		"day": func(tx *store.Tx, b Batch, _ Card, u Use) error {
			key := useDayKey{shardOf(b.Bucket), 20230101, Dance, 0}
			row, _, err := useDays.Get(tx, key)
			useDays.Put(tx, useDay{key, row.Uses + 1})
			return err
		},
	}
	for name, fn := range spoil {
		t.Run(name, func(t *testing.T) {
			noon := instant.Of(time.Date(2023, 1, 1, 12, 0, 0, 0, time.UTC))
			st := storetest.SQLite(t, store.Options{Now: func() instant.Instant { return noon }})
			book := ledger.New(time.UTC)
			s := New(Options{Ledger: book, Ring: secret.NewRing("card", secret.NewMaster())})
			batch, u, c := oneUse(t, st, s)
			if n := differences(t, st, s); n != 0 {
				t.Fatalf("%d differences before", n)
			}
			if err := st.Write(t.Context(), 0, func(tx *store.Tx) error { return fn(tx, batch, c, u) }); err != nil {
				t.Fatal(err)
			}
			if differences(t, st, s) == 0 {
				t.Error("the check found nothing")
			}
		})
	}
}

func differences(t *testing.T, st *store.Store, s *Service) int64 {
	t.Helper()
	found, err := verify.All(t.Context(), st, nil, s.Check())
	if err != nil {
		t.Fatal(err)
	}
	return found.Count
}

// oneUse makes a batch and uses its last card, which grants points.
func oneUse(t *testing.T, st *store.Store, s *Service) (b Batch, u Use, c Card) {
	t.Helper()
	err := st.Write(t.Context(), 0, func(tx *store.Tx) error {
		tpl, err := s.CreateTemplate(tx, CreateTemplateCmd{Name: "x", Category: Dance, State: Active, Grant: Grant{Asset: ledger.Point, Amount: 5}, Actor: actor.OfSystem})
		if err != nil {
			return err
		}
		if b, err = s.CreateBatch(tx, CreateBatchCmd{Name: "x", Template: tpl.ID, Total: 3, State: Published, Actor: actor.OfSystem}); err != nil {
			return err
		}
		m, err := s.maker(&b)
		if err != nil {
			return err
		}
		out, err := s.Use(tx, UseCmd{Member: 100, Ref: Ref{code: m.code(b.EndID(), 0), batch: b.ID, template: tpl.ID}})
		if err != nil {
			return err
		}
		u = out.Use
		c, _, err = cards.Get(tx, cardOf(u.Card))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, u, c
}
