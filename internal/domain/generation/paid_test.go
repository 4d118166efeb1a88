package generation_test

import (
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/creation"
	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo/prose"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/model"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/store"
)

// contract: S2-12
func TestAPaidTaskIsChargedWhenItCompletes(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 100)
		g := s.mustBuy(generation.StartCmd{Prompt: "效率", Model: 1})
		if g.Charge != generation.Held || g.Price != 8 {
			s.t.Errorf("started as %+v", g)
		}
		s.wantCredits(s.member, 100, 8)
		s.work()
		g = s.look(g)
		if g.State != generation.Completed || g.Paid != 8 || g.Text != "About 效率" || g.TokensIn != 3 || g.TokensOut != 4 {
			s.t.Errorf("ended as %+v", g)
		}
		s.wantCredits(s.member, 92, 0)
		c, err := creation.Load(s.t.Context(), s.store, s.member, g.Creation)
		if err != nil || c.Content != g.Text || c.Tool != "wechat_article" || c.Title != "效率" || c.Type != creation.Writing || c.Task != g.Task {
			s.t.Errorf("kept as %+v, %v", c, err)
		}
		line, err := ledger.LoadTransfer(s.t.Context(), s.store, g.Payment)
		if err != nil || line[0].Reason != "generation.writing" || !strings.HasPrefix(line[0].Source, "generation:") || line[0].Amount != -8 || line[0].Kind != ledger.Spend {
			s.t.Errorf("charged by %+v, %v", line, err)
		}
	})
}

// Twenty callers with credits for three.
func TestOnlyWhatCanBePaidBegins(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 10)
		s.grant(s.member, 39)
		var wg sync.WaitGroup
		var begun, refused atomic.Int64
		for range 20 {
			wg.Go(func() {
				switch _, err := s.buy(generation.StartCmd{Prompt: "x", Model: 1}); {
				case err == nil:
					begun.Add(1)
				case errors.Is(err, ledger.ErrInsufficient):
					refused.Add(1)
				default:
					s.t.Error(err)
				}
			})
		}
		wg.Wait()
		if begun.Load() != 3 || refused.Load() != 17 {
			s.t.Errorf("%d began, %d were refused", begun.Load(), refused.Load())
		}
		s.wantCredits(s.member, 39, 30)
		s.work()
		s.wantCredits(s.member, 9, 0)
	})
}

func (s *shop) fairUse(most string) {
	s.t.Helper()
	s.write(func(tx *store.Tx) error {
		_, err := setting.Change(tx, setting.ChangeCmd{Spec: s.Settings()[1], Value: most, Actor: actor.OfSystem})
		return err
	})
}

// A membership pays, within fair use; what fails is not counted.
func TestAMembershipPays(t *testing.T) {
	v := &seller{name: "v"}
	shops(t, nil, one(v), func(s *shop) {
		v.generate = nil
		s.offer(1, "v", 10)
		s.grant(s.member, 15)
		s.enrol(s.member)
		s.fairUse("2")
		free := func(want generation.Charge, paid amount.Amount) {
			s.t.Helper()
			g := s.mustBuy(generation.StartCmd{Prompt: "x", Model: 1})
			s.work()
			if now := s.look(g); g.Charge != want || now.Paid != paid || g.Price != 10 {
				s.t.Errorf("began as %s, ended as %+v", g.Charge, now)
			}
		}
		free(generation.Free, 0)
		v.generate = func(context.Context, generation.Request) (generation.Result, error) {
			return generation.Result{}, generation.ErrRefused
		}
		free(generation.Free, 0)
		v.generate = nil
		free(generation.Free, 0)
		free(generation.Held, 10) // the third of the day
		if _, err := s.buy(generation.StartCmd{Prompt: "x", Model: 1}); !errors.Is(err, ledger.ErrInsufficient) {
			s.t.Errorf("the fourth: %v", err)
		}
		s.clock.Advance(12 * time.Hour) // the next day
		free(generation.Free, 0)
		s.wantCredits(s.member, 5, 0)
		s.clock.Advance(400 * 24 * time.Hour) // the membership is over
		if _, err := s.buy(generation.StartCmd{Prompt: "x", Model: 1}); !errors.Is(err, ledger.ErrInsufficient) {
			s.t.Errorf("a year later: %v", err)
		}
	})
}

