package creation

import (
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// EditCmd changes a member's own creation. Nil leaves a field as it is.
type EditCmd struct {
	Member   id.ID
	Creation id.ID
	Title    *string
	Content  *string
}

// Edit changes the title of a creation, and the text of a writing.
// Faults: ErrNotFound, ErrField, ErrNoText.
// contract: S2-20
func Edit(tx *store.Tx, cmd EditCmd) (Creation, error) {
	c, err := Get(tx, cmd.Member, cmd.Creation)
	if err != nil {
		return Creation{}, err
	}
	if cmd.Title != nil {
		c.Title = strings.TrimSpace(*cmd.Title)
	}
	if cmd.Content != nil {
		if c.Type != Writing {
			return Creation{}, ErrNoText
		}
		c.Content = *cmd.Content
		if strings.TrimSpace(c.Content) == "" {
			return Creation{}, ErrField.With("field", "content")
		}
	}
	if err := checkText(c.Title, c.Content); err != nil {
		return Creation{}, err
	}
	c.ChangedAt = tx.Now()
	creations.Put(tx, c)
	return c, nil
}

// Delete takes a creation out of every list. What its making cost stays
// spent. Faults: ErrNotFound.
// contract: S2-21
func Delete(tx *store.Tx, member, creation id.ID) error {
	c, err := Get(tx, member, creation)
	if err != nil {
		return err
	}
	c.DeletedAt, c.ChangedAt = tx.Now(), tx.Now()
	creations.Put(tx, c)
	return nil
}
