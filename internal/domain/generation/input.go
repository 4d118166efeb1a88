package generation

import (
	"strings"
	"unicode/utf8"

	"guerdon/internal/domain/creation"
)

// Bounds of inputs, in characters where not said otherwise.
const (
	TitleMax        = 200 // of an article's title and a deck's topic
	KeywordsMax     = 20  // how many
	KeywordMax      = 50
	RequirementsMax = 4000
	OutlineMax      = 50 // how many
	OutlineItemMax  = 300
	SideMin         = 256  // pixels
	SideMax         = 2048 // pixels
	SecondsMax      = 60
)

// packed is an Input as it rests: lists are lines.
type packed struct {
	Tool         string `db:"tool"`
	Keywords     string `db:"keywords"`
	Requirements string `db:"requirements"`
	Outline      string `db:"outline"`
	Width        int32  `db:"width"`
	Height       int32  `db:"height"`
	Seconds      int32  `db:"seconds"`
}

// Input is what the task was asked for beside the prompt.
func (p packed) Input() Input {
	return Input{
		Tool: p.Tool, Keywords: lines(p.Keywords), Requirements: p.Requirements, Width: int(p.Width), Height: int(p.Height), Seconds: int(p.Seconds), Outline: lines(p.Outline),
	}
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// pack keeps what a kind asks for, held to its bounds. Faults: ErrInput with
// the field, ErrPrompt, ErrTool.
func pack(k Kind, prompt string, in Input) (packed, error) {
	if (k == Article || k == Deck) && utf8.RuneCountInString(prompt) > TitleMax {
		return packed{}, ErrPrompt.With("reason", "too_long").With("characters_max", TitleMax)
	}
	var p packed
	switch k {
	case Article:
		if t, known := defaultTool(in.Tool); !known || !t.IsWriting() {
			return packed{}, ErrTool
		}
		words, ok := listOf(in.Keywords, KeywordsMax, KeywordMax)
		if !ok {
			return packed{}, ErrInput.With("field", "keywords")
		}
		wish := strings.TrimSpace(in.Requirements)
		if utf8.RuneCountInString(wish) > RequirementsMax || !sound(wish) {
			return packed{}, ErrInput.With("field", "requirements")
		}
		p = packed{Tool: in.Tool, Keywords: words, Requirements: wish}
	case Image:
		if (in.Width != 0 || in.Height != 0) && (!within(in.Width, SideMin, SideMax) || !within(in.Height, SideMin, SideMax)) {
			return packed{}, ErrInput.With("field", "size")
		}
		p = packed{Width: int32(in.Width), Height: int32(in.Height)}
	case Video:
		if !within(in.Seconds, 0, SecondsMax) {
			return packed{}, ErrInput.With("field", "duration")
		}
		p = packed{Seconds: int32(in.Seconds)}
	case Deck:
		items, ok := listOf(in.Outline, OutlineMax, OutlineItemMax)
		if !ok {
			return packed{}, ErrInput.With("field", "outline")
		}
		p = packed{Outline: items}
	}
	return p, nil
}

func within(n, least, most int) bool { return least <= n && n <= most }

// listOf joins texts, each on one line; empty ones are left out.
func listOf(list []string, most, longest int) (joined string, ok bool) {
	if len(list) > most {
		return "", false
	}
	var out []string
	for _, one := range list {
		one = strings.Join(strings.Fields(one), " ")
		if utf8.RuneCountInString(one) > longest || !sound(one) {
			return "", false
		}
		if one != "" {
			out = append(out, one)
		}
	}
	return strings.Join(out, "\n"), true
}

// Type is the type of creation that a kind makes; "" for one that members do
// not keep.
func (k Kind) Type() creation.Type {
	switch k {
	case Article:
		return creation.Writing
	case Image:
		return creation.Image
	case Video:
		return creation.Video
	case Deck:
		return creation.Deck
	}
	return ""
}

// tool is the name under which a kind is priced.
func (k Kind) tool(in Input) string {
	if k == Article {
		return in.Tool
	}
	return string(k.Type())
}
