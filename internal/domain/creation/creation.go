package creation

import (
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Type is a sort of creation.
type Type string

// The types.
const (
	Writing Type = "writing"
	Image   Type = "image"
	Video   Type = "video"
	Deck    Type = "ppt"
)

// Types lists them in their usual order.
func Types() []Type { return []Type{Writing, Image, Video, Deck} }

// ParseType checks a type that came from outside. Faults: ErrType.
func ParseType(text string) (Type, error) {
	for _, t := range Types() {
		if string(t) == text {
			return t, nil
		}
	}
	return "", ErrType
}

// Faults of creations.
var (
	ErrNotFound = fault.New(fault.NotFound, "creation.not_found", "There is no such creation.")
	ErrType     = fault.New(fault.Invalid, "creation.type_unknown", "There is no such type of creation.")
	// ErrField: a field is empty, too long or no text; param field.
	ErrField = fault.New(fault.Invalid, "creation.field_invalid", "A field of the creation is empty or too long.")
	// ErrNoText: only writings have a content that can be edited.
	ErrNoText = fault.New(fault.Refused, "creation.content_fixed", "Only writings have a text that can be changed.")
)

// Bounds.
const (
	TitleMax   = 200     // characters
	ContentMax = 100_000 // bytes
)

type creationKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Creation is what a task made. Content is a writing's text; the others have
// a File in the blob store.
type Creation struct {
	creationKey
	Member    id.ID           `db:"member"`
	Type      Type            `db:"type"`
	Tool      string          `db:"tool"` // of a writing: "wechat_article"
	Title     string          `db:"title"`
	Content   string          `db:"content"`
	File      string          `db:"file"`
	Task      string          `db:"task"` // the public name of the task that made it
	CreatedAt instant.Instant `db:"created_at"`
	ChangedAt instant.Instant `db:"changed_at"`
	DeletedAt instant.Instant `db:"deleted_at"` // zero while it is there
}

var creations = store.Define[creationKey, Creation]("creation")

func keyOf(i id.ID) creationKey { return creationKey{i.Bucket(), i} }

// checkText holds a title and a content to their bounds.
func checkText(title, content string) error {
	switch {
	case strings.TrimSpace(title) == "", utf8.RuneCountInString(title) > TitleMax, !sound(title):
		return ErrField.With("field", "title")
	case len(content) > ContentMax, !sound(content):
		return ErrField.With("field", "content")
	}
	return nil
}

func sound(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }
