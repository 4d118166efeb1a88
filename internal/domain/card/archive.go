package card

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card/print"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// JobArchive is the kind of the job that makes a batch's archive where that
// takes longer than a caller waits.
const JobArchive = "card.archive"

// archiveDir is where archives are kept.
const archiveDir = "cards"

const (
	// LinkLife is how long a link to an archive works.
	LinkLife = 24 * time.Hour
	// ArchiveLife is how long an archive is kept: a link may be given to one
	// that was made archiveReuse ago.
	ArchiveLife  = LinkLife + archiveReuse
	archiveReuse = 12 * time.Hour
)

// Archive is the ZIP file of a batch's QR pictures. The name stands for what
// is in it: a batch that has changed has another.
type Archive struct {
	Batch id.ID
	Count int64
	Name  string // of the blob
}

// Plan says what a batch's archive is. Faults: ErrBatchNotFound.
func (p *Printer) Plan(ctx context.Context, batch id.ID) (Archive, error) {
	b, err := LoadBatch(ctx, p.Store, batch)
	if err != nil {
		return Archive{}, err
	}
	t, err := LoadTemplate(ctx, p.Store, b.Template)
	if err != nil {
		return Archive{}, err
	}
	name := fmt.Sprintf("%s/%d-%d/batch_%d_qrcodes.zip", archiveDir, b.Version, t.Version, b.ID)
	return Archive{b.ID, b.Issued - b.Voided, name}, nil
}

// Link is an address that opens the archive, and when it stops to.
func (p *Printer) Link(a Archive) (url string, ends instant.Instant) {
	link := p.Links.Sign(a.Name, LinkLife)
	return p.DownloadURL + a.Name + "?" + link.Encode(), instant.Of(p.Clock.Now().Add(LinkLife).Time().Truncate(time.Second))
}

// MakeWithin is Make for a caller who waits only so long: late says that it
// takes longer and should be left to a job.
func (p *Printer) MakeWithin(ctx context.Context, a Archive, wait time.Duration) (late bool, err error) {
	patient, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	err = p.Make(patient, a, nil)
	if err != nil && ctx.Err() == nil && errors.Is(patient.Err(), context.DeadlineExceeded) {
		return true, nil
	}
	return false, err
}

// Make makes the archive, unless it is there and young. Progress is told how
// many cards are done; it may be nil.
// Faults: ErrBatchNotFound, and the context's end.
// contract: S4-17
func (p *Printer) Make(ctx context.Context, a Archive, progress func(cards int)) error {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	there, err := p.young(a.Name)
	if err != nil || there {
		return err
	}
	return p.with(ctx, a.Batch, func(_ BatchLine, list iter.Seq2[print.Card, error]) error {
		return p.store(ctx, a.Name, func(w io.Writer) error {
			_, err := print.Archive(ctx, w, list, print.ArchiveOptions{ModifiedAt: p.Clock.Now().Time(), Progress: progress})
			return err
		})
	})
}

// young reports whether the archive was made not long ago.
func (p *Printer) young(name string) (bool, error) {
	f, err := p.Blobs.Open(name)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return f.PutAt > p.Clock.Now().Add(-archiveReuse), f.Close()
}

// store keeps what write writes, as it is written.
func (p *Printer) store(ctx context.Context, name string, write func(w io.Writer) error) error {
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := p.Blobs.Put(ctx, name, r)
		_ = r.CloseWithError(orElse(err, io.ErrClosedPipe)) // lets the writer end
		done <- err
	}()
	werr := write(w)
	_ = w.CloseWithError(werr) // nil is the end of the file
	err := <-done
	if werr != nil && !errors.Is(werr, io.ErrClosedPipe) {
		return werr
	}
	return err
}

// Enqueue leaves the archive to a job.
func (p *Printer) Enqueue(tx *store.Tx, a Archive) (id.ID, error) {
	return p.Queue.Enqueue(tx, job.EnqueueCmd{Kind: JobArchive, Route: a.Batch.Bucket(), Key: a.Name, Payload: []byte(strconv.FormatInt(int64(a.Batch), 10))})
}

// Run is the handler of JobArchive.
func (p *Printer) Run(ctx context.Context, j job.Job) (job.Outcome, error) {
	batch, err := strconv.ParseInt(string(j.Payload), 10, 64)
	if err != nil {
		return job.Discard("unreadable payload"), nil
	}
	a, err := p.Plan(ctx, id.ID(batch))
	if errors.Is(err, ErrBatchNotFound) {
		return job.Discard("the batch was deleted"), nil
	}
	if err != nil {
		return job.Outcome{}, err
	}
	return job.Done(), p.Make(ctx, a, func(cards int) {
		_ = job.Progress(ctx, j.ID, int64(cards), max(a.Count, 1)) // a lost lease ends ctx
	})
}

// NotePrint records that somebody got the codes of a batch.
func (s *Service) NotePrint(tx *store.Tx, batch id.ID, by actor.Actor, what string) error {
	return s.note(tx, by, "card.codes_read", batchObject(batch), "", "", what)
}

// NoteRead records that somebody got codes in a list.
// contract: S4-11
func (s *Service) NoteRead(tx *store.Tx, by actor.Actor, list CardsCmd) error {
	return s.note(tx, by, "card.codes_read", "cards", "", "", list.String())
}

// SweepArchives deletes up to limit archives that no link can reach any more,
// and returns how many it deleted.
func (p *Printer) SweepArchives(ctx context.Context, now instant.Instant, limit int) (int, error) {
	old, err := p.Blobs.OlderThan(ctx, archiveDir, now.Add(-ArchiveLife), limit)
	if err != nil {
		return 0, err
	}
	for i, name := range old {
		if err := p.Blobs.Delete(name); err != nil {
			return i, err
		}
	}
	return len(old), nil
}
