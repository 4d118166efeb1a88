package model_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

const key = "sk-planted-0123456789"

type bench struct {
	*model.Service
	t     *testing.T
	store *store.Store
}

func engines(t *testing.T, test func(b *bench)) {
	t.Helper()
	storetest.SQL(t, store.Options{}, func(t *testing.T, s *store.Store) {
		test(&bench{model.New(secret.NewRing("model", secret.NewMaster()), false), t, s})
	})
}

func (b *bench) create(change func(*model.CreateCmd)) (model.Model, error) {
	cmd := model.CreateCmd{
		Name: "通义千问Plus", Provider: "qwen", ModelName: "qwen-plus", Key: key, Base: "https://dashscope.aliyuncs.com/api/v1/",
		Temperature: 700, TokensMax: 2000, Cost: 8, Actor: actor.OfSystem,
	}
	if change != nil {
		change(&cmd)
	}
	return store.Do(b.t.Context(), b.store, 0, func(tx *store.Tx) (model.Model, error) { return b.Create(tx, cmd) })
}

func (b *bench) edit(cmd model.EditCmd) (model.Model, error) {
	cmd.Actor = actor.OfSystem
	return store.Do(b.t.Context(), b.store, cmd.Model.Bucket(), func(tx *store.Tx) (model.Model, error) { return b.Edit(tx, cmd) })
}

// contract: S2-37, S2-38
func TestAModelAndItsKey(t *testing.T) {
	engines(t, func(b *bench) {
		m, err := b.create(nil)
		if err != nil || m.Base != "https://dashscope.aliyuncs.com/api/v1" || !m.IsActive() || m.Makes != "writing" {
			b.t.Fatalf("%+v, %v", m, err)
		}
		if strings.Contains(m.KeySealed, key) || m.KeySealed == "" {
			b.t.Errorf("rests as %q", m.KeySealed)
		}
		c, err := b.Open(b.t.Context(), b.store, m.ID, creation.Writing)
		if err != nil || c.Key != key || c.Compatible() != "https://dashscope.aliyuncs.com/compatible-mode/v1" || c.Native() != m.Base {
			b.t.Errorf("%+v, %v", c, err)
		}
		if _, err := b.Open(b.t.Context(), b.store, m.ID, creation.Video); !errors.Is(err, model.ErrKind) {
			b.t.Error(err)
		}
		cost, other, same, none, name := amount.Amount(9), "https://elsewhere.example/v1", "https://dashscope.aliyuncs.com/compatible-mode/v1", "", "x"
		if _, err := b.edit(model.EditCmd{Model: m.ID, Base: &other}); !errors.Is(err, model.ErrKeyAgain) {
			b.t.Errorf("the key would go elsewhere: %v", err)
		}
		if _, err := b.edit(model.EditCmd{Model: m.ID, Version: 7, Cost: &cost}); !errors.Is(err, model.ErrStale) {
			b.t.Error(err)
		}
		if _, err := b.edit(model.EditCmd{Model: 77, Cost: &cost}); !errors.Is(err, model.ErrNotFound) {
			b.t.Error(err)
		}
		if m, err = b.edit(model.EditCmd{Model: m.ID, Version: 1, Base: &same, Cost: &cost, Name: &name}); err != nil || m.Cost != 9 || m.Version != 2 {
			b.t.Errorf("%+v, %v", m, err)
		}
		if c, err = b.Open(b.t.Context(), b.store, m.ID, creation.Writing); err != nil || c.Key != key || c.Native() != "https://dashscope.aliyuncs.com/api/v1" {
			b.t.Errorf("%+v, %v", c, err)
		}
		if m, err = b.edit(model.EditCmd{Model: m.ID, Base: &other, Key: &none}); err != nil || m.KeySealed != "" {
			b.t.Errorf("%+v, %v", m, err)
		}
		acts, err := audit.List(b.t.Context(), b.store, audit.ListCmd{Limit: 10})
		if err != nil || len(acts) != 3 {
			b.t.Errorf("%+v, %v", acts, err)
		}
		for _, a := range acts {
			if strings.Contains(a.Earlier+a.Later, key) || strings.Contains(a.Earlier+a.Later, "g1.") {
				b.t.Errorf("the record says %+v", a)
			}
		}
	})
}

func TestWhatNoModelCanBe(t *testing.T) {
	engines(t, func(b *bench) {
		for name, c := range map[string]struct {
			change func(*model.CreateCmd)
			want   *fault.Fault
		}{
			"no name":         {func(c *model.CreateCmd) { c.Name = " " }, model.ErrField},
			"an odd provider": {func(c *model.CreateCmd) { c.Provider = "q wen" }, model.ErrField},
			"no model":        {func(c *model.CreateCmd) { c.ModelName = "" }, model.ErrField},
			"a broken name":   {func(c *model.CreateCmd) { c.Name = "\xff" }, model.ErrField},
			"below nothing":   {func(c *model.CreateCmd) { c.Cost = -1 }, model.ErrField},
			"too dear":        {func(c *model.CreateCmd) { c.Cost = model.CostMax + 1 }, model.ErrField},
			"too hot":         {func(c *model.CreateCmd) { c.Temperature = 2001 }, model.ErrField},
			"a key of lines":  {func(c *model.CreateCmd) { c.Key = "a\r\nX: y" }, model.ErrField},
			"makes songs":     {func(c *model.CreateCmd) { c.Makes = []creation.Type{"song"} }, model.ErrField},
			"an odd state":    {func(c *model.CreateCmd) { c.State = "gone" }, model.ErrField},
			"plain http":      {func(c *model.CreateCmd) { c.Base = "http://dashscope.aliyuncs.com/api/v1" }, model.ErrBase},
			"no known base":   {func(c *model.CreateCmd) { c.Base, c.Provider = "", "other" }, model.ErrBase},
			"a demo's base":   {func(c *model.CreateCmd) { c.Provider = model.Demo }, model.ErrBase},
		} {
			if m, err := b.create(c.change); !errors.Is(err, c.want) {
				b.t.Errorf("%s: %+v, %v", name, m, err)
			}
		}
		fixed := func(c *model.CreateCmd) { c.ID = 1 }
		if m, err := b.create(fixed); err != nil || m.ID != id.ID(1) {
			b.t.Error(m, err)
		}
		if _, err := b.create(fixed); !errors.Is(err, model.ErrTaken) {
			b.t.Error(err)
		}
	})
}

