package solana

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
)

// Bounds of a transaction, well over what the network allows.
const (
	keysMax         = 256
	signaturesMax   = 64
	instructionsMax = 4096
	blockTimeMax    = 1 << 38 // seconds: the year 10680
)

// transactionParams ask for final transactions of every version there is.
// Without version 1, the node refuses them with -32015.
func transactionParams(hash chain.Signature) []any {
	return []any{hash.String(), map[string]any{
		"encoding": "json", "commitment": "finalized", "maxSupportedTransactionVersion": 1,
	}}
}

// Transaction gives a final transaction. Faults: chain.ErrNotFinal where the
// node has none, chain.ErrUnavailable, chain.ErrWrongNetwork.
func (c *Client) Transaction(ctx context.Context, hash chain.Signature) (chain.Transaction, error) {
	if err := c.CheckNetwork(ctx); err != nil {
		return chain.Transaction{}, err
	}
	var raw json.RawMessage
	if err := c.call(ctx, "getTransaction", transactionParams(hash), &raw); err != nil {
		return chain.Transaction{}, err
	}
	return parseTransaction(raw)
}

// The wire form of getTransaction with the encoding "json".
type wireTransaction struct {
	Slot        int64           `json:"slot"`
	BlockTime   *int64          `json:"blockTime"`
	Version     json.RawMessage `json:"version"` // "legacy", 0, 1; left out for legacy by some
	Transaction struct {
		Signatures []string `json:"signatures"`
		Message    struct {
			AccountKeys []string `json:"accountKeys"`
			Header      struct {
				Required int `json:"numRequiredSignatures"`
			} `json:"header"`
			Instructions []wireInstruction `json:"instructions"`
			Lookups      []struct {
				Writable []int `json:"writableIndexes"`
				Readonly []int `json:"readonlyIndexes"`
			} `json:"addressTableLookups"`
		} `json:"message"`
	} `json:"transaction"`
	Meta *wireMeta `json:"meta"`
}

type wireMeta struct {
	Err   json.RawMessage `json:"err"` // null where the transaction succeeded
	Pre   []uint64        `json:"preBalances"`
	Post  []uint64        `json:"postBalances"`
	Inner []struct {
		Instructions []wireInstruction `json:"instructions"`
	} `json:"innerInstructions"`
	Loaded struct {
		Writable []string `json:"writable"`
		Readonly []string `json:"readonly"`
	} `json:"loadedAddresses"`
}

type wireInstruction struct {
	Program  int    `json:"programIdIndex"`
	Accounts []int  `json:"accounts"`
	Data     string `json:"data"`
}

// parseTransaction reads the node's answer and refuses one with parts missing
// or contradicting each other.
func parseTransaction(raw []byte) (chain.Transaction, error) {
	if isNull(raw) {
		return chain.Transaction{}, chain.ErrNotFinal
	}
	var wire wireTransaction
	if err := json.Unmarshal(raw, &wire); err != nil {
		return chain.Transaction{}, unavailable("a transaction of another form: %w", err)
	}
	transaction, err := wire.read()
	if err != nil {
		return chain.Transaction{}, unavailable("an unreadable transaction: %w", err)
	}
	return transaction, nil
}

func (w *wireTransaction) read() (t chain.Transaction, err error) {
	if err := w.check(); err != nil {
		return t, err
	}
	t.Slot, t.Failed = w.Slot, !isNull(w.Meta.Err)
	if t.BlockTime, err = blockTime(w.BlockTime); err != nil {
		return t, err
	}
	for _, text := range w.Transaction.Signatures {
		signature, err := chain.ParseTransactionHash(text)
		if err != nil {
			return t, err
		}
		t.Signatures = append(t.Signatures, signature)
	}
	for _, text := range slices.Concat(w.Transaction.Message.AccountKeys, w.Meta.Loaded.Writable, w.Meta.Loaded.Readonly) {
		key, err := chain.ParseAddress(text)
		if err != nil {
			return t, err
		}
		t.Keys = append(t.Keys, key)
	}
	if t.Pre, err = balances(w.Meta.Pre, len(t.Keys)); err != nil {
		return t, err
	}
	if t.Post, err = balances(w.Meta.Post, len(t.Keys)); err != nil {
		return t, err
	}
	t.Instructions, err = w.instructions(len(t.Keys))
	return t, err
}

// check looks at versions and counts, before anything is worked on.
func (w *wireTransaction) check() error {
	message := &w.Transaction.Message
	if version := string(w.Version); version != "" && version != `"legacy"` && version != "0" && version != "1" {
		return fmt.Errorf("version %.20s", version)
	}
	if w.Meta == nil || w.Meta.Err == nil {
		return errors.New("without an outcome")
	}
	if n := len(w.Transaction.Signatures); n == 0 || n > signaturesMax || n != message.Header.Required || n > len(message.AccountKeys) {
		return fmt.Errorf("%d signatures of %d", n, message.Header.Required)
	}
	if n := len(message.AccountKeys) + len(w.Meta.Loaded.Writable) + len(w.Meta.Loaded.Readonly); n > keysMax {
		return fmt.Errorf("%d keys", n)
	}
	writable, readonly := 0, 0
	for _, lookup := range message.Lookups {
		writable += len(lookup.Writable)
		readonly += len(lookup.Readonly)
	}
	if writable != len(w.Meta.Loaded.Writable) || readonly != len(w.Meta.Loaded.Readonly) {
		return errors.New("looked-up keys are missing")
	}
	return nil
}

func blockTime(seconds *int64) (instant.Instant, error) {
	if seconds == nil {
		return 0, nil
	}
	if *seconds <= 0 || *seconds > blockTimeMax {
		return 0, fmt.Errorf("block time %d", *seconds)
	}
	return instant.Instant(*seconds * 1_000_000), nil
}

func balances(lamports []uint64, keys int) ([]amount.Amount, error) {
	if len(lamports) != keys {
		return nil, fmt.Errorf("%d balances of %d keys", len(lamports), keys)
	}
	amounts := make([]amount.Amount, keys)
	for i, n := range lamports {
		if n > math.MaxInt64 {
			return nil, fmt.Errorf("balance %d", n)
		}
		amounts[i] = amount.Amount(n)
	}
	return amounts, nil
}

// instructions puts the top-level and the inner instructions together.
func (w *wireTransaction) instructions(keys int) ([]chain.Instruction, error) {
	all := w.Transaction.Message.Instructions
	for _, inner := range w.Meta.Inner {
		all = append(all, inner.Instructions...)
	}
	if len(all) > instructionsMax {
		return nil, fmt.Errorf("%d instructions", len(all))
	}
	read := make([]chain.Instruction, len(all))
	for i, wire := range all {
		for _, at := range append([]int{wire.Program}, wire.Accounts...) {
			if at < 0 || at >= keys {
				return nil, fmt.Errorf("key %d of %d", at, keys)
			}
		}
		data, err := instructionData(wire.Data)
		if err != nil {
			return nil, err
		}
		read[i] = chain.Instruction{Program: wire.Program, Accounts: wire.Accounts, Data: data}
	}
	return read, nil
}

// instructionData reads base58 that may be as short as a transfer; the work
// of reading longer data grows with its square, and nobody looks at it.
func instructionData(text string) ([]byte, error) {
	if len(text) > chain.Base58Max {
		return nil, nil
	}
	data, err := chain.DecodeBase58(text)
	if err != nil || len(data) > chain.DataMax {
		return nil, err
	}
	return data, nil
}
