package card

import (
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card/code"
	"guerdon/internal/platform/store"
)

// BatchState says whether a batch's cards can be used.
type BatchState string

// The states of a batch. A deleted one has no cards any more.
const (
	Draft     BatchState = "draft"
	Published BatchState = "published"
	deleted   BatchState = "deleted"
)

// Style is how hard a batch's codes are to guess.
type Style = code.Style

// The styles. Plain codes are those of the document: whoever has one knows
// them all.
const (
	Sealed = code.Sealed
	Plain  = code.Plain
)

// BatchMax is how many cards a batch may have.
const BatchMax = 10_000

// baseURLMax leaves room for the code in what a QR picture can say.
const baseURLMax = 150 // bytes

type batchKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Batch is cards that are printed together. Its cards have the ids from
// StartID on: Issued of them exist, of which Used are used and Voided are
// void; Total is how many there may be, Capacity how many ids are kept free
// for it. Redated counts how often its expiry was changed.
type Batch struct {
	batchKey
	Code      string          `db:"code"`
	Name      string          `db:"name"`
	Template  id.ID           `db:"template"`
	Category  Category        `db:"category"`
	Style     Style           `db:"style"`
	KeySealed string          `db:"key_sealed"`
	StartID   id.ID           `db:"start_id"`
	Capacity  int64           `db:"capacity"`
	Total     int64           `db:"total"`
	Issued    int64           `db:"issued"`
	Used      int64           `db:"used"`
	Voided    int64           `db:"voided"`
	State     BatchState      `db:"state"`
	ExpiryDay instant.Day     `db:"expiry_day"`
	ExpiresAt instant.Instant `db:"expires_at"` // the last second of use
	Redated   int64           `db:"redated"`
	BaseURL   string          `db:"base_url"` // "" is the installation's
	Version   int64           `db:"version"`  // counts changes to what is printed
	CreatedAt instant.Instant `db:"created_at"`
	ChangedAt instant.Instant `db:"changed_at"`
}

// EndID is the id of the last card that exists.
func (b Batch) EndID() id.ID { return b.StartID + id.ID(b.Issued) - 1 }

// Unused is how many cards are neither used nor void.
func (b Batch) Unused() int64 { return b.Issued - b.Used - b.Voided }

// holds reports whether the batch has a card with this id.
func (b Batch) holds(card id.ID) bool { return b.Issued > 0 && card >= b.StartID && card <= b.EndID() }

// codeKey names a batch by its code.
type codeKey struct {
	Bucket id.Bucket `db:"bucket"`
	Code   string    `db:"code"`
}

type batchCode struct {
	codeKey
	Batch id.ID `db:"batch"`
}

type sequenceKey struct {
	Bucket   id.Bucket   `db:"bucket"`
	Category Category    `db:"category"`
	Day      instant.Day `db:"day"`
}

type sequence struct {
	sequenceKey
	Last int64 `db:"last"`
}

var (
	sequences  = store.Define[sequenceKey, sequence]("card_sequence")
	batchCodes = store.Define[codeKey, batchCode]("card_batch_code")
	batches    = store.Define[batchKey, Batch]("card_batch")
)

func batchOf(i id.ID) batchKey { return batchKey{i.Bucket(), i} }

func codeOf(text string) codeKey { return codeKey{id.BucketOf(text), text} }

// check holds a batch to its bounds.
func (b *Batch) check() error {
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"name", strings.TrimSpace(b.Name) != "" && len(b.Name) <= nameMax},
		{"total_quantity", b.Total >= 1 && b.Total <= min(BatchMax, b.Capacity)},
		{"qr_code_base_url", b.BaseURL == "" || (len(b.BaseURL) <= baseURLMax && webAddress(b.BaseURL))},
		{"code_style", b.Style == Sealed || b.Style == Plain},
		{"state", b.State == Draft || b.State == Published},
	} {
		if !f.ok {
			return ErrBatchInvalid.With("field", f.name)
		}
	}
	return nil
}

func lockBatch(tx *store.Tx, i id.ID) (Batch, error) {
	b, found, err := batches.Get(tx, batchOf(i))
	if err == nil && (!found || b.State == deleted) {
		err = ErrBatchNotFound
	}
	return b, err
}

// ErrBatchCode is a batch code of another form, or of another category than
// its template's.
var ErrBatchCode = code.ErrBatch
