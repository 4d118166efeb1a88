package card

import (
	"context"
	"io"
	"iter"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/card/code"
	"guerdon/internal/domain/card/print"
	"guerdon/internal/platform/blob"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
)

// PrinterOptions are what a Printer works with.
type PrinterOptions struct {
	Cards *Service
	Store *store.Store
	Blobs *blob.Store
	Queue *job.Queue
	Clock clock.Clock
	Font  []byte // a TrueType or OpenType file for sheets
	// Links signs the addresses of archives, which are DownloadURL and the
	// blob's name: "https://host/downloads/".
	Links       *blob.Signer
	DownloadURL string
}

// Printer makes what is handed to a printer: pictures, archives, tables,
// sheets. It makes one archive at a time.
type Printer struct {
	PrinterOptions
	turn chan struct{}
}

// NewPrinter makes a printer.
func NewPrinter(o PrinterOptions) *Printer {
	return &Printer{PrinterOptions: o, turn: make(chan struct{}, 1)}
}

// CardURL is what the QR picture of a batch's card says before the code.
func (s *Service) CardURL(baseURL string) string {
	if baseURL != "" {
		return baseURL
	}
	return s.cardURL
}

// PictureURL is where the QR picture of a code is.
func (s *Service) PictureURL(text string) string { return s.pictureURL + text + ".png" }

// Picture is the QR picture of a code. Whoever asks has the code already, so
// nothing is said of it: it need not be that of a card, only of a batch.
// Faults: ErrNotFound.
// contract: S4-11
func (p *Printer) Picture(ctx context.Context, text string) ([]byte, error) {
	c, err := code.Parse(text)
	if err != nil || c.String() != text {
		return nil, ErrNotFound
	}
	key := codeOf(c.Batch.String())
	base, found, err := store.SelectOne[string](ctx, p.Store, `SELECT b.base_url FROM card_batch_code c
		JOIN card_batch b ON b.bucket = c.batch % 1024 AND b.id = c.batch WHERE c.bucket = ? AND c.code = ?`, key.Bucket, key.Code)
	if err != nil || !found {
		return nil, orElse(err, ErrNotFound)
	}
	return print.PNG(p.Cards.CardURL(base)+text, text)
}

// Sheet writes a PDF sheet of the batch's cards that are not void.
// Faults: ErrBatchNotFound.
// contract: N-13
func (p *Printer) Sheet(ctx context.Context, w io.Writer, batch id.ID) error {
	return p.with(ctx, batch, func(b BatchLine, list iter.Seq2[print.Card, error]) error {
		_, err := print.Sheet(ctx, w, p.Font, list, print.SheetOptions{Title: b.Name + " · " + b.Code})
		return err
	})
}

// Table writes the batch's cards that are not void as CSV.
// Faults: ErrBatchNotFound.
// contract: N-13
func (p *Printer) Table(ctx context.Context, w io.Writer, batch id.ID) error {
	return p.with(ctx, batch, func(_ BatchLine, list iter.Seq2[print.Card, error]) error {
		_, err := print.Table(w, list)
		return err
	})
}

// with gives make a batch and its printable cards.
func (p *Printer) with(ctx context.Context, batch id.ID, make func(BatchLine, iter.Seq2[print.Card, error]) error) error {
	b, err := LoadBatch(ctx, p.Store, batch)
	if err != nil {
		return err
	}
	list, err := p.Cards.printable(ctx, p.Store, b)
	if err != nil {
		return err
	}
	return make(b, list)
}

// printable are the cards of a batch that are not void, with their codes.
func (s *Service) printable(ctx context.Context, q store.Querier, b BatchLine) (iter.Seq2[print.Card, error], error) {
	type row struct {
		ID    id.ID `db:"id"`
		State State `db:"state"`
		Issue int32 `db:"issue"`
	}
	changed := map[id.ID]row{}
	err := store.Each(ctx, q, func(r row) error { changed[r.ID] = r; return nil },
		"SELECT id, state, issue FROM card WHERE batch = ? AND (issue > 0 OR state = 'voided')", b.ID)
	if err != nil {
		return nil, err
	}
	m, err := s.maker(&b.Batch)
	if err != nil {
		return nil, err
	}
	base := s.CardURL(b.BaseURL)
	return func(yield func(print.Card, error) bool) {
		for i := b.StartID; i <= b.EndID(); i++ {
			r := changed[i]
			if r.State == Voided {
				continue
			}
			text := m.code(i, r.Issue).String()
			if !yield(print.Card{ID: i, Code: text, URL: base + text, Name: b.TemplateName, Expiry: b.ExpiryDay}, nil) {
				return
			}
		}
	}, nil
}
