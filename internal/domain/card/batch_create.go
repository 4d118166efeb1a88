package card

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card/code"
	"guerdon/internal/platform/secret"
	"guerdon/internal/platform/store"
)

// CreateBatchCmd makes a batch and its cards. ID and StartID are zero but for
// sample data. Code "" takes the next free code of the category and day;
// ExpiryDay "" is a year from today; Style "" is Sealed.
type CreateBatchCmd struct {
	ID        id.ID
	StartID   id.ID
	Name      string
	Template  id.ID
	Total     int64
	ExpiryDay instant.Day
	Code      string
	Style     Style
	BaseURL   string
	State     BatchState
	Actor     actor.Actor
}

// lifeDays is how long a batch's cards can be used where nobody says.
const lifeDays = 365

// CreateBatch makes a batch whose cards have contiguous ids and exist from
// now on. It takes as long for 10,000 cards as for one: a card gets a row of
// its own when something happens to it.
// Faults: ErrTemplateNotFound, ErrTemplateInactive, ErrBatchInvalid with the
// field, ErrBatchTaken, ErrExpiryDate, ErrExpiryPast, code.ErrBatch.
// contract: S4-07, N-13
func (s *Service) CreateBatch(tx *store.Tx, cmd CreateBatchCmd) (Batch, error) {
	t, err := lockTemplate(tx, cmd.Template)
	if err != nil {
		return Batch{}, err
	}
	if t.State != Active {
		return Batch{}, ErrTemplateInactive
	}
	b, err := s.newBatch(tx, cmd, t)
	if err != nil {
		return Batch{}, err
	}
	if b.Code, err = s.takeCode(tx, cmd, t.Category); err != nil {
		return Batch{}, err
	}
	if err := s.place(tx, &b, cmd); err != nil {
		return Batch{}, err
	}
	if err := tallyStock(tx, &b, s.dayOf(tx.Now()), b.Issued, 0); err != nil {
		return Batch{}, err
	}
	t.Batches++
	templates.Put(tx, t)
	batches.Put(tx, b)
	batchCodes.Put(tx, batchCode{codeOf(b.Code), b.ID})
	return b, s.note(tx, cmd.Actor, "card.batch_create", batchObject(b.ID), "", "", b.words())
}

// newBatch is the batch without its ids and codes.
func (s *Service) newBatch(tx *store.Tx, cmd CreateBatchCmd, t Template) (Batch, error) {
	b := Batch{
		Name: cmd.Name, Template: t.ID, Category: t.Category, Style: cmd.Style, Capacity: BatchMax, Total: cmd.Total, Issued: cmd.Total,
		State: cmd.State, BaseURL: cmd.BaseURL, Version: 1, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	if b.Style == "" {
		b.Style = Sealed
	}
	if b.State == "" {
		b.State = Draft
	}
	if cmd.StartID != 0 {
		b.Capacity = cmd.Total
	}
	if err := b.check(); err != nil {
		return Batch{}, err
	}
	day := cmd.ExpiryDay
	if day == "" {
		day = tx.Now().DayIn(s.zone).AddDays(lifeDays)
	}
	return b, s.date(&b, day, tx.Now())
}

// date sets the batch's expiry, which must be to come.
func (s *Service) date(b *Batch, day instant.Day, now instant.Instant) error {
	at, err := ExpiresAt(day, s.zone)
	if err != nil {
		return err
	}
	if Expired(at, now) {
		return ErrExpiryPast
	}
	b.ExpiryDay, b.ExpiresAt = day, at
	return nil
}

// place gives the batch its id, its cards' ids, and its key.
func (s *Service) place(tx *store.Tx, b *Batch, cmd CreateBatchCmd) error {
	i, start := cmd.ID, cmd.StartID
	var err error
	if i == 0 {
		if i, err = tx.NewID(id.BucketOf(b.Code)); err != nil {
			return err
		}
	}
	if start == 0 {
		// Room for all the cards that it may ever have: ids cost nothing.
		if start, err = tx.NewIDBlock(BatchMax); err != nil {
			return err
		}
	}
	b.batchKey, b.StartID = batchOf(i), start
	if _, found, err := batches.Get(tx, b.batchKey); err != nil || found {
		return orElse(err, ErrBatchTaken)
	}
	var key code.Key
	_, _ = tx.Dice().Read(key[:]) // never fails
	b.KeySealed = s.ring.Seal(key[:], keyPlace(i))
	return nil
}

func keyPlace(batch id.ID) secret.Place {
	return secret.Place{Table: batches.Name(), Row: fmt.Sprint(int64(batch)), Field: "key_sealed"}
}

// takeCode is the code that was asked for, or the next free one of the day.
func (s *Service) takeCode(tx *store.Tx, cmd CreateBatchCmd, c Category) (string, error) {
	if cmd.Code != "" {
		parsed, err := code.ParseBatch(cmd.Code)
		if err != nil {
			return "", err
		}
		if parsed.Category != string(c) {
			return "", code.ErrBatch
		}
		if _, taken, err := batchCodes.Get(tx, codeOf(parsed.String())); err != nil || taken {
			return "", orElse(err, ErrBatchTaken)
		}
		return parsed.String(), nil
	}
	day := tx.Now().DayIn(s.zone)
	key := sequenceKey{id.BucketOf(string(c) + string(day)), c, day}
	last, _, err := sequences.Get(tx, key)
	if err != nil {
		return "", err
	}
	for n := last.Last + 1; ; n++ {
		text, err := code.BatchCode(string(c), day, int(n))
		if err != nil {
			return "", err
		}
		_, taken, err := batchCodes.Get(tx, codeOf(text))
		if err != nil {
			return "", err
		}
		if !taken {
			sequences.Put(tx, sequence{key, n})
			return text, nil
		}
	}
}

// words are what an operator's act is recorded by.
func (b Batch) words() string {
	return fmt.Sprintf("code=%s name=%q template=%d style=%s ids=%d+%d total=%d issued=%d state=%s expiry=%s base_url=%q", b.Code, b.Name, b.Template, b.Style, b.StartID, b.Capacity, b.Total, b.Issued, b.State, b.ExpiryDay, b.BaseURL)
}

func batchObject(i id.ID) string { return fmt.Sprintf("card_batch:%d", i) }
