package coreapi

import (
	"strconv"

	"guerdon/internal/base/id"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// act is something that a caller did to an object, for the audit record.
type act struct {
	action string // "member.change"
	object string // "member:123"
	reason string
	before any // as it is shown, nil where it is new
	after  any
}

// note records an act in the write that does it.
func note(tx *store.Tx, c caller, d act) error {
	cmd := audit.NoteCmd{Actor: c.Actor, Action: d.action, Object: d.object, Reason: d.reason}
	if d.before != nil {
		cmd.Earlier = jsonText(d.before)
	}
	if d.after != nil {
		cmd.Later = jsonText(d.after)
	}
	return audit.Note(tx, cmd)
}

func objectOf(kind string, i id.ID) string { return kind + ":" + strconv.FormatInt(int64(i), 10) }
