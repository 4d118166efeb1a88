package generation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strconv"

	"guerdon/internal/platform/blob"
)

// TextMax bounds an answer's text, in bytes.
const TextMax = 100_000

// made is what one attempt made.
type made struct {
	file string // stored
	text string
}

// produce asks the provider and stores its file, within one attempt's time. A
// file that no row names in the end is an orphan, and swept.
func (s *Service) produce(ctx context.Context, g Generation, attempt string) (m made, err error) {
	limited, cancel := context.WithTimeout(ctx, s.opts.AttemptTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = errPanic.Because(fmt.Errorf("%v\n%s", p, debug.Stack()))
			s.opts.OnAlarm(fmt.Errorf("generation %d by %s: %w", g.ID, g.Provider, err))
		}
		if err != nil && limited.Err() != nil && ctx.Err() == nil {
			err = ErrTimeout.Because(err)
		}
	}()
	provider := s.providerNamed(g)
	if provider == nil {
		return made{}, ErrNoProvider
	}
	out, err := provider.Generate(limited, Request{Number: "generation-" + strconv.FormatInt(int64(g.ID), 10), Kind: g.Kind, Prompt: g.Prompt})
	if err != nil {
		return made{}, err
	}
	if out.Format.Media() != g.Kind.Media() || out.Write == nil || len(out.Text) > TextMax || !sound(out.Text) {
		return made{}, errResult
	}
	m = made{file: fileOf(g, attempt, out.Format), text: out.Text}
	return m, pour(limited, s.files, m.file, out.Write)
}

// errAbandoned is what a file's reader is told where its writer panicked.
var errAbandoned = errors.New("generation: the writer went away")

// pour stores what write writes. The file is there whole or not at all.
func pour(ctx context.Context, files *blob.Store, name string, write func(context.Context, io.Writer) error) (err error) {
	r, w := io.Pipe()
	var kept error
	stored := make(chan struct{})
	go func() {
		defer close(stored)
		_, kept = files.Put(ctx, name, r)
		_ = r.CloseWithError(kept) // ends a write that nobody reads
	}()
	defer func() {
		_ = w.CloseWithError(errAbandoned) // after a panic; else it has its end
		<-stored
		if kept != nil {
			err = kept
		}
	}()
	err = write(ctx, w)
	_ = w.CloseWithError(err)
	return err
}
