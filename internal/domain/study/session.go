package study

import (
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/event"
	"guerdon/internal/platform/store"
)

// Bounds of sessions.
const (
	sessionMinutesMax = 7 * minutesADay
	sessionsADayMax   = 500
	eventMax          = 200 // bytes
	projectMax        = 200 // bytes
)

// Faults of sessions. ErrSession has the param field.
var (
	ErrSession = fault.New(fault.Invalid, "study.session_invalid", "A figure of the study session is missing or out of range.")
	ErrDayFull = fault.New(fault.Refused, "study.day_full", "The member has 500 sessions on this day.")
)

type memberKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
}

// anchor is what is locked before a member's days and awards are touched.
type anchor struct {
	memberKey
	// Early is how many sessions were reversed before they came.
	Early   int32  `db:"early"`
	Studied daySet `db:"studied"` // the days with a minute of study
}

// sessionKey places a session beside its event, and not with its member: ids
// of events mostly grow with time, and sessions are then stored side by side.
type sessionKey struct {
	Bucket id.Bucket `db:"bucket"`
	Event  string    `db:"event"`
	Member id.ID     `db:"member"`
}

// Session is a record of studying that ended at At. It counts unless it was
// reversed. A reversal that comes before its session leaves one without
// content, which the session fills when it comes.
type Session struct {
	sessionKey
	Day        Day             `db:"day"`
	Domain     int32           `db:"domain"` // the member's at the time
	Project    string          `db:"project"`
	Minutes    int32           `db:"minutes"`
	At         instant.Instant `db:"at"`
	Completed  bool            `db:"completed"`
	Rating     Rating          `db:"rating"`      // as reported
	RecordedAt instant.Instant `db:"recorded_at"` // 0 before it came
	ReversedAt instant.Instant `db:"reversed_at"` // 0 while it counts
}

func (s *Session) span() span { return span{s.At, s.Minutes} }

func (s *Session) counts() bool { return s.RecordedAt != 0 && s.ReversedAt == 0 }

func (s *Session) hasResult() bool { return s.Completed || s.Rating != "" }

type dayKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	Day    Day       `db:"day"`
}

// dayRow is what a member's counted sessions of one day make.
type dayRow struct {
	dayKey
	Domain   int32  `db:"domain"` // in which the first of them was recorded
	Sessions int32  `db:"sessions"`
	Minutes  int32  `db:"minutes"`
	Spans    []byte `db:"spans"`  // when the sessions were, as packSpans writes them
	Awards   []byte `db:"awards"` // for the day, as packAwards writes them
}

// The member's row comes first: what one load locks, it locks in this order.
var (
	anchors  = store.Define[memberKey, anchor]("study_member")
	sessions = store.Define[sessionKey, Session]("study_session")
	days     = store.Define[dayKey, dayRow]("study_day")
)

func keyOf(member id.ID) memberKey { return memberKey{member.Bucket(), member} }

func sessionOf(member id.ID, of string) sessionKey {
	return sessionKey{event.BucketOf(SessionEvent, of), of, member}
}

func dayOf(member id.ID, d Day) dayKey { return dayKey{member.Bucket(), member, d} }

// lock lets no other write of the member's pass until this one ends.
func (v *visit) lock() error {
	a, found, err := anchors.Get(v.tx, keyOf(v.member))
	if err != nil {
		return err
	}
	v.anchor = a
	if !found {
		v.anchor.memberKey = keyOf(v.member)
		anchors.Put(v.tx, v.anchor)
	}
	return nil
}
