package event

import (
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Type is a sort of event: "checkin".
type Type string

// Bounds of an event.
const (
	IDMax   = 200 // bytes
	DataMax = 8 << 10
	aheadBy = 10 * time.Minute
	behind  = 400 * 24 * time.Hour
)

// Faults of events.
var (
	ErrType  = fault.New(fault.Invalid, "event.type_unknown", "There is no event type with this name.")
	ErrID    = fault.New(fault.Invalid, "event.id_invalid", "An event id has 1 to 200 printable characters.")
	ErrData  = fault.New(fault.Invalid, "event.data_invalid", "The event's data lacks a field, or has one that does not fit.")
	ErrEarly = fault.New(fault.Invalid, "event.in_future", "The event lies in the future.")
	ErrLate  = fault.New(fault.Invalid, "event.too_old", "The event is older than 400 days.")
)

// Event is something that happened to a member.
type Event struct {
	Type   Type
	ID     string
	Member id.ID
	At     instant.Instant // 0 is now
	Data   Data
	Text   string // Data as it was sent, to be kept with the event
	By     actor.Actor
}

type eventKey struct {
	Bucket id.Bucket `db:"bucket"`
	Type   Type      `db:"type"`
	ID     string    `db:"id"`
}

// row is an event that was accepted.
type row struct {
	eventKey
	Member     id.ID           `db:"member"`
	At         instant.Instant `db:"at"`
	Data       string          `db:"data"`
	Effects    string          `db:"effects"`
	Actor      string          `db:"actor"`
	ReceivedAt instant.Instant `db:"received_at"`
}

var events = store.Define[eventKey, row]("event")

// BucketStep says that events are in every so many-th bucket: few, so that
// senders whose ids grow with time have their events stored side by side.
const BucketStep = id.Buckets / 32

// BucketOf places an event, and what a module keeps beside it by its id.
func BucketOf(t Type, eventID string) id.Bucket {
	return id.BucketOf(string(t) + ":" + eventID).Shard(BucketStep)
}

func (e *Event) key() eventKey { return eventKey{BucketOf(e.Type, e.ID), e.Type, e.ID} }

// check holds an event to its form.
func (e *Event) check() error {
	if e.ID == "" || len(e.ID) > IDMax {
		return ErrID
	}
	for _, c := range e.ID {
		if c < 0x20 || c == 0x7f || c == 0xfffd {
			return ErrID
		}
	}
	if len(e.Text) > DataMax {
		return ErrData
	}
	return nil
}

// checkAt holds an event to its time.
func (e *Event) checkAt(now instant.Instant) error {
	switch {
	case e.At > now.Add(aheadBy):
		return ErrEarly
	case e.At < now.Add(-behind):
		return ErrLate
	}
	return nil
}
