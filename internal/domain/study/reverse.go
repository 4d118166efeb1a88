package study

import (
	"cmp"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// ReverseCmd asks to take back the session Of. Event names the request.
type ReverseCmd struct {
	Event  string
	Of     string
	Member id.ID
	By     actor.Actor
}

// Reverse stops counting a session, and takes back the awards that the
// member's other sessions do not justify, by the versions that granted them.
// A session that comes after its reversal never counts. Reversing one twice
// changes nothing. Faults: ErrSession.
// contract: N-01
func (s *Service) Reverse(tx *store.Tx, cmd ReverseCmd) (Outcome, error) {
	if cmd.Of == "" || len(cmd.Of) > eventMax {
		return Outcome{}, ErrSession.With("field", "of")
	}
	v := &visit{tx: tx, ledger: s.ledger, member: cmd.Member, event: cmd.Event, by: cmd.By, reversing: true}
	anchors.Want(tx, keyOf(cmd.Member))
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Study)
	s.wantRulesLately(tx)
	row, found, err := sessions.Get(tx, sessionOf(cmd.Member, cmd.Of))
	if err != nil {
		return Outcome{}, err
	}
	if err := v.lock(); err != nil {
		return Outcome{}, err
	}
	if found && row.ReversedAt != 0 {
		return Outcome{Repeated: true}, nil
	}
	row.sessionKey, row.ReversedAt = sessionOf(cmd.Member, cmd.Of), tx.Now()
	sessions.Put(tx, row)
	if !found {
		v.anchor.Early++
		anchors.Put(tx, v.anchor)
		return Outcome{}, nil
	}
	if v.rules, err = s.rulesFor(tx, row.Domain); err != nil {
		return Outcome{}, err
	}
	if err := v.uncount(&row); err != nil {
		return Outcome{}, err
	}
	return Outcome{Effects: v.effects}, nil
}

// uncount takes the session out of its day and its project. Where rows of both
// are missing, it asks for them at once.
func (v *visit) uncount(row *Session) error {
	domainDays.Want(v.tx, domainDayOf(row.Member, row.Domain, row.Day))
	day, found, err := days.Get(v.tx, dayOf(row.Member, row.Day))
	after := day
	switch {
	case err != nil:
	case !found:
		panic("study: a counted session of a day that there is none of")
	default:
		after = day.without(row.span())
		err = v.recount(day, after)
	}
	if row.hasResult() {
		err = cmp.Or(err, v.unconclude(row))
	}
	if err != nil {
		return err
	}
	return v.tally(row, &day, &after)
}
