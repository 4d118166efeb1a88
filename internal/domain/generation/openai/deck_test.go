package openai

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo"
	"guerdon/internal/domain/generation/openai/standin"
)

// TestTheStudioDrawsWhatAModelWrites holds the bounds of outlines to those of
// the program that draws them.
func TestTheStudioDrawsWhatAModelWrites(t *testing.T) {
	if topicMax > localdemo.TitleMax || slidesMax > localdemo.OutlineItemsMax || slideMax > localdemo.OutlineItemMax {
		t.Error("an outline may be more than the studio takes")
	}
	studio, err := localdemo.Open()
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("长", 290)
	vendor := &standin.Server{Text: `{"slides":[{"heading":"市场: 现状;","points":["增长、放缓","` + long + `","竞争"]},{"heading":"` + long + `","points":[]}]}`}
	server := httptest.NewServer(vendor.Handler())
	defer server.Close()
	p := New(server.Client(), Options{Decks: func(ctx context.Context, d DeckPlan) ([]byte, error) {
		return studio.Deck(ctx, localdemo.DeckCmd{Topic: d.Topic, Outline: d.Outline})
	}})
	r := generation.Request{
		Kind: generation.Deck, Prompt: strings.Repeat("题", generation.PromptMax),
		Model: generation.Model{Name: "x", Base: server.URL}, Input: generation.Input{Outline: make([]string, 80)},
	}
	vendor.Key = "key"
	r.Model.Key = "key"
	out, err := p.Generate(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	if err := out.Write(t.Context(), &file); err != nil || !strings.HasPrefix(file.String(), "PK") || http.DetectContentType([]byte(file.String())) != "application/zip" {
		t.Errorf("no presentation: %v", err)
	}
}
