package httpwallet

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"guerdon/internal/base/instant"
	"guerdon/internal/domain/settlement"
)

var _ settlement.Provider = (*Provider)(nil)

// Capabilities asks the service what it pays. Currencies that this program
// does not know are left out.
func (p *Provider) Capabilities(ctx context.Context) (settlement.Capabilities, error) {
	var w capabilitiesWire
	if err := p.get(ctx, "/v1/capabilities", &w); err != nil {
		return settlement.Capabilities{}, err
	}
	out := settlement.Capabilities{Simulated: w.Simulated}
	for _, a := range w.Assets {
		c, err := settlement.ParseCurrency(a.Asset)
		if err != nil {
			continue
		}
		one := settlement.Capability{Currency: c, NeedsAddress: a.NeedsAddress}
		if one.Least, err = optional(a.Min, settlement.SourceScale); err != nil {
			return out, fmt.Errorf("httpwallet: %s: min: %w", c, err)
		}
		if one.Most, err = optional(a.Max, settlement.SourceScale); err != nil {
			return out, fmt.Errorf("httpwallet: %s: max: %w", c, err)
		}
		out.Currencies = append(out.Currencies, one)
	}
	return out, nil
}

// ValidateAddress asks the service about an address.
func (p *Provider) ValidateAddress(ctx context.Context, c settlement.Currency, address string) error {
	r, err := p.call(ctx, http.MethodPost, "/v1/addresses/validate", addressRequest{string(c), address})
	if err != nil {
		return err
	}
	var w struct {
		Valid bool `json:"valid"`
	}
	if no := r.refusal(); no != nil {
		return no
	}
	if err := r.read(&w); err != nil {
		return err
	}
	if !w.Valid {
		return settlement.Refusal{Code: settlement.InvalidAddress}
	}
	return nil
}

// Quote asks for an offer.
func (p *Provider) Quote(ctx context.Context, q settlement.QuoteCmd) (settlement.Quote, error) {
	r, err := p.call(ctx, http.MethodPost, "/v1/quotes", quoteRequest{"USDT", string(q.Currency), q.Amount.Format(settlement.SourceScale)})
	if err != nil {
		return settlement.Quote{}, err
	}
	if no := r.refusal(); no != nil {
		return settlement.Quote{}, no
	}
	var w quoteWire
	if err := r.read(&w); err != nil {
		return settlement.Quote{}, err
	}
	out := settlement.Quote{ID: w.QuoteID, Ends: instantOf(w.ExpiresAt)}
	if w.QuoteID == "" || len(w.QuoteID) > 200 {
		return out, fmt.Errorf("%w: a quote without a name", errNoAnswer)
	}
	if out.Out, err = q.Currency.Cut(w.Out); err != nil {
		return out, fmt.Errorf("httpwallet: quote: out: %w", err)
	}
	if out.Least, err = q.Currency.Cut(w.MinOut); err != nil {
		return out, fmt.Errorf("httpwallet: quote: min_out: %w", err)
	}
	return out, nil
}

// refusal is the error of an answer of 4xx that gives a code, else nil.
func (r reply) refusal() error {
	if r.status < 400 || r.status > 499 {
		return nil
	}
	var w struct {
		Error *errorWire `json:"error"`
	}
	if r.decode(&w) != nil || w.Error == nil || w.Error.Code == "" {
		return nil
	}
	return settlement.Refusal{Code: settlement.Known(w.Error.Code)}
}

// Submit puts an order. Only the report of an order counts as its end: an
// answer of 4xx without one leaves open what happened to an earlier try.
func (p *Provider) Submit(ctx context.Context, o settlement.Order) (settlement.Report, error) {
	r, err := p.call(ctx, http.MethodPut, "/v1/settlements/"+url.PathEscape(o.Client), orderWire{
		Source: "USDT", Amount: o.Amount.Format(settlement.SourceScale), Target: string(o.Currency), Beneficiary: strconv.FormatInt(int64(o.Member), 10),
		Address: o.Address, QuoteID: o.Quote, MinOut: o.Least.Format(o.Currency.Scale()),
	})
	if err != nil {
		return settlement.Report{}, err
	}
	taken := settlement.Report{Client: o.Client, Status: settlement.Accepted, Moved: settlement.MovedUnknown}
	switch {
	case r.status == http.StatusUnprocessableEntity:
		return settlement.Report{}, settlement.ErrMismatch
	case r.status == http.StatusConflict: // in flight
		return taken, nil
	case r.status == http.StatusAccepted && len(r.body) == 0:
		return taken, nil
	}
	return r.report(o.Client)
}

// Lookup asks how an order stands.
func (p *Provider) Lookup(ctx context.Context, client string) (settlement.Report, error) {
	r, err := p.call(ctx, http.MethodGet, "/v1/settlements/"+url.PathEscape(client), nil)
	if err != nil {
		return settlement.Report{}, err
	}
	if r.status == http.StatusNotFound {
		return settlement.Report{}, settlement.ErrNeverSeen
	}
	return r.report(client)
}

func (r reply) report(client string) (settlement.Report, error) {
	var w reportWire
	if err := r.read(&w); err != nil {
		return settlement.Report{}, err
	}
	return w.report(client)
}

// List reads a piece of the service's record.
func (p *Provider) List(ctx context.Context, after instant.Instant, cursor string) (settlement.Feed, error) {
	q := url.Values{"updated_after": {after.Time().Format(time.RFC3339Nano)}}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	var w feedWire
	if err := p.get(ctx, "/v1/settlements?"+q.Encode(), &w); err != nil {
		return settlement.Feed{}, err
	}
	out := settlement.Feed{Next: w.NextCursor}
	for _, item := range w.Items {
		one, err := item.report("")
		if err != nil {
			return out, err
		}
		out.Reports = append(out.Reports, one)
	}
	return out, nil
}

// Balances asks what the service has.
func (p *Provider) Balances(ctx context.Context) ([]settlement.Balance, error) {
	var w balancesWire
	if err := p.get(ctx, "/v1/balances", &w); err != nil {
		return nil, err
	}
	var out []settlement.Balance
	for _, b := range w.Balances {
		c, err := settlement.ParseCurrency(b.Asset)
		if err != nil {
			continue
		}
		one := settlement.Balance{Currency: c}
		if one.Available, err = optional(b.Available, c.Scale()); err != nil {
			return nil, err
		}
		if one.Reserved, err = optional(b.Reserved, c.Scale()); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (p *Provider) get(ctx context.Context, path string, v any) error {
	r, err := p.call(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	return r.read(v)
}
