package reward

import (
	"context"
	"fmt"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// Faults of the table of amounts.
var (
	ErrTermsStale   = fault.New(fault.Conflict, "reward.terms_stale", "The table was changed in the meantime.")
	ErrTermsUnknown = fault.New(fault.NotFound, "reward.terms_not_found", "There is no such version of the table.")
)

type termKey struct {
	Version int64 `db:"version"`
	Right   Right `db:"right_type"`
}

type termRow struct {
	termKey
	USDT    amount.Amount `db:"usdt"`
	Percent amount.Amount `db:"percent"`
	Claim   int64         `db:"claim_seconds"`
}

type termsKey struct {
	Version int64 `db:"version"`
}

// TermsChange says who made a version of the table.
type TermsChange struct {
	termsKey
	ChangedAt instant.Instant `db:"changed_at"`
	ChangedBy string          `db:"changed_by"`
}

type termsNowKey struct {
	Name string `db:"name"`
}

// termsNow points at the version that new adoptions get.
type termsNow struct {
	termsNowKey
	Version int64 `db:"version"`
}

var (
	termRows = store.Define[termKey, termRow]("reward_term")
	changes  = store.Define[termsKey, TermsChange]("reward_terms")
	nows     = store.Define[termsNowKey, termsNow]("reward_terms_now")
	current  = termsNowKey{"amounts"}
)

// termsOf are the terms of a new adoption, not locked.
func termsOf(tx *store.Tx) (Terms, error) {
	at, found, err := nows.Read(tx, current)
	if err != nil || !found {
		return Standard(), err
	}
	out := Terms{Version: at.Version, Of: map[Right]Term{}}
	for _, r := range Rights() {
		termRows.WantRead(tx, termKey{at.Version, r})
	}
	for _, r := range Rights() {
		row, _, err := termRows.Read(tx, termKey{at.Version, r})
		if err != nil {
			return Terms{}, err
		}
		out.Of[r] = row.term()
	}
	return out, nil
}

func (r termRow) term() Term {
	return Term{USDT: r.USDT, Percent: r.Percent, Claim: time.Duration(r.Claim) * time.Second}
}

// PutTermsCmd makes a new version of the table. Terms.Version is the one that
// the caller saw.
type PutTermsCmd struct {
	Terms  Terms
	Reason string
	Actor  actor.Actor
}

// PutTerms makes the next version, for adoptions from now on. Rewards keep
// theirs. Faults: ErrTerms, ErrTermsStale with the version, ErrReason.
// contract: N-16
func PutTerms(tx *store.Tx, cmd PutTermsCmd) (Terms, error) {
	if err := cmd.Terms.check(); err != nil {
		return Terms{}, err
	}
	if err := checkReason(cmd.Reason); err != nil {
		return Terms{}, err
	}
	at, found, err := nows.Get(tx, current)
	if err != nil {
		return Terms{}, err
	}
	if !found {
		at = termsNow{current, Standard().Version}
	}
	if at.Version != cmd.Terms.Version {
		return Terms{}, ErrTermsStale.With("version", at.Version)
	}
	at.Version++
	nows.Put(tx, at)
	changes.Add(tx, TermsChange{termsKey{at.Version}, tx.Now(), cmd.Actor.String()})
	for _, r := range Rights() {
		t := cmd.Terms.Of[r]
		termRows.Add(tx, termRow{termKey{at.Version, r}, t.USDT, t.Percent, int64(t.Claim / time.Second)})
	}
	out := Terms{Version: at.Version, Of: cmd.Terms.Of}
	return out, audit.Note(tx, audit.NoteCmd{Actor: cmd.Actor, Action: "reward.terms", Object: fmt.Sprintf("reward_terms:%d", at.Version), Reason: cmd.Reason, Later: out.text()})
}

// text is a short form for the audit record.
func (t Terms) text() string {
	out := ""
	for _, r := range Rights() {
		of := t.Of[r]
		out += fmt.Sprintf("%s %s USDT %s%% %ds; ", r, of.USDT.Format(6), of.Percent.Format(PercentScale), int64(of.Claim/time.Second))
	}
	return out
}

// LoadTerms reads a version of the table, 0 for the present one.
// Faults: ErrTermsUnknown.
// contract: N-16
func LoadTerms(ctx context.Context, q store.Querier, version int64) (Terms, error) {
	if version == 0 {
		at, found, err := store.SelectOne[int64](ctx, q, "SELECT version FROM reward_terms_now WHERE name = ?", current.Name)
		if err != nil {
			return Terms{}, err
		}
		if version = at; !found {
			version = Standard().Version
		}
	}
	if version == Standard().Version {
		return Standard(), nil
	}
	rows, err := store.Select[termRow](ctx, q, "SELECT version, right_type, usdt, percent, claim_seconds FROM reward_term WHERE version = ?", version)
	if err == nil && len(rows) == 0 {
		err = ErrTermsUnknown
	}
	out := Terms{Version: version, Of: map[Right]Term{}}
	for _, row := range rows {
		out.Of[row.Right] = row.term()
	}
	return out, err
}

// TermsChanges lists who made which version, newest first.
// contract: N-16
func TermsChanges(ctx context.Context, q store.Querier) ([]TermsChange, error) {
	return store.Select[TermsChange](ctx, q, "SELECT version, changed_at, changed_by FROM reward_terms ORDER BY version DESC LIMIT 200")
}
