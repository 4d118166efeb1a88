package simulated

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/platform/store"
)

// Name is what settlements through this provider carry.
const Name = "simulated"

// quoteFor is how long a quote holds.
const quoteFor = time.Minute

// Provider pays from the book.
type Provider struct {
	store *store.Store
	now   func() instant.Instant
}

var _ settlement.Provider = (*Provider)(nil)

// New makes the provider. It is an error in production.
func New(s *store.Store, now func() instant.Instant, production bool) (*Provider, error) {
	if production {
		return nil, errors.New("simulated: a simulated wallet service is not for production")
	}
	return &Provider{store: s, now: now}, nil
}

// Name is Name.
func (p *Provider) Name() string { return Name }

// Capabilities are all currencies, to nowhere in particular.
func (p *Provider) Capabilities(context.Context) (settlement.Capabilities, error) {
	out := settlement.Capabilities{Simulated: true}
	for _, c := range settlement.Currencies() {
		out.Currencies = append(out.Currencies, settlement.Capability{Currency: c})
	}
	return out, nil
}

// ValidateAddress takes any text without white space.
func (p *Provider) ValidateAddress(_ context.Context, _ settlement.Currency, address string) error {
	if address == "" || strings.ContainsAny(address, " \t\r\n") {
		return settlement.Refusal{Code: settlement.InvalidAddress}
	}
	return nil
}

// Quote offers the fixed rate as long as the pool is large enough.
func (p *Provider) Quote(ctx context.Context, q settlement.QuoteCmd) (settlement.Quote, error) {
	out, err := worth(q.Amount, q.Currency)
	if err != nil {
		return settlement.Quote{}, err
	}
	there, err := p.available(ctx, q.Currency)
	switch {
	case err != nil:
		return settlement.Quote{}, err
	case out > there:
		return settlement.Quote{}, settlement.Refusal{Code: settlement.InsufficientLiquidity}
	case out == 0:
		return settlement.Quote{}, settlement.Refusal{Code: settlement.PolicyDenied}
	}
	now := p.now()
	return settlement.Quote{ID: "sim_q_" + strconv.FormatInt(int64(now), 36), Out: out, Least: out, Ends: now.Add(quoteFor)}, nil
}

func (p *Provider) available(ctx context.Context, c settlement.Currency) (amount.Amount, error) {
	there, found, err := store.SelectOne[amount.Amount](ctx, p.store, "SELECT available FROM simulated_pool WHERE currency = ?", c)
	if err == nil && !found {
		there = start(c)
	}
	return there, err
}

// Submit settles an order, at once.
func (p *Provider) Submit(ctx context.Context, o settlement.Order) (settlement.Report, error) {
	done, err := store.Do(ctx, p.store, keyOf(o.Client).Bucket, func(tx *store.Tx) (payout, error) { return settle(tx, o) })
	if err == nil && done.Body != bodyOf(o) {
		err = settlement.ErrMismatch
	}
	return done.report(), err
}

const columns = "bucket, client, body, currency, status, received, tx_hash, code, at"

// Lookup reads the book.
func (p *Provider) Lookup(ctx context.Context, client string) (settlement.Report, error) {
	key := keyOf(client)
	done, found, err := store.SelectOne[payout](ctx, p.store, "SELECT "+columns+" FROM simulated_payout WHERE bucket = ? AND client = ?", key.Bucket, client)
	if err == nil && !found {
		err = settlement.ErrNeverSeen
	}
	return done.report(), err
}

// pieceMax is how long a piece of the record is.
const pieceMax = 200

// List reads the book by time. A cursor is the last line of the piece before:
// its instant and client id.
func (p *Provider) List(ctx context.Context, after instant.Instant, cursor string) (settlement.Feed, error) {
	at, client := int64(after), ""
	if cursor != "" {
		first, rest, _ := strings.Cut(cursor, " ")
		n, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return settlement.Feed{}, fmt.Errorf("simulated: cursor: %w", err)
		}
		at, client = n, rest
	}
	rows, err := store.Select[payout](ctx, p.store, "SELECT "+columns+" FROM simulated_payout WHERE at >= ? AND (at, client) > (?, ?) ORDER BY at, client LIMIT ?", at, at, client, pieceMax)
	var feed settlement.Feed
	for _, row := range rows {
		feed.Reports = append(feed.Reports, row.report())
	}
	if len(rows) == pieceMax {
		last := rows[len(rows)-1]
		feed.Next = strconv.FormatInt(int64(last.At), 10) + " " + last.Client
	}
	return feed, err
}

// Balances are the pools.
func (p *Provider) Balances(ctx context.Context) ([]settlement.Balance, error) {
	var out []settlement.Balance
	for _, c := range settlement.Currencies() {
		there, err := p.available(ctx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, settlement.Balance{Currency: c, Available: there})
	}
	return out, nil
}

func (p payout) report() settlement.Report {
	r := settlement.Report{Client: p.Client, Status: p.Status, Moved: settlement.MovedNo, TxHash: p.TxHash, Currency: p.Currency, Code: p.Code, UpdatedAt: p.At}
	if p.Status == settlement.Done {
		r.Moved, r.Received = settlement.MovedYes, p.Received.Format(p.Currency.Scale())
	}
	return r
}
