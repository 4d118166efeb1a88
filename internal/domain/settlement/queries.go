package settlement

import (
	"context"
	"errors"
	"time"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

const (
	columns     = "bucket, id, member, purpose, client, provider, amount, currency, address, state, quote_id, quote_out, quote_least, quote_rate, quoted_at, quote_ends, received, tx_hash, error, approved_by, tries, created_at, changed_at, ended_at"
	caseColumns = "bucket, client, kind, id, settlement, provider, currency, detail, state, opened_at, closed_at, closed_by"
)

// Load reads a settlement. Faults: ErrNotFound.
// contract: N-16
func Load(ctx context.Context, q store.Querier, sid id.ID) (Settlement, error) {
	st, found, err := store.SelectOne[Settlement](ctx, q, "SELECT "+columns+" FROM settlement WHERE bucket = ? AND id = ?", sid.Bucket(), sid)
	if err == nil && !found {
		err = ErrNotFound
	}
	return st, err
}

// ListCmd asks for settlements: newest first, those after the cursor
// (BeforeAt and BeforeID, zero for the first page). Zero values mean "any".
type ListCmd struct {
	Member   id.ID
	State    State
	Open     bool // those that have not ended
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// List is a page of settlements.
// contract: N-16, S1-M5
func List(ctx context.Context, q store.Querier, cmd ListCmd) ([]Settlement, error) {
	text, args := "SELECT "+columns+" FROM settlement WHERE 1 = 1", []any{}
	and := func(part string, more ...any) { text, args = text+" AND "+part, append(args, more...) }
	if cmd.Member != 0 {
		and("bucket = ? AND member = ?", cmd.Member.Bucket(), cmd.Member)
	}
	if cmd.State != "" {
		and("state = ?", cmd.State)
	}
	if cmd.Open || cmd.State != "" && !cmd.State.Ended() {
		and("ended_at = 0")
	}
	if cmd.BeforeAt != 0 {
		and("created_at <= ? AND (created_at, id) < (?, ?)", cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	}
	return store.Select[Settlement](ctx, q, text+" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}

// CasesCmd asks for cases, newest first, those after the cursor.
type CasesCmd struct {
	State    CaseState
	BeforeAt instant.Instant
	BeforeID id.ID
	Limit    int
}

// Cases is a page of cases.
// contract: N-16
func Cases(ctx context.Context, q store.Querier, cmd CasesCmd) ([]Case, error) {
	text, args := "SELECT "+caseColumns+" FROM settlement_case WHERE 1 = 1", []any{}
	if cmd.State != "" {
		text, args = text+" AND state = ?", append(args, cmd.State)
	}
	if cmd.BeforeAt != 0 {
		text, args = text+" AND opened_at <= ? AND (opened_at, id) < (?, ?)", append(args, cmd.BeforeAt, cmd.BeforeAt, cmd.BeforeID)
	}
	return store.Select[Case](ctx, q, text+" ORDER BY opened_at DESC, id DESC LIMIT ?", append(args, cmd.Limit)...)
}

// FindCase reads a case by its number. Faults: ErrNoCase.
func FindCase(ctx context.Context, q store.Querier, cid id.ID) (Case, error) {
	c, found, err := store.SelectOne[Case](ctx, q, "SELECT "+caseColumns+" FROM settlement_case WHERE bucket = ? AND id = ?", cid.Bucket(), cid)
	if err == nil && !found {
		err = ErrNoCase
	}
	return c, err
}

// CurrencyStatuses are the currencies that were ever paused.
// contract: N-16
func CurrencyStatuses(ctx context.Context, q store.Querier) ([]CurrencyStatus, error) {
	return store.Select[CurrencyStatus](ctx, q, "SELECT currency, state, reason, changed_at, changed_by FROM settlement_currency ORDER BY currency")
}

// Wallet is what the provider says of itself.
type Wallet struct {
	Provider     string
	Capabilities Capabilities
	Balances     []Balance
}

// Wallet asks the provider what it can do and what it has.
// Faults: ErrNoProvider, ErrNotAnswering.
// contract: N-16
func (s *Service) Wallet(ctx context.Context) (Wallet, error) {
	if s.provider == nil {
		return Wallet{}, ErrNoProvider
	}
	ctx, cancel := context.WithTimeout(ctx, min(s.opts.CallTime, 5*time.Second))
	defer cancel()
	able, err := s.provider.Capabilities(ctx)
	have, balanceErr := s.provider.Balances(ctx)
	if err := errors.Join(err, balanceErr); err != nil {
		return Wallet{}, ErrNotAnswering.Because(err)
	}
	return Wallet{s.provider.Name(), able, have}, nil
}