// Without a model the tool's price holds, which operators may change; neither
// change touches what has begun.
func TestPrices(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 1000)
		price := func(k generation.Kind, model id.ID, want amount.Amount) generation.Generation {
			s.t.Helper()
			g := s.mustBuy(generation.StartCmd{Kind: k, Prompt: "x", Model: model})
			if g.Price != want || g.Model != 1 {
				s.t.Errorf("%s by %d costs %d", k, model, g.Price)
			}
			return g
		}
		price(generation.Article, 0, 10)
		price(generation.Image, 0, 20)
		price(generation.Deck, 0, 30)
		price(generation.Video, 0, 50)
		old := price(generation.Article, 1, 8)
		cost, dear := amount.Amount(0), amount.Amount(99)
		s.write(func(tx *store.Tx) error {
			_, err := generation.PutTool(tx, generation.PutToolCmd{Tool: "wechat_article", Cost: &cost, Actor: actor.OfSystem})
			_, err2 := s.models.Edit(tx, model.EditCmd{Model: 1, Cost: &dear, Actor: actor.OfSystem})
			return errors.Join(err, err2)
		})
		gift := price(generation.Article, 0, 0)
		price(generation.Article, 1, 99)
		s.clock.Advance(time.Minute)
		s.work()
		s.clock.Advance(time.Minute)
		s.work()
		if now := s.look(old); now.Paid != 8 {
			s.t.Errorf("the old one was charged %d", now.Paid)
		}
		if now := s.look(gift); now.Charge != generation.Free || now.Paid != 0 || now.State != generation.Completed {
			s.t.Errorf("the gift ended as %+v", now)
		}
		s.wantCredits(s.member, 1000-10-20-30-50-8-99, 0)
	})
}

func TestWhatCannotBeBought(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 8)
		s.offer(2, "nobody", 8)
		s.grant(s.member, 100)
		long := strings.Repeat("长", generation.TitleMax+1)
		for name, c := range map[string]struct {
			cmd  generation.StartCmd
			want *fault.Fault
		}{
			"an unknown tool":     {generation.StartCmd{Input: generation.Input{Tool: "poem"}}, generation.ErrTool},
			"no writing tool":     {generation.StartCmd{Input: generation.Input{Tool: "image"}}, generation.ErrTool},
			"an answer":           {generation.StartCmd{Kind: generation.Chat}, generation.ErrKind},
			"an unknown model":    {generation.StartCmd{Model: 77}, model.ErrNotFound},
			"an adapter too few":  {generation.StartCmd{Kind: generation.Deck, Model: 2}, generation.ErrNoProvider},
			"a long title":        {generation.StartCmd{Prompt: long}, generation.ErrPrompt},
			"a long topic":        {generation.StartCmd{Kind: generation.Deck, Prompt: long}, generation.ErrPrompt},
			"many keywords":       {generation.StartCmd{Input: generation.Input{Keywords: make([]string, generation.KeywordsMax+1)}}, generation.ErrInput},
			"a long keyword":      {generation.StartCmd{Input: generation.Input{Keywords: []string{long}}}, generation.ErrInput},
			"long requirements":   {generation.StartCmd{Input: generation.Input{Requirements: strings.Repeat("x", generation.RequirementsMax+1)}}, generation.ErrInput},
			"a small picture":     {generation.StartCmd{Kind: generation.Image, Input: generation.Input{Width: 255, Height: 1024}}, generation.ErrInput},
			"a huge picture":      {generation.StartCmd{Kind: generation.Image, Input: generation.Input{Width: 512, Height: 2049}}, generation.ErrInput},
			"a flat picture":      {generation.StartCmd{Kind: generation.Image, Input: generation.Input{Width: 512}}, generation.ErrInput},
			"a film backwards":    {generation.StartCmd{Kind: generation.Video, Input: generation.Input{Seconds: -1}}, generation.ErrInput},
			"an endless film":     {generation.StartCmd{Kind: generation.Video, Input: generation.Input{Seconds: generation.SecondsMax + 1}}, generation.ErrInput},
			"many slides":         {generation.StartCmd{Kind: generation.Deck, Input: generation.Input{Outline: make([]string, generation.OutlineMax+1)}}, generation.ErrInput},
			"broken text":         {generation.StartCmd{Kind: generation.Deck, Input: generation.Input{Outline: []string{"\xff"}}}, generation.ErrInput},
			"what is well formed": {generation.StartCmd{Input: generation.Input{Keywords: []string{" a\nb ", ""}}}, nil},
		} {
			g, err := s.buy(c.cmd)
			if c.want == nil && (err != nil || g.Input().Keywords[0] != "a b") || c.want != nil && !errors.Is(err, c.want) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		off := model.Inactive
		closed := generation.ToolInactive
		s.write(func(tx *store.Tx) error {
			_, err := s.models.Edit(tx, model.EditCmd{Model: 1, State: &off, Actor: actor.OfSystem})
			_, err2 := generation.PutTool(tx, generation.PutToolCmd{Tool: "resume", State: &closed, Actor: actor.OfSystem})
			return errors.Join(err, err2)
		})
		if _, err := s.buy(generation.StartCmd{Model: 1}); !errors.Is(err, model.ErrInactive) {
			s.t.Errorf("an inactive model: %v", err)
		}
		if _, err := s.buy(generation.StartCmd{}); !errors.Is(err, generation.ErrNoProvider) {
			s.t.Errorf("no model at all: %v", err)
		}
		if _, err := s.buy(generation.StartCmd{Input: generation.Input{Tool: "resume"}}); !errors.Is(err, generation.ErrToolClosed) {
			s.t.Errorf("a closed tool: %v", err)
		}
		s.wantCredits(s.member, 100, 10)
		s.work()
	})
}

