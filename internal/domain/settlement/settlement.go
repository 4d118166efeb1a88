package settlement

import (
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// State is where a settlement stands. See the package comment.
type State string

// The states.
const (
	Requested   State = "requested"
	Approved    State = "approved"
	Prepared    State = "prepared"
	Broadcast   State = "broadcast"
	Unknown     State = "unknown"
	Final       State = "final"
	Failed      State = "failed"
	NeedsReview State = "needs_review"
)

// States lists the states in the order of a settlement's life.
func States() []State {
	return []State{Requested, Approved, Prepared, Broadcast, Unknown, Final, Failed, NeedsReview}
}

// Ended reports whether nothing will change any more.
func (s State) Ended() bool { return s == Final || s == Failed }

// sent reports whether the order may have reached the provider.
func (s State) sent() bool { return s == Prepared || s == Broadcast || s == Unknown }

// Faults of settlements.
var (
	ErrNotFound     = fault.New(fault.NotFound, "settlement.not_found", "There is no such settlement.")
	ErrNoProvider   = fault.New(fault.Unavailable, "settlement.no_provider", "No wallet service is configured.")
	ErrPaused       = fault.New(fault.Unavailable, "settlement.currency_paused", "Settlements in this currency are paused.")
	ErrState        = fault.New(fault.Conflict, "settlement.state", "The settlement is in another state.")
	ErrOutcome      = fault.New(fault.Invalid, "settlement.outcome_invalid", "The outcome must be final, with a transaction and an amount, or failed.")
	ErrAddress      = fault.New(fault.Invalid, "settlement.address_invalid", "The wallet service cannot pay to this address.")
	ErrReason       = fault.New(fault.Invalid, "settlement.reason_missing", "This needs a reason.")
	ErrNoCase       = fault.New(fault.NotFound, "settlement.case_not_found", "There is no such case.")
	ErrCaseClosed   = fault.New(fault.Conflict, "settlement.case_closed", "The case was closed before.")
	ErrNotAnswering = fault.New(fault.Unavailable, "settlement.provider_away", "The wallet service does not answer.")
)

type settlementKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Settlement is one payout. Amount is in USDT, at SourceScale; QuoteOut,
// QuoteLeast and Received are at the currency's scale.
type Settlement struct {
	settlementKey
	Member     id.ID           `db:"member"`
	Purpose    string          `db:"purpose"` // the claimant's
	Client     string          `db:"client"`  // its name at the provider
	Provider   string          `db:"provider"`
	Amount     amount.Amount   `db:"amount"`
	Currency   Currency        `db:"currency"`
	Address    string          `db:"address"`
	State      State           `db:"state"`
	Quote      string          `db:"quote_id"`
	QuoteOut   amount.Amount   `db:"quote_out"`
	QuoteLeast amount.Amount   `db:"quote_least"`
	QuoteRate  string          `db:"quote_rate"` // of the currency for one USDT
	QuotedAt   instant.Instant `db:"quoted_at"`
	QuoteEnds  instant.Instant `db:"quote_ends"`
	Received   amount.Amount   `db:"received"`
	TxHash     string          `db:"tx_hash"`
	Code       Code            `db:"error"`
	ApprovedBy string          `db:"approved_by"`
	Tries      int32           `db:"tries"` // answers that left it unfinished
	CreatedAt  instant.Instant `db:"created_at"`
	ChangedAt  instant.Instant `db:"changed_at"`
	EndedAt    instant.Instant `db:"ended_at"`
}

var settlements = store.Define[settlementKey, Settlement]("settlement")

func keyOf(i id.ID) settlementKey { return settlementKey{i.Bucket(), i} }

// order is what is sent for the settlement, the same at all times.
func (s *Settlement) order() Order {
	return Order{Client: s.Client, Member: s.Member, Amount: s.Amount, Currency: s.Currency, Address: s.Address, Quote: s.Quote, Least: s.QuoteLeast}
}

// clientPrefix begins the client ids of this program: "gs-ID-RANDOM". The
// random part keeps two installations, or one and its restored copy, from
// naming different orders alike.
const clientPrefix = "gs-"

func clientOf(i id.ID, random string) string {
	return clientPrefix + strconv.FormatInt(int64(i), 10) + "-" + random
}

// idOf is the settlement that a client id may be of.
func idOf(client string) (id.ID, bool) {
	rest, ok := strings.CutPrefix(client, clientPrefix)
	digits, _, cut := strings.Cut(rest, "-")
	n, err := strconv.ParseInt(digits, 10, 64)
	return id.ID(n), ok && cut && err == nil && n > 0
}