func TestAddresses(t *testing.T) {
	for base, good := range map[string]bool{
		"https://api.openai.com/v1": true, "https://api.openai.com:8443/v1": true, "https://8.8.8.8/v1": true, "https://[2606:4700:4700::1111]/v1": true,
		"https://user:pass@api.openai.com/v1": false, "https://api.openai.com/v1?x=1": false, "https://api.openai.com/v1#x": false, "ftp://api.openai.com": false,
		"https://127.0.0.1/v1": false, "https://10.0.0.1/v1": false, "https://169.254.169.254/latest": false, "https://[::1]/v1": false, "https://[::ffff:10.0.0.1]/v1": false,
		"https://[fd00::1]/": false, "https://100.64.0.1": false, "https://0.0.0.0": false, "https://localhost/v1": false, "https://LOCALHOST./v1": false, "https://printer": false,
		"https://db.internal/v1": false, "https://box.local": false, "https://127.1/v1": false, "https://0x7f.1/": false, "https://2130706433/": false, "https://a.0x7f000001": false,
		"https://": false, "https:///v1": false, "//api.openai.com/v1": false, "api.openai.com/v1": false, "https://api..com": false, "https://a\\b.com": false, "https://a b.com": false,
		"https://" + strings.Repeat("a", 300) + ".com": false, "javascript:alert(1)": false,
	} {
		if got, err := model.CleanBase("openai", base, false); (err == nil) != good {
			t.Errorf("%s: %q, %v", base, got, err)
		}
	}
	for base, good := range map[string]bool{"http://127.0.0.1:9000/v1": true, "http://localhost:1/v1": true, "https://localhost": true, "http://10.0.0.1": false, "http://api.openai.com": false} {
		if got, err := model.CleanBase("openai", base, true); (err == nil) != good {
			t.Errorf("with loopback, %s: %q, %v", base, got, err)
		}
	}
}

func FuzzAddresses(f *testing.F) {
	for _, s := range []string{"https://api.openai.com/v1", "https://127.0.0.1", "https://[::1]:1/", "https://user@x.com", "http://localhost", "https://0x7f.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		base, err := model.CleanBase("other", text, false)
		if err == nil && (!strings.HasPrefix(base, "https://") || strings.ContainsAny(base, "@?# \\") || strings.Contains(base, "//127.") || strings.Contains(base, "//localhost")) {
			t.Errorf("%q passed as %q", text, base)
		}
	})
}

func TestWhatANameMakes(t *testing.T) {
	for name, want := range map[string]string{
		"openai gpt-5": "writing", "qwen qwen-plus": "writing", "qwen wan2.2-t2v-plus": "video", "qwen wanx2.1-t2i-turbo": "image", "openai gpt-image-1": "image",
		"openai sora-2": "video", "openai dall-e-3": "image", "local-demo x": "writing,image,video,ppt",
	} {
		provider, model_, _ := strings.Cut(name, " ")
		if got := model.Guess(provider, model_); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// contract: S2-36, S2-39
func TestListsChoiceAndRemoval(t *testing.T) {
	engines(t, func(b *bench) {
		for i, p := range []int32{5, 1, 1} {
			if _, err := b.create(func(c *model.CreateCmd) { c.ID, c.Priority = id.ID(i+1), p }); err != nil {
				b.t.Fatal(err)
			}
		}
		err := b.store.Write(b.t.Context(), 0, func(tx *store.Tx) error {
			list, err := model.Candidates(tx, creation.Writing)
			if err != nil {
				return err
			}
			var order []id.ID
			for _, m := range list {
				order = append(order, m.ID)
			}
			if !slices.Equal(order, []id.ID{2, 3, 1}) {
				b.t.Errorf("tried in the order %v", order)
			}
			if _, err := model.Choose(tx, 1, creation.Image); err != nil && !tx.Missed() && !errors.Is(err, model.ErrKind) {
				b.t.Error(err)
			}
			m, err := model.Choose(tx, 2, creation.Writing)
			if err != nil {
				return err
			}
			return model.Use(tx, m)
		})
		if err != nil {
			b.t.Fatal(err)
		}
		for i, want := range map[id.ID]bool{1: true, 2: false} {
			deleted, err := store.Do(b.t.Context(), b.store, 0, func(tx *store.Tx) (bool, error) { return b.Remove(tx, i, actor.OfSystem) })
			if err != nil || deleted != want {
				b.t.Errorf("removing %d: %v, %v", i, deleted, err)
			}
		}
		list := func(cmd model.ListCmd, want int) {
			b.t.Helper()
			if got, err := model.List(b.t.Context(), b.store, cmd); err != nil || len(got) != want {
				b.t.Errorf("%+v: %d, %v", cmd, len(got), err)
			}
		}
		list(model.ListCmd{}, 2)
		list(model.ListCmd{Provider: "QWEN", State: model.Active}, 1)
		list(model.ListCmd{State: model.Inactive}, 1)
		list(model.ListCmd{Provider: "openai"}, 0)
	})
}
