package creation

import (
	"strings"

	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// AddCmd is what a task made.
type AddCmd struct {
	Member  id.ID
	Type    Type
	Tool    string
	Title   string // cut to TitleMax
	Content string
	File    string
	Task    string
}

// Add keeps a creation, in the write that ends its task. Faults: ErrField.
func Add(tx *store.Tx, cmd AddCmd) (Creation, error) {
	title := clip(strings.Join(strings.Fields(cmd.Title), " "), TitleMax)
	if err := checkText(title, cmd.Content); err != nil {
		return Creation{}, err
	}
	i, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Creation{}, err
	}
	c := Creation{
		creationKey: keyOf(i), Member: cmd.Member, Type: cmd.Type, Tool: cmd.Tool, Title: title, Content: cmd.Content, File: cmd.File, Task: cmd.Task,
		CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	creations.Add(tx, c)
	return c, nil
}

// clip cuts a text to most characters.
func clip(text string, most int) string {
	n := 0
	for at := range text {
		if n++; n > most {
			return text[:at]
		}
	}
	return text
}
