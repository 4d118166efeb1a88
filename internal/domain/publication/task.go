package publication

import (
	"context"
	"errors"
	"io"

	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// ExportFolder is where packages for members are stored.
const ExportFolder = "publications"

// task is what the adapter is asked to bring further.
func (s *Service) task(w *work, c Content, creds Credentials) Task {
	k := bindingOf(w.pub.Member, w.result.Platform)
	t := Task{
		Number: w.result.number(), Member: w.pub.Member, Content: c, Credentials: creds, Now: s.opts.Now(),
		Step: w.result.Step, Ref: w.result.Ref, SentAt: w.result.SentAt,
		Open: func() (File, error) { return s.openFile(c) },
		Keep: s.keep,
		Renew: func(ctx context.Context, fresh Credentials) error {
			return s.renew(ctx, k, creds, fresh)
		},
		Claimed: func(ctx context.Context, ref string) (bool, error) { return s.claimed(ctx, w.result.resultKey, ref) },
		Note: func(ctx context.Context, step string) error {
			return s.note(ctx, w, step, func(_ *store.Tx, _ *Result) {})
		},
		Commit: func(ctx context.Context, step string) error {
			return s.note(ctx, w, step, func(tx *store.Tx, row *Result) {
				row.State, row.SentAt, row.Tries = Submitting, tx.Now(), 0
			})
		},
	}
	if c.File != "" {
		t.FileURL = s.fileURL(c.File, linkFor)
	}
	return t
}

// note keeps a step. It is refused once the task was committed, so that an
// adapter cannot commit twice.
func (s *Service) note(ctx context.Context, w *work, step string, more func(tx *store.Tx, row *Result)) error {
	if w.result.State != Preparing {
		panic("publication: Note or Commit of what is " + string(w.result.State))
	}
	if len(step) > stepMax {
		return errors.New("publication: a step of more than 4000 bytes")
	}
	via := w.result.Via
	err := s.advance(ctx, w, func(tx *store.Tx, row *Result) {
		row.Step, row.Via = step, via
		more(tx, row)
	})
	if errors.Is(err, ErrTaken) {
		return ErrTaken
	}
	return err
}

func (s *Service) openFile(c Content) (File, error) {
	if c.File == "" {
		return File{}, errors.New("publication: the creation has no file")
	}
	f, err := s.files.Open(c.File)
	if err != nil {
		return File{}, err
	}
	return File{f, f.Size}, nil
}

// keep stores a file for the member, whole or not at all.
func (s *Service) keep(ctx context.Context, ending string, write func(w io.Writer) error) (string, error) {
	name := ExportFolder + "/" + secret.NewToken() + "." + ending
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(write(w)) }()
	_, err := s.files.Put(ctx, name, r)
	_ = r.CloseWithError(errors.Join(err, io.ErrClosedPipe)) // ends a write that nobody reads
	return name, err
}

// claimed reports whether another result has this reference.
func (s *Service) claimed(ctx context.Context, k resultKey, ref string) (bool, error) {
	n, _, err := store.SelectOne[int64](ctx, s.store, "SELECT count(*) FROM publication_result WHERE platform = ? AND ref = ? AND ref <> '' AND NOT (bucket = ? AND publication = ?)",
		k.Platform, ref, k.Bucket, k.Publication)
	return n > 0, err
}
