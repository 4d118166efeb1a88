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
	Input  Input
	Model  Model
}

// Input is what the kinds of a writing product ask for beside the prompt.
type Input struct {
	// Of an Article: the writing tool, e.g. "wechat_article"; the prompt is
	// its title.
	Tool         string
	Keywords     []string
	Requirements string
	// Of an Image, in pixels; 0 is the provider's own size.
	Width, Height int
	// Of a Video; 0 is the provider's own length.
	Seconds int
	// Of a Deck, whose topic is the prompt.
	Outline []string
}

// Model is the configured model that a task was given to. The zero Model is
// the provider's own.
type Model struct {
	Provider    string // its adapter: "qwen", "openai", "local-demo"
	Name        string // the vendor's name for it: "qwen-max"
	Base        string // where its interface is, without a slash at the end
	Key         string // secret
	Temperature float64
	TokensMax   int
}

// Result is what a provider made: a file, and for Chat its text too.
type Result struct {
	Text   string
	Format Format
	Usage  Usage
	// Write writes the file. It is called once, and ends soon after ctx does.
	Write func(ctx context.Context, w io.Writer) error
}

// Usage is what a vendor counted; zero where it did not say.
type Usage struct{ TokensIn, TokensOut int64 }

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

// AsyncProvider makes content that takes its vendor minutes. The task keeps
// the reference that Submit gave, and is polled for; it is never submitted
// again to poll.
type AsyncProvider interface {
	Provider
	// Async reports whether Submit and Poll make this request, and not
	// Generate.
	Async(r Request) bool
	// Submit hands a request in and returns the vendor's reference.
	// ErrRefused: nothing was begun, for good; ErrSubmitUnknown: the answer
	// was lost, so that it may have been begun; others: nothing was begun.
	Submit(ctx context.Context, r Request) (ref string, err error)
	// Poll asks about a reference. Done is false while it is being made.
	// ErrRefused ends the task; other errors are asked again later.
	Poll(ctx context.Context, r Request, ref string) (out Result, done bool, err error)
}

// Finder is an AsyncProvider whose vendor can be asked about a request whose
// Submit was not answered.
type Finder interface {
	AsyncProvider
	// Find looks a request up by its Number. Begun is false where the vendor
	// has surely never seen it, so that it may be submitted. An error leaves
	// it open.
	Find(ctx context.Context, r Request) (ref string, begun bool, err error)
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
