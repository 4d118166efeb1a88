package study

import (
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

// HasResult reports whether the session says something of its project.
func (c *RecordCmd) HasResult() bool { return c.Completed || c.Rating != "" }

func (c *RecordCmd) check() error {
	switch {
	case c.Event == "" || len(c.Event) > eventMax:
		return ErrSession.With("field", "id")
	case c.Minutes < 0 || c.Minutes > sessionMinutesMax:
		return ErrSession.With("field", "minutes")
	case len(c.Project) > projectMax || c.Project == "" && c.HasResult():
		return ErrSession.With("field", "project")
	case c.At <= 0:
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
	if err := cmd.check(); err != nil {
		return Outcome{}, err
	}
	day := DayOf(cmd.At, s.ledger.Zone())
	s.wantRecord(tx, &cmd, day)
	m, err := member.Get(tx, cmd.Member)
	if err != nil {
		return Outcome{}, err
	}
	if err := lockMember(tx, cmd.Member); err != nil {
		return Outcome{}, err
	}
	row := Session{
		sessionKey: sessionOf(cmd.Member, cmd.Event), Day: day, Domain: m.Domain, Project: cmd.Project, Minutes: int32(cmd.Minutes), At: cmd.At,
		Completed: cmd.Completed, Rating: cmd.Rating, State: Counted, RecordedAt: tx.Now(),
	}
	if there, err := known(tx, row); err != nil || there {
		return Outcome{Repeated: there}, err
	}
	rules, err := s.rulesFor(tx, m.Domain)
	if err != nil {
		return Outcome{}, err
	}
	v := &visit{tx: tx, ledger: s.ledger, member: cmd.Member, event: cmd.Event, by: cmd.By, rules: rules}
	if err := v.count(row); err != nil {
		return Outcome{}, err
	}
	return Outcome{Effects: v.effects}, nil
}

// known reports whether the session was recorded before, or reversed before
// it came; the latter fills in what is known of it now.
func known(tx *store.Tx, row Session) (bool, error) {
	was, found, err := sessions.Get(tx, row.sessionKey)
	if err != nil || !found {
		return false, err
	}
	if was.RecordedAt == 0 {
		row.State, row.ReversedAt = Reversed, was.ReversedAt
		sessions.Put(tx, row)
	}
	return true, nil
}

// count adds the session to its day and its project.
func (v *visit) count(row Session) error {
	day, found, err := days.Get(v.tx, dayOf(row.Member, row.Day))
	if err != nil {
		return err
	}
	if !found {
		day = dayRow{dayKey: dayOf(row.Member, row.Day)}
	}
	if day.Sessions >= sessionsADayMax {
		return ErrDayFull
	}
	sessions.Put(v.tx, row)
	if err := v.recount(day, day.with(row.span())); err != nil {
		return err
	}
	if !row.Completed && row.Rating == "" {
		return nil
	}
	return v.conclude(row)
}

// recount stores a day that has gained or lost a session, and settles it and
// the days whose run that changed.
func (v *visit) recount(was, day dayRow) error {
	changed := []dayRow{day}
	if (was.Minutes > 0) == (day.Minutes > 0) {
		days.Put(v.tx, day)
	} else {
		var err error
		if changed, err = renumber(v.tx, day); err != nil {
			return err
		}
	}
	for _, d := range changed {
		awardsOf.Want(v.tx, dayRef(v.member, d.Day))
	}
	for i, d := range changed {
		if err := v.settleDay(d, i > 0); err != nil {
			return err
		}
	}
	return nil
}

// conclude notes what the session says of its project, and settles that.
func (v *visit) conclude(row Session) error {
	r := result{resultKey: resultKey{projectOf{row.Bucket, row.Member, row.Project}, row.Event}, At: row.At, Completed: row.Completed, Rating: row.Rating}
	if r.Rating == "" {
		limits, err := limitsOf(v.tx, row.Domain, row.Project)
		if err != nil {
			return err
		}
		r.Rating = limits.Rate(row.Minutes)
	}
	results.Add(v.tx, r)
	return v.settleProject(row.Project)
}

// rulesFor are the rules that award a member of the domain.
func (s *Service) rulesFor(tx *store.Tx, domain int32) ([]Rule, error) {
	if domain == 0 {
		return nil, nil
	}
	if s.lately.Load() != domain {
		s.lately.Store(domain)
	}
	wantRules(tx, domain)
	d, found, err := domains.Read(tx, domainOf(domain))
	if err != nil {
		return nil, err
	}
	if found && d.Status != Active {
		return nil, nil
	}
	return rulesBy.Read(tx, rulesIn{domain, Active})
}

func wantRules(tx *store.Tx, domain int32) {
	domains.WantRead(tx, domainOf(domain))
	rulesBy.WantRead(tx, rulesIn{domain, Active})
}

// wantRecord asks at once for what a session usually needs.
func (s *Service) wantRecord(tx *store.Tx, cmd *RecordCmd, day Day) {
	anchors.Want(tx, keyOf(cmd.Member))
	sessions.Want(tx, sessionOf(cmd.Member, cmd.Event))
	days.Want(tx, dayOf(cmd.Member, day-1), dayOf(cmd.Member, day), dayOf(cmd.Member, day+1))
	awardsOf.Want(tx, dayRef(cmd.Member, day))
	if cmd.HasResult() {
		resultsOf.Want(tx, projectOf{cmd.Member.Bucket(), cmd.Member, cmd.Project})
		awardsOf.Want(tx, projectRef(cmd.Member, cmd.Project))
	}
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Study)
	if domain := s.lately.Load(); domain != 0 {
		wantRules(tx, domain)
	}
}
