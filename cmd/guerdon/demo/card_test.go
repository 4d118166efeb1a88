package demo_test

import (
	"testing"
	"time"

	"guerdon/cmd/guerdon/demo"
	"guerdon/internal/domain/card"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// Loading twice changes nothing, and the document's code works.
func TestLoadCards(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		cards := card.New(card.Options{Ledger: ledger.New(time.UTC), Ring: secret.NewRing("card", secret.NewMaster())})
		for range 2 {
			if err := demo.LoadCards(t.Context(), s, cards); err != nil {
				t.Fatal(err)
			}
		}
		ref, err := cards.Find(t.Context(), s, "DANCE_20230101_001_1001")
		if err != nil {
			t.Fatal(err)
		}
		out, err := store.Do(t.Context(), s, ref.Route(), func(tx *store.Tx) (card.UseResult, error) {
			return cards.Use(tx, card.UseCmd{Member: 100, Ref: ref})
		})
		if err != nil || out.Refusal != nil || out.Card != demo.FirstCard {
			t.Fatal(out, err)
		}
		if err := demo.LoadCards(t.Context(), s, cards); err != nil {
			t.Fatal(err)
		}
		b, err := card.LoadBatch(t.Context(), s, demo.DanceBatch)
		if err != nil || b.Used != 1 || b.EndID() != 2000 {
			t.Fatalf("%+v %v", b, err)
		}
	})
}
