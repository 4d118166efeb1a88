package card

import (
	"fmt"
	"strings"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/platform/store"
)

// CreateTemplateCmd makes a template. ID is zero but for sample data.
type CreateTemplateCmd struct {
	ID          id.ID
	Name        string
	Category    Category
	Description string
	Image       string
	Attributes  string // "" is {}
	Rarity      Rarity // "" is Common
	State       TemplateState
	Grant       Grant
	Actor       actor.Actor
}

// CreateTemplate makes a template.
// Faults: ErrTemplateInvalid with the field, ErrCategory, ErrRarity,
// ErrTemplateTaken, catalog.ErrNotFound.
// contract: S4-02, N-13
func (s *Service) CreateTemplate(tx *store.Tx, cmd CreateTemplateCmd) (Template, error) {
	t := Template{
		Name: cmd.Name, Category: cmd.Category, Description: cmd.Description, Image: cmd.Image, Attributes: cmd.Attributes,
		Rarity: cmd.Rarity, State: cmd.State, Version: 1, Grant: cmd.Grant, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	if t.Attributes == "" {
		t.Attributes = "{}"
	}
	if t.Rarity == "" {
		t.Rarity = Common
	}
	if err := checkTemplate(tx, &t); err != nil {
		return Template{}, err
	}
	i := cmd.ID
	if i == 0 {
		var err error
		if i, err = tx.NewID(id.BucketOf(cmd.Name)); err != nil {
			return Template{}, err
		}
	}
	t.templateKey = templateOf(i)
	if _, found, err := templates.Get(tx, t.templateKey); err != nil || found {
		return Template{}, orElse(err, ErrTemplateTaken)
	}
	templates.Put(tx, t)
	faces.Add(tx, t.Face())
	return t, s.note(tx, cmd.Actor, "card.template_create", templateObject(i), "", "", t.words())
}

// EditTemplateCmd changes a template. What is nil stays as it is.
type EditTemplateCmd struct {
	ID          id.ID
	Name        *string
	Category    *Category
	Description *string
	Image       *string
	Attributes  *string
	Rarity      *Rarity
	State       *TemplateState
	Grant       *Grant
	Actor       actor.Actor
}

// EditTemplate changes a template. Used cards keep the face that they had.
// Faults: ErrTemplateNotFound, ErrTemplateInvalid, ErrCategory, ErrRarity,
// ErrCategoryLocked, catalog.ErrNotFound.
// contract: S4-04, N-13
func (s *Service) EditTemplate(tx *store.Tx, cmd EditTemplateCmd) (Template, error) {
	t, err := lockTemplate(tx, cmd.ID)
	if err != nil {
		return Template{}, err
	}
	before := t
	set(&t.Name, cmd.Name)
	set(&t.Category, cmd.Category)
	set(&t.Description, cmd.Description)
	set(&t.Image, cmd.Image)
	set(&t.Attributes, cmd.Attributes)
	set(&t.Rarity, cmd.Rarity)
	set(&t.State, cmd.State)
	set(&t.Grant, cmd.Grant)
	if err := checkTemplate(tx, &t); err != nil {
		return Template{}, err
	}
	if t.Category != before.Category && t.Batches > 0 {
		return Template{}, ErrCategoryLocked
	}
	t.Version, t.ChangedAt = t.Version+1, tx.Now()
	templates.Put(tx, t)
	faces.Add(tx, t.Face())
	return t, s.note(tx, cmd.Actor, "card.template_edit", templateObject(t.ID), "", before.words(), t.words())
}

// RemoveTemplate deletes a template that has no batches.
// Faults: ErrTemplateNotFound, ErrTemplateBatches.
// contract: S4-05, N-13
func (s *Service) RemoveTemplate(tx *store.Tx, i id.ID, by actor.Actor) error {
	t, err := lockTemplate(tx, i)
	if err != nil {
		return err
	}
	if t.Batches > 0 {
		return ErrTemplateBatches
	}
	before := t.words()
	t.State, t.ChangedAt = removed, tx.Now()
	templates.Put(tx, t)
	return s.note(tx, by, "card.template_delete", templateObject(i), "", before, "")
}

func lockTemplate(tx *store.Tx, i id.ID) (Template, error) {
	t, found, err := templates.Get(tx, templateOf(i))
	if err == nil && (!found || t.State == removed) {
		err = ErrTemplateNotFound
	}
	return t, err
}

func checkTemplate(tx *store.Tx, t *Template) error {
	if err := t.check(); err != nil {
		return err
	}
	if t.Item == 0 {
		return nil
	}
	_, err := catalog.Get(tx, t.Item)
	return err
}

// words are what an operator's act is recorded by.
func (t Template) words() string {
	return fmt.Sprintf("name=%q category=%s rarity=%s state=%s grant=%s/%d/%d/%q attributes=%s", t.Name, t.Category, t.Rarity, t.State, t.Asset, t.Amount, t.Item, t.Skill, cut(t.Attributes, wordsMax))
}

// wordsMax bounds the attributes in a record, in bytes.
const wordsMax = 4 << 10

// cut bounds a text in bytes without breaking a character.
func cut(text string, bytesMax int) string {
	if len(text) <= bytesMax {
		return text
	}
	return strings.ToValidUTF8(text[:bytesMax], "")
}

func templateObject(i id.ID) string { return fmt.Sprintf("card_template:%d", i) }

func (s *Service) note(tx *store.Tx, by actor.Actor, action, object, reason, earlier, later string) error {
	return audit.Note(tx, audit.NoteCmd{Actor: by, Action: action, Object: object, Reason: reason, Earlier: earlier, Later: later})
}

// set gives *to the new value, where there is one.
func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// orElse is err, or the fault where there is none.
func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// GetTemplate reads a template inside a write, without locking it.
// Faults: ErrTemplateNotFound.
func GetTemplate(tx *store.Tx, i id.ID) (Template, error) {
	t, found, err := templates.Read(tx, templateOf(i))
	if err == nil && (!found || t.State == removed) {
		err = ErrTemplateNotFound
	}
	return t, err
}
