package chain

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/instant"
)

const fee = amount.Amount(20_000_000)

var (
	wallet   = Address{1: 1}
	target   = Address{1: 2}
	stranger = Address{1: 3}
	derived  = Address{1: 4}
	program  = Address{1: 5}
	hash     = Signature{1}
	noon     = instant.Of(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
)

// The positions of the keys of paid.
const (
	atWallet = iota
	atStranger
	atTarget
	atDerived
	atProgram
	atSystem
)

// paid is a transaction in which the wallet pays the target, as a wallet
// sends it: with instructions of its own.
func paid(lamports ...uint64) Transaction {
	t := Transaction{
		Slot: 7, BlockTime: noon, Signatures: []Signature{hash},
		Keys: []Address{wallet, stranger, target, derived, program, System},
		Pre:  []amount.Amount{1e12, 1e12, 5, 1e12, 1, 1},
		Post: []amount.Amount{1e12 - 5000, 1e12, 5, 1e12, 1, 1},
		Instructions: []Instruction{
			{Program: atProgram, Accounts: []int{atWallet}, Data: []byte{2, 0, 0, 0, 1}},
		},
	}
	for _, n := range lamports {
		t = move(t, atWallet, atTarget, n)
	}
	return t
}

func move(t Transaction, from, to int, lamports uint64) Transaction {
	t.Instructions = append(t.Instructions, Instruction{Program: atSystem, Accounts: []int{from, to}, Data: transferData(systemTransfer, lamports)})
	t.Post = slices.Clone(t.Post)
	t.Post[from] -= amount.Amount(lamports)
	t.Post[to] += amount.Amount(lamports)
	return t
}

func transferData(tag uint32, lamports uint64) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(nil, tag), lamports)
}

func wanted() Want {
	return Want{
		Signature: hash, Wallet: wallet, Target: target, Lamports: fee,
		MemberSince: noon.Add(-time.Hour), ClaimedAt: noon.Add(time.Minute),
	}
}

// contract: S0-17
func TestVerifyDepositAccepts(t *testing.T) {
	for name, c := range map[string]struct {
		change   func(Transaction, *Want) Transaction
		lamports amount.Amount
	}{
		"exactly the fee":    {func(t Transaction, _ *Want) Transaction { return move(t, atWallet, atTarget, 20_000_000) }, fee},
		"more than the fee":  {func(t Transaction, _ *Want) Transaction { return move(t, atWallet, atTarget, 30_000_000) }, 30_000_000},
		"in several parts":   {func(Transaction, *Want) Transaction { return paid(1, 9_999_999, 10_000_001) }, 20_000_001},
		"others pay as well": {func(Transaction, *Want) Transaction { return move(paid(20_000_000), atStranger, atTarget, 9) }, fee},
		"another fee payer": {func(Transaction, *Want) Transaction {
			t := paid(20_000_000)
			t.Keys = []Address{stranger, wallet, target, derived, program, System}
			t.Signatures = []Signature{hash, {2}}
			t.Instructions[1].Accounts = []int{1, 2}
			return t
		}, fee},
		"data behind the amount": {func(Transaction, *Want) Transaction {
			t := paid(20_000_000)
			t.Instructions[1].Data = append(t.Instructions[1].Data, 0)
			return t
		}, fee},
		"a claim a day old": {func(_ Transaction, w *Want) Transaction {
			w.ClaimedAt = noon.Add(DepositAgeMax)
			return paid(20_000_000)
		}, fee},
		"claimed before it landed": {func(_ Transaction, w *Want) Transaction {
			w.ClaimedAt = noon.Add(-2 * time.Second)
			return paid(20_000_000)
		}, fee},
		"in the second of the member's creation": {func(_ Transaction, w *Want) Transaction {
			w.MemberSince = noon.Add(900 * time.Millisecond)
			return paid(20_000_000)
		}, fee},
	} {
		want := wanted()
		transaction := c.change(paid(), &want)
		got, err := VerifyDeposit(transaction, want)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if wish := (Deposit{Signature: hash, Wallet: wallet, Target: target, Lamports: c.lamports, PaidAt: noon, Slot: 7}); got != wish {
			t.Errorf("%s: %+v, want %+v", name, got, wish)
		}
	}
}

