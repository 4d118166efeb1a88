package demo_test

import (
	"testing"

	"guerdon/cmd/guerdon/demo"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

// The sample models load twice as once, and are what the document asks of
// their ids.
func TestLoadModels(t *testing.T) {
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		models := model.New(secret.NewRing("model", secret.NewMaster()), false)
		for range 2 {
			if err := demo.LoadModels(t.Context(), s, models); err != nil {
				t.Fatal(err)
			}
		}
		list, err := model.List(t.Context(), s, model.ListCmd{})
		if err != nil || len(list) != 4 {
			t.Fatal(list, err)
		}
		for i, want := range []string{"writing", "image", "video", "ppt"} {
			if m := list[i]; int(m.ID) != i+1 || m.Makes != want || !m.IsDemo() || !m.IsActive() {
				t.Errorf("%+v", m)
			}
		}
	})
}
