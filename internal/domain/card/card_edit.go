package card

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// reasonMax bounds a reason, in bytes.
const reasonMax = 500

// ChangeCmd is a change of one card. Batch is the one that Locate tells.
type ChangeCmd struct {
	Card   id.ID
	Batch  id.ID
	Reason string // Void and Reissue need one
	Actor  actor.Actor
}

func (c ChangeCmd) check() error {
	if c.Reason == "" || len(c.Reason) > reasonMax {
		return ErrReason
	}
	return nil
}

// Redate gives an unused card an expiry of its own, which holds until its
// batch's expiry is changed.
// Faults: ErrNotFound (also for a void card), ErrUsedStays, ErrCardExpiry.
// contract: S4-14
func (s *Service) Redate(tx *store.Tx, cmd ChangeCmd, at instant.Instant) (Card, error) {
	b, row, err := lockCard(tx, cmd)
	if err != nil {
		return Card{}, err
	}
	if err := changeable(row); err != nil {
		return Card{}, err
	}
	if at < 1 || Expired(at, tx.Now()) {
		return Card{}, ErrCardExpiry
	}
	before := resolve(&b, row, true, row.ID).words()
	row.ExpiresAt, row.Redated, row.ChangedAt = at, b.Redated, tx.Now()
	cards.Put(tx, row)
	b.Version++
	batches.Put(tx, b)
	return row, s.note(tx, cmd.Actor, "card.redate", source(row.ID), cmd.Reason, before, row.words())
}

// Void makes an unused card worthless. Its code is refused from now on.
// Faults: ErrReason, ErrNotFound (also for a void card), ErrUsedStays.
// contract: S4-15, N-13
func (s *Service) Void(tx *store.Tx, cmd ChangeCmd) (Card, error) {
	if err := cmd.check(); err != nil {
		return Card{}, err
	}
	b, row, err := lockCard(tx, cmd)
	if err != nil {
		return Card{}, err
	}
	if err := changeable(row); err != nil {
		return Card{}, err
	}
	if err := tallyStock(tx, &b, s.dayOf(tx.Now()), 0, 1); err != nil {
		return Card{}, err
	}
	row.State, row.Reason, row.ChangedAt = Voided, cmd.Reason, tx.Now()
	cards.Put(tx, row)
	b.Voided, b.Version = b.Voided+1, b.Version+1
	batches.Put(tx, b)
	return resolve(&b, row, true, row.ID), s.note(tx, cmd.Actor, "card.void", source(row.ID), cmd.Reason, string(Unused), string(Voided))
}

// Reissue gives an unused or void card a new code, which is a sealed one, and
// makes the old one that of no card. A void card can be used again.
// Faults: ErrReason, ErrNotFound, ErrUsedStays.
// contract: N-13
func (s *Service) Reissue(tx *store.Tx, cmd ChangeCmd) (Card, error) {
	if err := cmd.check(); err != nil {
		return Card{}, err
	}
	b, row, err := lockCard(tx, cmd)
	if err != nil {
		return Card{}, err
	}
	if row.State == Used {
		return Card{}, ErrUsedStays
	}
	before := row.words()
	if row.State == Voided {
		if err := tallyStock(tx, &b, s.dayOf(tx.Now()), 0, -1); err != nil {
			return Card{}, err
		}
		b.Voided--
	}
	row.State, row.Reason, row.ChangedAt = Unused, cmd.Reason, tx.Now()
	row.Issue++
	cards.Put(tx, row)
	b.Version++
	batches.Put(tx, b)
	return resolve(&b, row, true, row.ID), s.note(tx, cmd.Actor, "card.reissue", source(row.ID), cmd.Reason, before, row.words())
}

// lockCard locks a card and its batch. Faults: ErrNotFound.
func lockCard(tx *store.Tx, cmd ChangeCmd) (Batch, Card, error) {
	cards.Want(tx, cardOf(cmd.Card))
	b, found, err := batches.Get(tx, batchOf(cmd.Batch))
	if err != nil {
		return Batch{}, Card{}, err
	}
	if !found || b.State == deleted {
		return Batch{}, Card{}, ErrNotFound
	}
	row, err := getCard(tx, &b, cmd.Card)
	return b, row, err
}

func changeable(row Card) error {
	switch row.State {
	case Used:
		return ErrUsedStays
	case Voided:
		return ErrNotFound
	}
	return nil
}

func (c Card) words() string {
	return fmt.Sprintf("state=%s issue=%d expires_at=%s", c.State, c.Issue, c.ExpiresAt.Time().Format("2006-01-02T15:04:05Z"))
}

// GetCard shows a card inside a write that has locked its batch and changed
// it. Faults: ErrNotFound.
func (s *Service) GetCard(tx *store.Tx, batch, i id.ID) (CardLine, Face, error) {
	b, row, err := lockCard(tx, ChangeCmd{Card: i, Batch: batch})
	if err != nil {
		return CardLine{}, Face{}, err
	}
	t, err := GetTemplate(tx, b.Template)
	if err != nil {
		return CardLine{}, Face{}, err
	}
	m, err := s.maker(&b)
	if err != nil {
		return CardLine{}, Face{}, err
	}
	c := resolve(&b, row, true, i)
	return CardLine{c, BatchLine{b, t.Name}, m.code(i, c.Issue).String()}, t.Face(), nil
}
