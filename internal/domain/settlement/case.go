package settlement

import (
	"fmt"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/audit"
	"guerdon/internal/platform/store"
)

// CaseState is whether somebody has looked at a case.
type CaseState string

// The states.
const (
	CaseOpen   CaseState = "open"
	CaseClosed CaseState = "closed"
)

type caseKey struct {
	Bucket id.Bucket `db:"bucket"`
	Client string    `db:"client"`
	Kind   string    `db:"kind"`
}

// Case is something that does not agree. There is one of a kind for each
// order; Settlement is 0 where the order is not ours.
type Case struct {
	caseKey
	ID         id.ID           `db:"id"`
	Settlement id.ID           `db:"settlement"`
	Provider   string          `db:"provider"`
	Currency   Currency        `db:"currency"`
	Detail     string          `db:"detail"`
	State      CaseState       `db:"state"`
	OpenedAt   instant.Instant `db:"opened_at"`
	ClosedAt   instant.Instant `db:"closed_at"`
	ClosedBy   string          `db:"closed_by"`
}

var cases = store.Define[caseKey, Case]("settlement_case")

// CurrencyState is whether a currency is being paid out.
type CurrencyState string

// The states.
const (
	CurrencyOpen   CurrencyState = "open"
	CurrencyPaused CurrencyState = "paused"
)

type currencyKey struct {
	Currency Currency `db:"currency"`
}

// CurrencyStatus says whether and why a currency is paused.
type CurrencyStatus struct {
	currencyKey
	State     CurrencyState   `db:"state"`
	Reason    string          `db:"reason"`
	ChangedAt instant.Instant `db:"changed_at"`
	ChangedBy string          `db:"changed_by"`
}

var currencies = store.Define[currencyKey, CurrencyStatus]("settlement_currency")

func isPaused(tx *store.Tx, c Currency) (bool, error) {
	row, _, err := currencies.Read(tx, currencyKey{c})
	return row.State == CurrencyPaused, err
}

// caseCmd opens a case about a settlement, or about an order of a client id
// that is none of ours.
type caseCmd struct {
	of       *Settlement
	client   string
	currency Currency
	kind     string
	detail   string
}

// openCase opens a case, once, and pauses its currency.
func (s *Service) openCase(tx *store.Tx, cmd caseCmd) error {
	c := Case{Provider: s.provider.Name(), Currency: cmd.currency, Detail: cmd.detail, State: CaseOpen, OpenedAt: tx.Now()}
	c.caseKey = caseKey{id.BucketOf(cmd.client), cmd.client, cmd.kind}
	if cmd.of != nil {
		c.caseKey = caseKey{cmd.of.Bucket, cmd.of.Client, cmd.kind}
		c.Settlement, c.Provider, c.Currency = cmd.of.ID, cmd.of.Provider, cmd.of.Currency
	}
	_, found, err := cases.Get(tx, c.caseKey)
	if err != nil || found {
		return err
	}
	if c.ID, err = tx.NewID(c.Bucket); err != nil {
		return err
	}
	if c.Currency != "" {
		if err := setCurrency(tx, c.Currency, CurrencyPaused, "case "+cmd.kind, actor.OfSystem); err != nil {
			return err
		}
	}
	cases.Put(tx, c)
	tx.Committed(func() {
		s.opts.OnAlarm(fmt.Errorf("settlement: case %d (%s) about %s: %s", c.ID, c.Kind, c.Client, c.Detail))
	})
	return nil
}

func setCurrency(tx *store.Tx, c Currency, state CurrencyState, reason string, by actor.Actor) error {
	row, _, err := currencies.Get(tx, currencyKey{c})
	if err != nil || row.State == state {
		return err
	}
	currencies.Put(tx, CurrencyStatus{currencyKey{c}, state, reason, tx.Now(), by.String()})
	return nil
}

// SetCurrencyCmd pauses a currency or lets it be paid out again.
type SetCurrencyCmd struct {
	Currency Currency
	State    CurrencyState
	Reason   string
	Actor    actor.Actor
}

// SetCurrency pauses or resumes a currency. Settlements that were sent go on.
// Faults: ErrCurrency, ErrReason.
// contract: N-16
func SetCurrency(tx *store.Tx, cmd SetCurrencyCmd) error {
	if cmd.State != CurrencyOpen && cmd.State != CurrencyPaused {
		return ErrCurrency
	}
	if err := checkReason(cmd.Reason); err != nil {
		return err
	}
	if err := setCurrency(tx, cmd.Currency, cmd.State, cmd.Reason, cmd.Actor); err != nil {
		return err
	}
	return audit.Note(tx, audit.NoteCmd{Actor: cmd.Actor, Action: "settlement.currency", Object: "currency:" + string(cmd.Currency), Reason: cmd.Reason, Later: string(cmd.State)})
}

// CloseCaseCmd says that somebody has looked at a case.
type CloseCaseCmd struct {
	Client string
	Kind   string
	Bucket id.Bucket
	Reason string
	Actor  actor.Actor
}

// CloseCase closes a case. Its currency stays as it is.
// Faults: ErrNoCase, ErrCaseClosed, ErrReason.
// contract: N-16
func CloseCase(tx *store.Tx, cmd CloseCaseCmd) (Case, error) {
	if err := checkReason(cmd.Reason); err != nil {
		return Case{}, err
	}
	c, found, err := cases.Get(tx, caseKey{cmd.Bucket, cmd.Client, cmd.Kind})
	switch {
	case err != nil:
		return Case{}, err
	case !found:
		return Case{}, ErrNoCase
	case c.State == CaseClosed:
		return Case{}, ErrCaseClosed
	}
	c.State, c.ClosedAt, c.ClosedBy = CaseClosed, tx.Now(), cmd.Actor.String()
	cases.Put(tx, c)
	return c, audit.Note(tx, audit.NoteCmd{Actor: cmd.Actor, Action: "settlement.case_close", Object: fmt.Sprintf("case:%d", c.ID), Reason: cmd.Reason})
}

const reasonMax = 500 // bytes

func checkReason(text string) error {
	if text == "" || len(text) > reasonMax {
		return ErrReason
	}
	return nil
}
