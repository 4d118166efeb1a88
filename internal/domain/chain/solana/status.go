package solana

import (
	"context"
	"encoding/json"

	"guerdon/internal/domain/chain"
)

type signatureStatus struct {
	Slot               int64           `json:"slot"`
	Confirmations      *int64          `json:"confirmations"` // null once final
	Err                json.RawMessage `json:"err"`
	ConfirmationStatus string          `json:"confirmationStatus"` // older nodes leave it out
}

// SignatureStatus tells how far a transaction has come, also one that is long
// past. Faults: chain.ErrUnavailable, chain.ErrWrongNetwork.
func (c *Client) SignatureStatus(ctx context.Context, hash chain.Signature) (chain.Status, error) {
	if err := c.CheckNetwork(ctx); err != nil {
		return chain.Status{}, err
	}
	var result struct {
		Value []*signatureStatus `json:"value"`
	}
	params := []any{[]string{hash.String()}, map[string]any{"searchTransactionHistory": true}}
	if err := c.call(ctx, "getSignatureStatuses", params, &result); err != nil {
		return chain.Status{}, err
	}
	if len(result.Value) != 1 {
		return chain.Status{}, unavailable("%d statuses for one signature", len(result.Value))
	}
	return result.Value[0].status(), nil
}

func (s *signatureStatus) status() chain.Status {
	if s == nil {
		return chain.Status{}
	}
	stage := chain.Seen
	if s.ConfirmationStatus == "finalized" || (s.ConfirmationStatus == "" && s.Confirmations == nil) {
		stage = chain.Final
	}
	return chain.Status{Stage: stage, Failed: !isNull(s.Err), Slot: s.Slot}
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }
