package study

import (
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// SessionState is whether a session counts.
type SessionState string

// The states. A reversal that comes before its session leaves a reversed
// session without content, which the session fills when it comes.
const (
	Counted  SessionState = "counted"
	Reversed SessionState = "reversed"
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
	Since instant.Instant `db:"since"`
}

type sessionKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	Event  string    `db:"event"`
}

// Session is a record of studying that ended at At.
type Session struct {
	sessionKey
	Day        Day             `db:"day"`
	Domain     int32           `db:"domain"` // the member's at the time
	Project    string          `db:"project"`
	Minutes    int32           `db:"minutes"`
	At         instant.Instant `db:"at"`
	Completed  bool            `db:"completed"`
	Rating     Rating          `db:"rating"` // as reported
	State      SessionState    `db:"state"`
	RecordedAt instant.Instant `db:"recorded_at"`
	ReversedAt instant.Instant `db:"reversed_at"`
}

func (s *Session) span() span { return span{s.At, s.Minutes} }

type dayKey struct {
	Bucket id.Bucket `db:"bucket"`
	Member id.ID     `db:"member"`
	Day    Day       `db:"day"`
}

// dayRow is what a member's counted sessions of one day make.
type dayRow struct {
	dayKey
	Sessions int32  `db:"sessions"`
	Minutes  int32  `db:"minutes"`
	Run      int32  `db:"run"`   // days in a row up to this one, at most daysInARowMax; 0 without study
	Spans    []byte `db:"spans"` // when the sessions were, as packSpans writes them
}

type projectOf struct {
	Bucket  id.Bucket `db:"bucket"`
	Member  id.ID     `db:"member"`
	Project string    `db:"project"`
}

type resultKey struct {
	projectOf
	Event string `db:"event"`
}

// result is that a counted session completed or rated a project.
type result struct {
	resultKey
	At        instant.Instant `db:"at"`
	Completed bool            `db:"completed"`
	Rating    Rating          `db:"rating"` // reported, or by the project's limits
}

var (
	anchors   = store.Define[memberKey, anchor]("study_member")
	sessions  = store.Define[sessionKey, Session]("study_session")
	days      = store.Define[dayKey, dayRow]("study_day")
	results   = store.Define[resultKey, result]("study_result")
	resultsOf = store.Group[projectOf](results, "study_result_pkey")
)

func keyOf(member id.ID) memberKey { return memberKey{member.Bucket(), member} }

func sessionOf(member id.ID, event string) sessionKey {
	return sessionKey{member.Bucket(), member, event}
}

func dayOf(member id.ID, d Day) dayKey { return dayKey{member.Bucket(), member, d} }

// lockMember lets no other write of the member's pass until this one ends.
func lockMember(tx *store.Tx, member id.ID) error {
	_, found, err := anchors.Get(tx, keyOf(member))
	if err == nil && !found {
		anchors.Put(tx, anchor{keyOf(member), tx.Now()})
	}
	return err
}
