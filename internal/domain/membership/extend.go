package membership

import (
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// ExtendCmd gives a member the time of a plan, for a source that gives it
// once ("order:M2026…").
type ExtendCmd struct {
	Member id.ID
	Plan   Plan
	Source string
}

// Span is a stretch of membership.
type Span struct {
	Start instant.Instant
	End   instant.Instant
}

// Extend lets the membership last the plan's months longer: from its end
// where it runs, else from now. That a source gives once is the caller's to
// hold. Faults: ErrPlan.
// contract: S2-06, S2-11
func Extend(tx *store.Tx, cmd ExtendCmd) (Span, error) {
	if cmd.Plan.Months() == 0 {
		return Span{}, ErrPlan
	}
	m, err := Get(tx, cmd.Member)
	if err != nil {
		return Span{}, err
	}
	out := Span{Start: max(m.EndsAt, tx.Now())}
	out.End = addMonths(out.Start, cmd.Plan.Months())
	record(tx, m, Change{Kind: Extended, Plan: cmd.Plan, Source: cmd.Source, From: out.Start, To: out.End, After: out.End}, nil)
	return out, nil
}