// The tools are those that the studio has, in the document's order.
// contract: S2-13
func TestTools(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		list, err := generation.Tools(s.t.Context(), s.store)
		if err != nil || len(list) != 17 {
			s.t.Fatal(len(list), err)
		}
		for i, name := range prose.Tools() {
			if list[i].Tool != name || !list[i].IsWriting() || list[i].Cost != 10 || list[i].Name == "" || list[i].Description == "" {
				s.t.Errorf("%+v is not %s", list[i], name)
			}
		}
		name, bad, cost := "文章", strings.Repeat("长", 51), amount.Amount(-1)
		put := func(cmd generation.PutToolCmd) (generation.Tool, error) {
			cmd.Actor = actor.OfSystem
			return store.Do(s.t.Context(), s.store, 0, func(tx *store.Tx) (generation.Tool, error) { return generation.PutTool(tx, cmd) })
		}
		if got, err := put(generation.PutToolCmd{Tool: "wechat_article", Name: &name}); err != nil || got.Version != 1 || got.Name != name || got.Cost != 10 {
			s.t.Errorf("%+v, %v", got, err)
		}
		for what, c := range map[string]struct {
			cmd  generation.PutToolCmd
			want *fault.Fault
		}{
			"an old version": {generation.PutToolCmd{Tool: "wechat_article", Name: &name}, generation.ErrToolStale},
			"an unknown one": {generation.PutToolCmd{Tool: "poem"}, generation.ErrTool},
			"a long name":    {generation.PutToolCmd{Tool: "image", Name: &bad}, generation.ErrToolField},
			"a negative one": {generation.PutToolCmd{Tool: "image", Cost: &cost}, generation.ErrToolField},
		} {
			if _, err := put(c.cmd); !errors.Is(err, c.want) {
				s.t.Errorf("%s: %v", what, err)
			}
		}
		if list, err = generation.Tools(s.t.Context(), s.store); err != nil || list[0].Name != name {
			s.t.Errorf("%+v, %v", list[0], err)
		}
	})
}

// A creation's file is the member's: it outlives the task, and goes with the
// creation.
func TestACreationsFile(t *testing.T) {
	shops(t, nil, one(&seller{name: "v"}), func(s *shop) {
		s.offer(1, "v", 8)
		s.grant(s.member, 100)
		g := s.mustBuy(generation.StartCmd{Kind: generation.Image, Prompt: "海", Model: 1})
		s.work()
		g = s.look(g)
		f, err := s.OpenOwn(g.File)
		if err != nil {
			s.t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		_ = f.Close()
		if err != nil || string(text) != "海" || f.Format != generation.JPEG {
			s.t.Errorf("%q, %v", text, err)
		}
		elsewhere := path.Join(path.Dir(path.Dir(g.File)), "no-shard", g.FileName())
		for _, name := range []string{"", "images", g.FileName(), elsewhere, "../" + g.File, strings.Replace(g.File, "creation", "generated", 1)} {
			if _, err := s.OpenOwn(name); !errors.Is(err, blob.ErrNotFound) {
				s.t.Errorf("%q: %v", name, err)
			}
		}
		if _, err := s.OpenFile(generation.Images, g.FileName()); !errors.Is(err, blob.ErrNotFound) {
			s.t.Errorf("without a signature: %v", err)
		}
		s.clock.Advance(31 * 24 * time.Hour)
		s.sweepAll()
		if _, err := s.Get(s.t.Context(), s.member, g.Task); !errors.Is(err, generation.ErrNotFound) || len(s.stored()) != 1 {
			s.t.Errorf("the task: %v; files %q", err, s.stored())
		}
		s.write(func(tx *store.Tx) error { return creation.Delete(tx, s.member, g.Creation) })
		s.sweepAll()
		if len(s.stored()) != 1 {
			s.t.Error("the file went at once")
		}
		s.clock.Advance(31 * 24 * time.Hour)
		s.sweepAll()
		if len(s.stored()) != 0 {
			s.t.Errorf("left %q", s.stored())
		}
	})
}

func (s *shop) sweepAll() {
	s.t.Helper()
	_, err := creation.Sweep(s.t.Context(), s.store, s.clock.Now(), 100)
	if err := errors.Join(s.Sweep(s.t.Context()), err, s.SweepOrphans(s.t.Context())); err != nil {
		s.t.Fatal(err)
	}
}
