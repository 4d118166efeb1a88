// Package audit keeps an append-only record of what operators did: who, what,
// to which object, why, and how it was before and after. It is written in the
// same write as the change. Other modules and coreapi call Note.
package audit

import (
	"context"
	"unicode/utf8"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

type lineKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Line is one act. Earlier and Later are short texts (JSON of what changed).
type Line struct {
	lineKey
	At      instant.Instant `db:"at"`
	Actor   string          `db:"actor"`
	Action  string          `db:"action"` // "lootbox.edit"
	Object  string          `db:"object"` // "box:1"
	Reason  string          `db:"reason"`
	Earlier string          `db:"earlier"`
	Later   string          `db:"later"`
}

var lines = store.Define[lineKey, Line]("audit")

// NoteCmd is what to record.
type NoteCmd struct {
	Actor   actor.Actor
	Action  string
	Object  string
	Reason  string
	Earlier string
	Later   string
}

// textMax bounds each text of a line, in bytes; longer ones are cut.
const textMax = 8 << 10

// Note records an act.
func Note(tx *store.Tx, cmd NoteCmd) error {
	i, err := tx.NewID(id.BucketOf(cmd.Object))
	if err != nil {
		return err
	}
	lines.Add(tx, Line{lineKey{i.Bucket(), i}, tx.Now(), cmd.Actor.String(), cmd.Action, cmd.Object, cut(cmd.Reason), cut(cmd.Earlier), cut(cmd.Later)})
	return nil
}

// cut shortens a text without cutting a character in two.
func cut(s string) string {
	if len(s) <= textMax {
		return s
	}
	end := textMax
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// ListCmd asks for lines, newest first. Zero values mean "any".
type ListCmd struct {
	Object string
	Actor  string
	Action string
	Before instant.Instant // a cursor: the last line's At
	Below  id.ID           // and its ID
	Limit  int
}

// List is a page of the record.
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Line, error) {
	sql, args := "SELECT bucket, id, at, actor, action, object, reason, earlier, later FROM audit WHERE 1 = 1", []any{}
	if cmd.Action != "" {
		sql, args = sql+" AND action = ?", append(args, cmd.Action)
	}
	if cmd.Object != "" {
		sql, args = sql+" AND object = ?", append(args, cmd.Object)
	}
	if cmd.Actor != "" {
		sql, args = sql+" AND actor = ?", append(args, cmd.Actor)
	}
	if cmd.Before != 0 {
		sql, args = sql+" AND at <= ? AND (at, id) < (?, ?)", append(args, cmd.Before, cmd.Before, cmd.Below)
	}
	return store.Select[Line](ctx, q, sql+" ORDER BY at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}