// contract: S0-17
func TestVerifyDepositRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(Transaction, *Want) Transaction
		cause  error
	}{
		"another transaction": {func(t Transaction, w *Want) Transaction { w.Signature[9]++; return t }, CauseOtherTransaction},
		"the hash as the second signature": {func(t Transaction, _ *Want) Transaction {
			t.Signatures = []Signature{{2}, hash}
			return t
		}, CauseOtherTransaction},
		"a failed transaction": {func(t Transaction, _ *Want) Transaction { t.Failed = true; return t }, CauseFailed},
		"a wallet that did not sign": {func(t Transaction, _ *Want) Transaction {
			t.Keys = []Address{stranger, wallet, target, derived, program, System}
			return t
		}, CauseNotSigner},
		"a wallet that is not there": {func(t Transaction, w *Want) Transaction { w.Wallet[9]++; return t }, CauseNotSigner},
		"no transfer":                {func(Transaction, *Want) Transaction { return paid() }, CauseNoTransfer},
		"another target":             {func(t Transaction, w *Want) Transaction { w.Target = derived; return t }, CauseNoTransfer},
		"paid by somebody else":      {func(Transaction, *Want) Transaction { return move(paid(), atStranger, atTarget, 20_000_000) }, CauseNoTransfer},
		"paid by the target":         {func(Transaction, *Want) Transaction { return move(paid(), atTarget, atWallet, 20_000_000) }, CauseNoTransfer},
		"a look-alike program": {func(t Transaction, _ *Want) Transaction {
			t.Instructions[1].Program = atProgram
			return t
		}, CauseNoTransfer},
		"another System instruction": {func(t Transaction, _ *Want) Transaction {
			t.Instructions[1].Data = transferData(3, 20_000_000)
			return t
		}, CauseNoTransfer},
		"cut data": {func(t Transaction, _ *Want) Transaction {
			t.Instructions[1].Data = t.Instructions[1].Data[:11]
			return t
		}, CauseNoTransfer},
		"one account": {func(t Transaction, _ *Want) Transaction { t.Instructions[1].Accounts = []int{0}; return t }, CauseNoTransfer},
		"a seed-derived source": {func(Transaction, *Want) Transaction {
			t := move(paid(), atDerived, atTarget, 20_000_000)
			t.Instructions[1].Accounts = []int{atDerived, atWallet, atTarget}
			t.Instructions[1].Data = transferData(systemTransferWithSeed, 20_000_000)
			return t
		}, CauseSeedTransfer},
		"a lamport too little":    {func(Transaction, *Want) Transaction { return paid(19_999_999) }, CauseTooLittle},
		"too little with others'": {func(Transaction, *Want) Transaction { return move(paid(19_999_999), atStranger, atTarget, 1) }, CauseTooLittle},
		"sent back":               {func(t Transaction, _ *Want) Transaction { return move(t, atTarget, atWallet, 20_000_000) }, CauseBalance},
		"sent on in part":         {func(t Transaction, _ *Want) Transaction { return move(t, atTarget, atStranger, 1) }, CauseBalance},
		"to the wallet itself": {func(_ Transaction, w *Want) Transaction {
			w.Target = wallet
			return move(paid(), atWallet, atWallet, 20_000_000)
		}, CauseBalance},
		"before the member": {func(t Transaction, w *Want) Transaction { w.MemberSince = noon.Add(ClockSkew + 1000); return t }, CauseBeforeMember},
		"a second older than a day": {func(t Transaction, w *Want) Transaction {
			w.ClaimedAt = noon.Add(DepositAgeMax + time.Second)
			return t
		}, CauseTooOld},
	} {
		want := wanted()
		transaction := c.change(paid(20_000_000), &want)
		_, err := VerifyDeposit(transaction, want)
		if !errors.Is(err, ErrTransferInvalid) || !errors.Is(err, c.cause) {
			t.Errorf("%s: %v, want ErrTransferInvalid because: %v", name, err, c.cause)
		}
		if f := fault.Of(err); len(f.Params) != 0 {
			t.Errorf("%s: the public fault tells %v", name, f.Params)
		}
	}
}

