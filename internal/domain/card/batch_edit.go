package card

import (
	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// EditBatchCmd changes a batch. What is nil stays as it is.
type EditBatchCmd struct {
	ID        id.ID
	Name      *string
	ExpiryDay *instant.Day
	BaseURL   *string
	State     *BatchState // Draft or Published
	Total     *int64
	Actor     actor.Actor
}

// EditBatch changes a batch: its name, whether it is published, how many
// cards it may have (only more), and its expiry, which re-dates all its
// unused cards, also those that had an expiry of their own.
// Faults: ErrBatchNotFound, ErrBatchInvalid, ErrBatchShrinks, ErrExpiryDate,
// ErrExpiryPast.
// contract: S4-09, N-13
func (s *Service) EditBatch(tx *store.Tx, cmd EditBatchCmd) (Batch, error) {
	b, err := lockBatch(tx, cmd.ID)
	if err != nil {
		return Batch{}, err
	}
	before := b
	set(&b.Name, cmd.Name)
	set(&b.BaseURL, cmd.BaseURL)
	set(&b.State, cmd.State)
	set(&b.Total, cmd.Total)
	if err := b.check(); err != nil {
		return Batch{}, err
	}
	if b.Total < before.Total {
		return Batch{}, ErrBatchShrinks
	}
	if cmd.ExpiryDay != nil && *cmd.ExpiryDay != b.ExpiryDay {
		if err := s.date(&b, *cmd.ExpiryDay, tx.Now()); err != nil {
			return Batch{}, err
		}
		b.Redated++
	}
	b.Version, b.ChangedAt = b.Version+1, tx.Now()
	batches.Put(tx, b)
	return b, s.note(tx, cmd.Actor, "card.batch_edit", batchObject(b.ID), "", before.words(), b.words())
}

// IssueCmd asks for more cards of a batch.
type IssueCmd struct {
	Batch id.ID
	Count int64
	Actor actor.Actor
}

// Issued are the cards that an Issue made: Count of them from First on.
type Issued struct {
	Batch Batch
	First id.ID
	Count int64
}

// Issue makes more cards, up to the batch's total. A void card does not make
// room for another: reissue it instead.
// Faults: ErrBatchNotFound, ErrBatchInvalid, ErrBatchFull.
// contract: S4-12
func (s *Service) Issue(tx *store.Tx, cmd IssueCmd) (Issued, error) {
	if cmd.Count < 1 || cmd.Count > BatchMax {
		return Issued{}, ErrBatchInvalid.With("field", "count")
	}
	b, err := lockBatch(tx, cmd.Batch)
	if err != nil {
		return Issued{}, err
	}
	if b.Issued+cmd.Count > b.Total {
		return Issued{}, ErrBatchFull.With("total_quantity", b.Total).With("generated_quantity", b.Issued)
	}
	if err := tallyStock(tx, &b, s.dayOf(tx.Now()), cmd.Count, 0); err != nil {
		return Issued{}, err
	}
	out := Issued{First: b.EndID() + 1, Count: cmd.Count}
	before := b
	b.Issued, b.Version, b.ChangedAt = b.Issued+cmd.Count, b.Version+1, tx.Now()
	batches.Put(tx, b)
	out.Batch = b
	return out, s.note(tx, cmd.Actor, "card.issue", batchObject(b.ID), "", before.words(), b.words())
}

// RemoveBatch deletes a batch and voids its cards. Its code stays taken.
// Faults: ErrBatchNotFound, ErrBatchUsed.
// contract: S4-10, N-13
func (s *Service) RemoveBatch(tx *store.Tx, i id.ID, by actor.Actor) error {
	b, err := lockBatch(tx, i)
	if err != nil {
		return err
	}
	if b.Used > 0 {
		return ErrBatchUsed.With("used_quantity", b.Used)
	}
	t, found, err := templates.Get(tx, templateOf(b.Template))
	if err != nil {
		return err
	}
	if !found || t.Batches < 1 {
		panic("card: a batch's template does not know of it")
	}
	if err := tallyStock(tx, &b, s.dayOf(tx.Now()), 0, b.Issued-b.Voided); err != nil {
		return err
	}
	t.Batches--
	templates.Put(tx, t)
	before := b.words()
	b.State, b.Voided, b.ChangedAt = deleted, b.Issued, tx.Now()
	batches.Put(tx, b)
	return s.note(tx, by, "card.batch_delete", batchObject(i), "", before, "")
}
