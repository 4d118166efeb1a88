package card

import (
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/card/code"
	"guerdon/internal/platform/store"
)

// State is a card's state.
type State string

// The states of a card: unused → used, or unused ⇄ void.
const (
	Unused State = "unused"
	Used   State = "used"
	Voided State = "voided"
)

type cardKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Card is one card. Issue counts the new codes that it was given. ExpiresAt
// is the last second of its use.
type Card struct {
	cardKey
	Batch     id.ID           `db:"batch"`
	State     State           `db:"state"`
	Issue     int32           `db:"issue"`
	ExpiresAt instant.Instant `db:"expires_at"` // in a row: 0 unless used, or its own
	Redated   int64           `db:"redated"`    // the batch's Redated when ExpiresAt was set
	UsedBy    id.ID           `db:"used_by"`
	UsedAt    instant.Instant `db:"used_at"`
	UseID     id.ID           `db:"use_id"`
	Reason    string          `db:"reason"` // of the last void or reissue
	ChangedAt instant.Instant `db:"changed_at"`
}

var cards = store.Define[cardKey, Card]("card")

func cardOf(i id.ID) cardKey { return cardKey{i.Bucket(), i} }

// fresh is a card that nothing has happened to: it has no row.
func fresh(b *Batch, i id.ID) Card {
	return Card{cardKey: cardOf(i), Batch: b.ID, State: Unused, ChangedAt: b.CreatedAt}
}

// resolve gives a card as it is: its row, where there is one, seen with its
// batch, whose expiry is the card's unless it has one of its own that is
// younger than the batch's last change of expiry.
func resolve(b *Batch, row Card, found bool, i id.ID) Card {
	if !found {
		row = fresh(b, i)
	}
	if row.State != Used && (row.ExpiresAt == 0 || row.Redated != b.Redated) {
		row.ExpiresAt = b.ExpiresAt
	}
	if b.State == deleted {
		row.State = Voided
	}
	return row
}

// getCard locks a card of a locked batch. Faults: ErrNotFound.
func getCard(tx *store.Tx, b *Batch, i id.ID) (row Card, err error) {
	if !b.holds(i) {
		return Card{}, ErrNotFound
	}
	row, found, err := cards.Get(tx, cardOf(i))
	if err == nil && !found {
		row = fresh(b, i)
	}
	return row, err
}

// key opens the batch's key.
func (s *Service) key(b *Batch) (key code.Key, err error) {
	plain, err := s.ring.Open(b.KeySealed, keyPlace(b.ID))
	if err == nil {
		copy(key[:], plain)
	}
	return key, err
}

// maker makes the codes of a batch's cards.
type maker struct {
	batch code.Batch
	style Style
	key   code.Key
}

// maker opens what the codes of a batch are made with.
func (s *Service) maker(b *Batch) (maker, error) {
	parsed, err := code.ParseBatch(b.Code)
	if err != nil {
		return maker{}, err
	}
	key, err := s.key(b)
	return maker{parsed, b.Style, key}, err
}

// code is a card's present code. One that was given a new code has a sealed
// one also in a batch of plain codes.
func (m maker) code(i id.ID, issue int32) code.Code {
	if m.style == Plain && issue == 0 {
		return m.batch.Plain(i)
	}
	return m.batch.Sealed(m.key.Reissued(issue), i)
}
