package generation

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/domain/audit"
	"guerdon/internal/domain/model"
	"guerdon/internal/platform/store"
)

// Bounds of what an operator may say of a tool, in characters.
const (
	toolNameMax        = 50
	toolDescriptionMax = 300
)

// PutToolCmd changes a tool. Nil leaves a field as it is. Version is the one
// that the caller saw.
type PutToolCmd struct {
	Tool        string
	Version     int64
	Name        *string
	Description *string
	Cost        *amount.Amount
	State       *ToolState
	Actor       actor.Actor
}

// PutTool changes a tool's words, price or state. Tasks under way keep the
// price that they began with.
// Faults: ErrTool, ErrToolStale, ErrToolField with the field.
// contract: N-15
func PutTool(tx *store.Tx, cmd PutToolCmd) (Tool, error) {
	before, known := defaultTool(cmd.Tool)
	if !known {
		return Tool{}, ErrTool
	}
	row, found, err := tools.Get(tx, before.toolKey)
	if err != nil {
		return Tool{}, err
	}
	if found {
		before = row
	}
	if cmd.Version != before.Version {
		return Tool{}, ErrToolStale
	}
	t := before
	if err := cmd.apply(&t); err != nil {
		return Tool{}, err
	}
	t.Version++
	t.ChangedAt = tx.Now()
	tools.Put(tx, t)
	return t, audit.Note(tx, audit.NoteCmd{Actor: cmd.Actor, Action: "tool.edit", Object: "tool:" + t.Tool, Earlier: before.words(), Later: t.words()})
}

func (cmd PutToolCmd) apply(t *Tool) error {
	if cmd.Name != nil {
		if t.Name = strings.TrimSpace(*cmd.Name); t.Name == "" || utf8.RuneCountInString(t.Name) > toolNameMax || !sound(t.Name) {
			return ErrToolField.With("field", "name")
		}
	}
	if cmd.Description != nil {
		if t.Description = strings.TrimSpace(*cmd.Description); utf8.RuneCountInString(t.Description) > toolDescriptionMax || !sound(t.Description) {
			return ErrToolField.With("field", "description")
		}
	}
	if cmd.Cost != nil {
		if t.Cost = *cmd.Cost; t.Cost < 0 || t.Cost > model.CostMax {
			return ErrToolField.With("field", "credits_cost")
		}
	}
	if cmd.State != nil {
		if t.State = *cmd.State; t.State != ToolActive && t.State != ToolInactive {
			return ErrToolField.With("field", "state")
		}
	}
	return nil
}

func (t Tool) words() string {
	return fmt.Sprintf("%s (%s) for %d credits, %s", t.Name, t.Description, int64(t.Cost), t.State)
}
