package localdemo

import (
	"context"

	"guerdon/internal/domain/generation/localdemo/prose"
)

// Bounds of texts, in characters.
const (
	ChatPromptMax   = 4000
	TitleMax        = 200
	KeywordMax      = 50
	KeywordsMax     = 20 // how many
	RequirementsMax = 4000
	OutlineItemsMax = 50 // how many
	OutlineItemMax  = 300
)

// Answer replies to a chat prompt in its language. Faults: ErrInput.
// contract: S0-23
func (s *Studio) Answer(ctx context.Context, prompt string) (string, error) {
	if err := inputs(check{"prompt", sized(prompt, 1, ChatPromptMax)}); err != nil {
		return "", err
	}
	if err := going(ctx); err != nil {
		return "", err
	}
	return prose.Answer(prompt), nil
}

// WriteCmd asks for an article by one of the writing tools.
type WriteCmd struct {
	Tool         string // one of prose.Tools
	Title        string
	Keywords     []string // may be empty
	Requirements string   // may be empty; a length in it is honoured where the template reaches
}

// Write fills the tool's template, in Chinese Markdown, and ends with the
// label. Faults: ErrInput, prose.ErrTool. contract: S2-12
func (s *Studio) Write(ctx context.Context, cmd WriteCmd) (string, error) {
	checks := []check{
		{"title", sized(cmd.Title, 1, TitleMax)},
		{"keywords", len(cmd.Keywords) <= KeywordsMax},
		{"requirements", sized(cmd.Requirements, 0, RequirementsMax)},
	}
	for _, k := range cmd.Keywords {
		checks = append(checks, check{"keywords", sized(k, 0, KeywordMax)})
	}
	if err := inputs(checks...); err != nil {
		return "", err
	}
	if err := going(ctx); err != nil {
		return "", err
	}
	return s.library.Write(prose.Brief(cmd))
}
