package demo

import (
	"context"
	"strings"

	"guerdon/internal/domain/generation"
)

// refPrefix begins the references that Submit gives.
const refPrefix = "local-film-"

// Async reports that films of a given length are submitted and polled for, as
// those of real vendors are; others are made at once.
func (p *Provider) Async(r generation.Request) bool {
	return r.Kind == generation.Video && r.Input.Seconds != 0
}

// Submit takes a film in. Nothing is remembered: all that a film follows from
// is asked again with each Poll.
// Faults: generation.ErrRefused for what the studio does not take.
func (p *Provider) Submit(_ context.Context, r generation.Request) (string, error) {
	if !p.Async(r) || strings.TrimSpace(r.Prompt) == "" {
		return "", generation.ErrRefused
	}
	return refPrefix + r.Number, nil
}

// Find knows what Submit would have answered.
func (p *Provider) Find(_ context.Context, r generation.Request) (ref string, begun bool, err error) {
	return refPrefix + r.Number, true, nil
}

// Poll makes the film.
// Faults: generation.ErrRefused for a reference that is not the task's.
func (p *Provider) Poll(_ context.Context, r generation.Request, ref string) (out generation.Result, done bool, err error) {
	if ref != refPrefix+r.Number {
		return generation.Result{}, false, generation.ErrRefused
	}
	return p.film(r), true, nil
}

var _ generation.Finder = (*Provider)(nil)
