package generation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"guerdon/internal/base/fault"
	"guerdon/internal/platform/blob"
)

// TextMax bounds an answer's text, in bytes.
const TextMax = 100_000

// made is what one attempt made.
type made struct {
	file  string // stored, or none
	text  string
	usage Usage
}

// produce asks the provider and stores its file, within one attempt's time. A
// file that no row names in the end is an orphan, and swept.
func (s *Service) produce(ctx context.Context, g Generation, attempt string, p Provider, r Request) (m made, err error) {
	_, err = s.guard(ctx, g, r, func(ctx context.Context) error {
		out, err := p.Generate(ctx, r)
		if err == nil {
			m, err = s.keep(ctx, g, attempt, out)
		}
		return err
	})
	if err != nil {
		return made{}, err
	}
	return m, nil
}

// guard calls a provider within one attempt's time, turns a panic into an
// error, and takes the model's key out of errors. limited says that the time
// was over.
func (s *Service) guard(ctx context.Context, g Generation, r Request, call func(ctx context.Context) error) (limited bool, err error) {
	within, cancel := context.WithTimeout(ctx, s.opts.AttemptTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = hideKey(errPanic.Because(fmt.Errorf("%v\n%s", p, debug.Stack())), r.Model.Key)
			s.opts.OnAlarm(fmt.Errorf("generation %d by %s: %w", g.ID, g.Provider, err))
		}
		if limited = within.Err() != nil && ctx.Err() == nil; limited && err != nil {
			err = ErrTimeout.Because(err)
		}
	}()
	return false, hideKey(call(within), r.Model.Key)
}

// hideKey takes a secret out of what an error says. Adapters never put it
// there; what they call might.
func hideKey(err error, key string) error {
	if err == nil || key == "" || !strings.Contains(err.Error(), key) {
		return err
	}
	return fault.Of(err).Because(errors.New(strings.ReplaceAll(err.Error(), key, "[key]")))
}

// keep checks what a provider made and stores its file.
func (s *Service) keep(ctx context.Context, g Generation, attempt string, out Result) (made, error) {
	if len(out.Text) > TextMax || !sound(out.Text) {
		return made{}, errResult
	}
	m := made{text: out.Text, usage: out.Usage}
	if g.Kind == Article {
		if strings.TrimSpace(out.Text) == "" {
			return made{}, errResult
		}
		return m, nil
	}
	if out.Format.Media() != g.Kind.Media() || out.Write == nil {
		return made{}, errResult
	}
	m.file = fileOf(g, attempt, out.Format)
	if err := pour(ctx, s.files, m.file, out.Write); err != nil {
		return made{}, err
	}
	return m, nil
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