// What contradicts itself is no verdict.
func TestVerifyDepositLeavesTheMalformedOpen(t *testing.T) {
	for name, change := range map[string]func(*Transaction){
		"no signature":           func(t *Transaction) { t.Signatures = nil },
		"more signatures":        func(t *Transaction) { t.Signatures = make([]Signature, 7) },
		"a balance missing":      func(t *Transaction) { t.Post = t.Post[:5] },
		"a balance too many":     func(t *Transaction) { t.Pre = append(t.Pre, 0) },
		"a key twice":            func(t *Transaction) { t.Keys[1] = wallet },
		"a program out of range": func(t *Transaction) { t.Instructions[1].Program = 6 },
		"an account below range": func(t *Transaction) { t.Instructions[1].Accounts[1] = -1 },
		"no block time":          func(t *Transaction) { t.BlockTime = 0 },
		"an impossible amount":   func(t *Transaction) { t.Instructions[1].Data = transferData(systemTransfer, math.MaxUint64) },
		"an impossible sum": func(t *Transaction) {
			huge := Instruction{Program: atSystem, Accounts: []int{atWallet, atTarget}, Data: transferData(systemTransfer, math.MaxInt64)}
			t.Instructions = append(t.Instructions, huge, huge)
		},
	} {
		transaction := paid(20_000_000)
		change(&transaction)
		if _, err := VerifyDeposit(transaction, wanted()); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v, want ErrUnavailable", name, err)
		}
	}
}

// A deposit is exactly the wallet's own transfers to the target, whatever else
// the transaction does.
func TestVerifyDepositCountsOnlyTheWallets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		transaction := paid()
		var sum amount.Amount
		for range rapid.IntRange(0, 8).Draw(t, "moves") {
			from := rapid.IntRange(atWallet, atDerived).Draw(t, "from")
			to := rapid.IntRange(atWallet, atDerived).Draw(t, "to")
			lamports := rapid.Uint64Range(0, 15_000_000).Draw(t, "lamports")
			transaction = move(transaction, from, to, lamports)
			if from == atWallet && to == atTarget {
				sum += amount.Amount(lamports)
			}
		}
		got, err := VerifyDeposit(transaction, wanted())
		grown := transaction.Post[atTarget] - transaction.Pre[atTarget]
		if accepted := sum >= fee && grown >= sum; accepted != (err == nil) {
			t.Fatalf("paid %d, grown by %d: %v", sum, grown, err)
		}
		if err == nil && got.Lamports != sum {
			t.Fatalf("paid %d, counted %d", sum, got.Lamports)
		}
	})
}

// node is a Reader with set answers.
type node struct {
	Unconfigured
	transaction Transaction
	status      Status
	err         error
	statusErr   error
}

func (n node) Transaction(context.Context, Signature) (Transaction, error) {
	return n.transaction, n.err
}

func (n node) SignatureStatus(context.Context, Signature) (Status, error) {
	return n.status, n.statusErr
}

func TestFindDeposit(t *testing.T) {
	for name, c := range map[string]struct {
		reader Reader
		want   error
		seen   any
	}{
		"final":            {node{transaction: paid(20_000_000)}, nil, nil},
		"final and wrong":  {node{transaction: paid(1)}, ErrTransferInvalid, nil},
		"not seen":         {node{err: ErrNotFinal}, ErrNotFinal, false},
		"seen":             {node{err: ErrNotFinal, status: Status{Stage: Seen}}, ErrNotFinal, true},
		"seen and failing": {node{err: ErrNotFinal, status: Status{Stage: Seen, Failed: true}}, ErrNotFinal, true},
		"final elsewhere":  {node{err: ErrNotFinal, status: Status{Stage: Final}}, ErrNotFinal, true},
		"no status":        {node{err: ErrNotFinal, statusErr: ErrUnavailable}, ErrNotFinal, nil},
		"node down":        {node{err: ErrUnavailable}, ErrUnavailable, nil},
		"no node":          {Unconfigured{}, ErrNotConfigured, nil},
	} {
		_, err := FindDeposit(t.Context(), c.reader, wanted())
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && fault.Of(err).Params["seen"] != c.seen {
			t.Errorf("%s: seen = %v, want %v", name, fault.Of(err).Params["seen"], c.seen)
		}
	}
}
