package solana

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
)

// The transactions of testdata ran in a Solana runtime, from the first wallet
// to the second: 0.02 SOL each, version1 also 1,148,400 lamports to an account
// by an inner transfer.
const (
	walletText = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9"
	targetText = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
	fee        = amount.Amount(20_000_000)
)

var paidAt = instant.Instant(1_795_248_986_000_000)

func golden(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func address(t testing.TB, text string) chain.Address {
	t.Helper()
	a, err := chain.ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func want(t testing.TB, transaction chain.Transaction) chain.Want {
	t.Helper()
	return chain.Want{
		Signature: transaction.Signatures[0], Wallet: address(t, walletText), Target: address(t, targetText), Lamports: fee,
		MemberSince: paidAt.Add(-time.Hour), ClaimedAt: paidAt.Add(time.Hour),
	}
}

func TestParseTransactionOfEveryVersion(t *testing.T) {
	for name, cause := range map[string]error{"legacy": nil, "version0": nil, "version1": nil, "failed": chain.CauseFailed} {
		transaction, err := parseTransaction(golden(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		deposit, err := chain.VerifyDeposit(transaction, want(t, transaction))
		if !errors.Is(err, cause) {
			t.Errorf("%s: %v, want %v", name, err, cause)
		}
		if err == nil && (deposit.Lamports != fee || deposit.PaidAt != paidAt) {
			t.Errorf("%s: %+v", name, deposit)
		}
	}
}

func TestParseTransactionFindsInnerTransfers(t *testing.T) {
	transaction, err := parseTransaction(golden(t, "version1"))
	if err != nil {
		t.Fatal(err)
	}
	w := want(t, transaction)
	w.Lamports = 1_148_400
	for _, key := range transaction.Keys {
		w.Target = key
		deposit, err := chain.VerifyDeposit(transaction, w)
		if err == nil && deposit.Lamports == 1_148_400 {
			return
		}
	}
	t.Fatal("no account got the inner transfer")
}

func TestParseTransactionNullIsNotFinal(t *testing.T) {
	for _, raw := range []string{"null", ""} {
		if _, err := parseTransaction([]byte(raw)); !errors.Is(err, chain.ErrNotFinal) {
			t.Errorf("%q: %v, want ErrNotFinal", raw, err)
		}
	}
}

// Whatever a node leaves out or gets wrong is no verdict about the deposit.
func TestParseTransactionRefuses(t *testing.T) {
	type object = map[string]any
	transaction := func(o object) object { return o["transaction"].(object) }
	message := func(o object) object { return transaction(o)["message"].(object) }
	meta := func(o object) object { return o["meta"].(object) }
	instruction := func(o object) object { return message(o)["instructions"].([]any)[0].(object) }
	for name, change := range map[string]func(object){
		"another version":         func(o object) { o["version"] = 2 },
		"a version in words":      func(o object) { o["version"] = "v1" },
		"no outcome":              func(o object) { delete(o, "meta") },
		"no error field":          func(o object) { delete(meta(o), "err") },
		"no transaction":          func(o object) { delete(o, "transaction") },
		"a transaction in base64": func(o object) { o["transaction"] = []string{"AQID", "base64"} },
		"no signatures":           func(o object) { transaction(o)["signatures"] = []string{} },
		"more signatures":         func(o object) { message(o)["header"].(object)["numRequiredSignatures"] = 2 },
		"a short signature":       func(o object) { transaction(o)["signatures"] = []string{"1111"} },
		"a bad key":               func(o object) { message(o)["accountKeys"].([]any)[0] = "0" },
		"keys as objects":         func(o object) { message(o)["accountKeys"].([]any)[0] = object{"pubkey": walletText} },
		"no keys":                 func(o object) { message(o)["accountKeys"] = []string{} },
		"too many keys":           func(o object) { message(o)["accountKeys"] = slices.Repeat([]string{walletText}, keysMax+1) },
		"looked-up keys missing":  func(o object) { meta(o)["loadedAddresses"] = object{} },
		"a looked-up key too many": func(o object) {
			meta(o)["loadedAddresses"].(object)["readonly"] = []string{walletText}
		},
		"a balance missing":       func(o object) { meta(o)["preBalances"] = []int{1, 2} },
		"balances missing":        func(o object) { delete(meta(o), "postBalances") },
		"a negative balance":      func(o object) { meta(o)["preBalances"] = []int{1, -2, 3} },
		"a fraction of a lamport": func(o object) { meta(o)["preBalances"] = []float64{1, 2.5, 3} },
		"an impossible balance":   func(o object) { meta(o)["preBalances"] = []uint64{1, 1 << 63, 3} },
		"a program out of range":  func(o object) { instruction(o)["programIdIndex"] = 3 },
		"an account out of range": func(o object) { instruction(o)["accounts"] = []int{0, 3} },
		"an account below range":  func(o object) { instruction(o)["accounts"] = []int{-1, 0} },
		"data in base64":          func(o object) { instruction(o)["data"] = "AgAAAAAt0A==" },
		"too many instructions": func(o object) {
			message(o)["instructions"] = slices.Repeat([]object{instruction(o)}, instructionsMax+1)
		},
		"block time zero":         func(o object) { o["blockTime"] = 0 },
		"block time before 1970":  func(o object) { o["blockTime"] = -1 },
		"block time out of reach": func(o object) { o["blockTime"] = blockTimeMax + 1 },
		"block time in fractions": func(o object) { o["blockTime"] = 1.5 },
		"an inner program unknown": func(o object) {
			meta(o)["innerInstructions"] = []object{{"index": 0, "instructions": []object{{"programIdIndex": 9}}}}
		},
	} {
		var o object
		if err := json.Unmarshal(golden(t, "version0"), &o); err != nil {
			t.Fatal(err)
		}
		change(o)
		raw, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseTransaction(raw); !errors.Is(err, chain.ErrUnavailable) {
			t.Errorf("%s: %v, want ErrUnavailable", name, err)
		}
	}
}

func TestParseTransactionToleratesWhatNodesLeaveOut(t *testing.T) {
	var o map[string]any
	if err := json.Unmarshal(golden(t, "legacy"), &o); err != nil {
		t.Fatal(err)
	}
	delete(o, "version")
	delete(o["meta"].(map[string]any), "loadedAddresses")
	o["meta"].(map[string]any)["innerInstructions"] = nil
	o["blockTime"] = nil
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	transaction, err := parseTransaction(raw)
	if err != nil || !transaction.BlockTime.IsZero() {
		t.Fatalf("%+v, %v", transaction, err)
	}
	if _, err := chain.VerifyDeposit(transaction, want(t, transaction)); !errors.Is(err, chain.ErrUnavailable) {
		t.Fatalf("without a block time: %v, want ErrUnavailable", err)
	}
}

func TestInstructionDataIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		size int
		ok   bool
	}{
		"a transfer":   {"3Bxs3ztNaW5EjZkb", 12, true},
		"none":         {"", 0, true},
		"long":         {strings.Repeat("z", chain.Base58Max), 0, true},
		"very long":    {strings.Repeat("0", 1<<20), 0, true},
		"not base58":   {"0", 0, false},
		"just too big": {chain.EncodeBase58(make([]byte, chain.DataMax+1)), 0, true},
		"just fits":    {chain.EncodeBase58(make([]byte, chain.DataMax)), chain.DataMax, true},
	} {
		data, err := instructionData(c.text)
		if len(data) != c.size || (err == nil) != c.ok {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
}

// FuzzTransaction holds the parser to: an error, or a transaction whose parts
// fit together and that can be decided on.
func FuzzTransaction(f *testing.F) {
	for _, name := range []string{"legacy", "version0", "version1", "failed"} {
		f.Add(golden(f, name))
	}
	f.Add([]byte("null"))
	f.Add([]byte(`{"transaction":{"signatures":[""]},"meta":{"err":null}}`))
	wallet, target := address(f, walletText), address(f, targetText)
	f.Fuzz(func(t *testing.T, raw []byte) {
		transaction, err := parseTransaction(raw)
		if err != nil {
			if !errors.Is(err, chain.ErrUnavailable) && !errors.Is(err, chain.ErrNotFinal) {
				t.Fatalf("%v", err)
			}
			return
		}
		deposit, err := chain.VerifyDeposit(transaction, chain.Want{
			Signature: transaction.Signatures[0], Wallet: wallet, Target: target, Lamports: 1, ClaimedAt: transaction.BlockTime,
		})
		if err == nil && (deposit.Lamports < 1 || transaction.Failed) {
			t.Fatalf("accepted %+v", deposit)
		}
	})
}
