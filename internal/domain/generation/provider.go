package generation

import (
	"context"
	"io"
)

// Request is what a provider is asked for.
type Request struct {
	// Number names the task for the provider; it is the same in every
	// attempt, and no secret.
	Number string
	Kind   Kind
	Prompt string // 1 to PromptMax characters
}

// Result is what a provider made: a file, and for Chat its text too.
type Result struct {
	Text   string
	Format Format
	// Write writes the file. It is called once, and ends soon after ctx does.
	Write func(ctx context.Context, w io.Writer) error
}

// Provider makes content. Adapters in packages below implement it.
type Provider interface {
	// Name is stored with each task that the provider is given.
	Name() string
	// Makes reports whether the provider makes this kind.
	Makes(k Kind) bool
	// Generate makes what is asked, and returns soon after ctx ends. After a
	// crash it is asked again for the same Number; what it made before is
	// dropped. ErrRefused ends the task; other errors are tried again.
	Generate(ctx context.Context, r Request) (Result, error)
}

func (s *Service) providerFor(k Kind) Provider {
	for _, p := range s.providers {
		if p.Makes(k) {
			return p
		}
	}
	return nil
}

// providerNamed is the provider that a task was given to, or, where it is
// configured no longer, one that makes its kind.
func (s *Service) providerNamed(g Generation) Provider {
	for _, p := range s.providers {
		if p.Name() == g.Provider && p.Makes(g.Kind) {
			return p
		}
	}
	return s.providerFor(g.Kind)
}
