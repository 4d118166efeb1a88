package localdemo

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"guerdon/internal/domain/generation/localdemo/aigc"
	"guerdon/internal/domain/generation/localdemo/paint"
	"guerdon/internal/domain/generation/localdemo/pptx"
	"guerdon/internal/domain/generation/localdemo/prose"
)

// DeckCmd asks for a presentation.
type DeckCmd struct {
	Topic   string
	Outline []string  // a heading a slide, "heading: point; point" with points of its own; empty is the usual five
	Label   string    // on every slide; "" is the package's Label
	Mark    aigc.Mark // empty members are filled in
}

// Deck gives a PowerPoint file: a title slide and one slide an outline item,
// with points by the kind of heading, the label on every slide and the mark
// among the document's properties. Faults: ErrInput. contract: S2-17
func (s *Studio) Deck(ctx context.Context, cmd DeckCmd) ([]byte, error) {
	checks := []check{
		{"topic", sized(strings.TrimSpace(cmd.Topic), 1, TitleMax)},
		{"outline", len(cmd.Outline) <= OutlineItemsMax},
	}
	for _, item := range cmd.Outline {
		checks = append(checks, check{"outline", sized(strings.TrimSpace(item), 1, OutlineItemMax)})
	}
	if err := inputs(checks...); err != nil {
		return nil, err
	}
	if err := going(ctx); err != nil {
		return nil, err
	}
	return deckOf(cmd).Bytes()
}

func deckOf(cmd DeckCmd) pptx.Deck {
	scene := paint.Of(cmd.Topic)
	mark := marked(cmd.Mark, "deck", cmd.Topic+"\n"+strings.Join(cmd.Outline, "\n"))
	outline := cmd.Outline
	if len(outline) == 0 {
		outline = prose.Outline(cmd.Topic)
	}
	deck := pptx.Deck{
		Title: cmd.Topic, Footer: fmt.Sprintf("%s · %s", aigc.Visible, cmp.Or(cmd.Label, Label)),
		Accent: scene.Accent(), Highlight: scene.Highlight(),
		Properties: []pptx.Property{{Name: aigc.Key, Value: mark.JSON()}},
	}
	headings := make([]string, 0, len(outline))
	for _, item := range outline {
		heading, points := prose.Bullets(cmd.Topic, item)
		headings = append(headings, heading)
		deck.Slides = append(deck.Slides, pptx.Slide{Heading: heading, Points: points})
	}
	deck.Subtitle = subtitle(headings)
	return deck
}

// subtitle names the first headings.
func subtitle(headings []string) string {
	const shown = 5
	if len(headings) > shown {
		return strings.Join(headings[:shown], " · ") + " …"
	}
	return strings.Join(headings, " · ")
}
