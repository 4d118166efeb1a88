package study

import (
	"cmp"
	"errors"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// RecordCmd asks to record a session that ended at At. Event names it among
// the member's. Project may be empty where nothing is completed or rated.
type RecordCmd struct {
	Event     string
	Member    id.ID
	Project   string
	Minutes   int64
	At        instant.Instant
	Completed bool
	Rating    Rating // as reported, "" for none
	By        actor.Actor
}

// aheadBy is how far in the future a session may end.
const aheadBy = 24 * time.Hour

// HasResult reports whether the session says something of its project.
func (c *RecordCmd) HasResult() bool { return c.Completed || c.Rating != "" }

func (c *RecordCmd) check(now instant.Instant) error {
	switch {
	case c.Event == "" || len(c.Event) > eventMax:
		return ErrSession.With("field", "id")
	case c.Minutes < 0 || c.Minutes > sessionMinutesMax:
		return ErrSession.With("field", "minutes")
	case len(c.Project) > projectMax || c.Project == "" && c.HasResult():
		return ErrSession.With("field", "project")
	case c.At <= 0 || c.At > now.Add(aheadBy):
		return ErrSession.With("field", "at")
	}
	_, err := ParseRating(string(c.Rating))
	return err
}

// Record counts a session, and grants what has become due by the rules of the
// member's domain: for its day, for its project, and for the days whose run it
// lengthened. One that was recorded or reversed before changes nothing.
// Faults: ErrSession, ErrRating, ErrDayFull, member.ErrNotFound.
// contract: S3-M1
func (s *Service) Record(tx *store.Tx, cmd RecordCmd) (Outcome, error) {
	if err := cmd.check(tx.Now()); err != nil {
		return Outcome{}, err
	}
	day := DayOf(cmd.At, s.ledger.Zone())
	out, err := s.record(tx, &cmd, day)
	if err != nil && tx.Missed() {
		s.wantRecord(tx, &cmd, day)
	}
	return out, err
}

func (s *Service) record(tx *store.Tx, cmd *RecordCmd, day Day) (Outcome, error) {
	m, err := member.Get(tx, cmd.Member)
	if err != nil {
		return Outcome{}, err
	}
	v := &visit{tx: tx, ledger: s.ledger, member: cmd.Member, event: cmd.Event, by: cmd.By}
	if err := v.lock(); err != nil {
		return Outcome{}, err
	}
	row := Session{
		sessionKey: sessionOf(cmd.Member, cmd.Event), Day: day, Domain: m.Domain, Project: cmd.Project, Minutes: int32(cmd.Minutes), At: cmd.At,
		Completed: cmd.Completed, Rating: cmd.Rating, RecordedAt: tx.Now(),
	}
	if there, err := v.known(&row); err != nil || there {
		return Outcome{Repeated: there}, err
	}
	if v.rules, err = s.rulesFor(tx, m.Domain); err != nil {
		return Outcome{}, err
	}
	switch err := tx.Sub(func() error { return v.count(&row) }); {
	case errors.Is(err, store.ErrExists):
		return Outcome{Repeated: true}, nil
	case err != nil:
		return Outcome{}, err
	}
	return Outcome{Effects: v.effects}, nil
}

// known reports whether the session was recorded before, or reversed before
// it came; the latter fills in what is known of it now. Where no reversal came
// early it does not look: count finds out.
func (v *visit) known(row *Session) (bool, error) {
	if v.anchor.Early == 0 {
		return false, nil
	}
	was, found, err := sessions.Get(v.tx, row.sessionKey)
	if err == nil && found && was.RecordedAt == 0 {
		row.ReversedAt = was.ReversedAt
		sessions.Put(v.tx, *row)
		v.anchor.Early--
		anchors.Put(v.tx, v.anchor)
	}
	return found, err
}

// count adds the session, and counts it for its day and its project.
// Faults: ErrDayFull, store.ErrExists for one that was recorded before.
func (v *visit) count(row *Session) error {
	day, _, err := days.Get(v.tx, dayOf(row.Member, row.Day))
	if err != nil {
		return err
	}
	day.dayKey = dayOf(row.Member, row.Day)
	if day.Sessions >= sessionsADayMax {
		if _, there, err := sessions.Get(v.tx, row.sessionKey); err != nil || there {
			return orFault(err, store.ErrExists)
		}
		return ErrDayFull
	}
	if day.Sessions == 0 {
		day.Domain = row.Domain
	}
	after := day.with(row.span())
	err = v.recount(day, after)
	if row.hasResult() {
		err = cmp.Or(err, v.conclude(row))
	}
	if err != nil {
		return err
	}
	if err := v.tally(row, &day, &after); err != nil {
		return err
	}
	// Last, for a row that is added and taken back again has to be looked for.
	sessions.Add(v.tx, *row)
	return nil
}

// recount settles and stores a day that has gained or lost a session, and the
// days whose run that changed.
func (v *visit) recount(was, day dayRow) error {
	var after []dayRow
	if (was.Minutes > 0) != (day.Minutes > 0) {
		v.anchor.Studied = v.anchor.Studied.flipped(day.Day)
		anchors.Put(v.tx, v.anchor)
		var err error
		if after, err = v.daysAfter(day.Day); err != nil {
			return err
		}
	}
	run := v.anchor.Studied.run(day.Day)
	err := v.settleDay(day, run, false)
	for _, d := range after {
		err = cmp.Or(err, v.settleDay(d, min(run+int32(d.Day-day.Day), daysInARowMax), true))
	}
	return err
}

// rulesFor are the rules that award a member of the domain.
func (s *Service) rulesFor(tx *store.Tx, domain int32) ([]Rule, error) {
	if domain == 0 {
		return nil, nil
	}
	if s.lately.Load() != domain {
		s.lately.Store(domain)
		wantRules(tx, domain)
	}
	d, found, err := domains.Read(tx, domainOf(domain))
	if err != nil {
		return nil, err
	}
	if found && d.Status != Active {
		return nil, nil
	}
	return rulesBy.Read(tx, rulesIn{domain, Active})
}

// wantRulesLately asks for the rules that are probably those needed.
func (s *Service) wantRulesLately(tx *store.Tx) {
	if domain := s.lately.Load(); domain != 0 {
		wantRules(tx, domain)
	}
}

func wantRules(tx *store.Tx, domain int32) {
	domains.WantRead(tx, domainOf(domain))
	rulesBy.WantRead(tx, rulesIn{domain, Active})
}

// wantRecord asks at once for all that a session usually needs.
func (s *Service) wantRecord(tx *store.Tx, cmd *RecordCmd, day Day) {
	anchors.Want(tx, keyOf(cmd.Member))
	days.Want(tx, dayOf(cmd.Member, day))
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Study)
	s.wantRulesLately(tx)
	domain := s.lately.Load()
	domainDays.Want(tx, domainDayOf(cmd.Member, domain, day))
	if !cmd.HasResult() {
		return
	}
	progresses.Want(tx, projectOf{cmd.Member.Bucket(), cmd.Member, cmd.Project})
	if domain != 0 && cmd.Rating == "" {
		wantLimits(tx, domain, cmd.Project)
	}
}
