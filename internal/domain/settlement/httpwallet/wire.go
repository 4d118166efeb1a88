package httpwallet

import (
	"fmt"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/settlement"
)

type assetWire struct {
	Asset        string `json:"asset"`
	Decimals     int    `json:"decimals"`
	Min          string `json:"min"` // USDT
	Max          string `json:"max"` // USDT
	NeedsAddress bool   `json:"needs_address"`
}

type capabilitiesWire struct {
	Assets    []assetWire `json:"assets"`
	Finality  string      `json:"finality"`
	Simulated bool        `json:"simulated"`
}

type quoteRequest struct {
	Source string `json:"source"`
	Target string `json:"target"`
	Amount string `json:"amount"`
}

type quoteWire struct {
	QuoteID   string    `json:"quote_id"`
	Out       string    `json:"out"`
	MinOut    string    `json:"min_out"`
	Rate      string    `json:"rate"`
	ExpiresAt time.Time `json:"expires_at"`
}

type addressRequest struct {
	Asset   string `json:"asset"`
	Address string `json:"address"`
}

type orderWire struct {
	Source      string `json:"source"`
	Amount      string `json:"amount"`
	Target      string `json:"target"`
	Beneficiary string `json:"beneficiary"` // the member's id
	Address     string `json:"address,omitempty"`
	QuoteID     string `json:"quote_id,omitempty"`
	MinOut      string `json:"min_out"`
}

type errorWire struct {
	Code      string `json:"code"`
	Retryable bool   `json:"retryable"`
	Message   string `json:"message"`
}

type reportWire struct {
	ClientID       string     `json:"client_id"`
	Status         string     `json:"status"`
	FundsMoved     string     `json:"funds_moved"`
	TxHash         string     `json:"tx_hash"`
	Target         string     `json:"target"`
	ReceivedAmount string     `json:"received_amount"`
	Error          *errorWire `json:"error"`
	UpdatedAt      time.Time  `json:"updated_at"`
}

type feedWire struct {
	Items      []reportWire `json:"items"`
	NextCursor string       `json:"next_cursor"`
}

type balanceWire struct {
	Asset     string `json:"asset"`
	Available string `json:"available"`
	Reserved  string `json:"reserved"`
}

type balancesWire struct {
	Balances []balanceWire `json:"balances"`
}

// optional reads an amount that may be missing.
func optional(text string, scale int) (amount.Amount, error) {
	if text == "" {
		return 0, nil
	}
	return settlement.CutTo(text, scale)
}

// report turns the wire form around. A report that cannot be read is none.
func (w reportWire) report(client string) (settlement.Report, error) {
	if client == "" {
		client = w.ClientID
	}
	r := settlement.Report{
		Client: client, Status: settlement.Status(w.Status), Moved: settlement.Moved(w.FundsMoved), TxHash: w.TxHash,
		Currency: settlement.Currency(w.Target), Received: w.ReceivedAmount, UpdatedAt: instantOf(w.UpdatedAt),
	}
	if w.ClientID != "" && w.ClientID != client {
		return r, fmt.Errorf("%w: it is about another order", errNoAnswer)
	}
	if w.Status == "" {
		return r, fmt.Errorf("%w: no status", errNoAnswer)
	}
	if w.Error != nil {
		r.Code = settlement.Known(w.Error.Code)
	}
	return r, nil
}

func instantOf(t time.Time) instant.Instant {
	if t.IsZero() {
		return 0
	}
	return instant.Of(t)
}
