package lootapi_test

import (
	"context"
	"encoding/binary"
	"sync"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
)

// fakeChain is a node whose transactions the test writes.
type fakeChain struct {
	mu           sync.Mutex
	transactions map[chain.Signature]chain.Transaction
	seen         map[chain.Signature]bool
	failure      error // of every call
}

func (f *fakeChain) set(failure error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failure = failure
}

// pay writes a final transfer from a wallet to the pool.
func (f *fakeChain) pay(from wallet, lamports amount.Amount, at instant.Instant) chain.Signature {
	to, _ := chain.ParseAddress(target)
	return f.transfer(from, to, lamports, at)
}

// transfer writes a final transfer from a wallet to an address.
func (f *fakeChain) transfer(from wallet, to chain.Address, lamports amount.Amount, at instant.Instant) chain.Signature {
	f.mu.Lock()
	defer f.mu.Unlock()
	data := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(nil, 2), uint64(lamports))
	hash := from.sign(string(binary.LittleEndian.AppendUint64(data, uint64(len(f.transactions)))))
	f.transactions[hash] = chain.Transaction{
		Slot: 1, BlockTime: at, Signatures: []chain.Signature{hash}, Keys: []chain.Address{from.address, to, chain.System},
		Pre: []amount.Amount{1e9, 0, 1}, Post: []amount.Amount{1e9 - lamports, lamports, 1},
		Instructions: []chain.Instruction{{Program: 2, Accounts: []int{0, 1}, Data: data}},
	}
	return hash
}

// hide makes a transaction seen, but not final yet; show undoes that.
func (f *fakeChain) hide(hash chain.Signature) (show func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	hidden := f.transactions[hash]
	delete(f.transactions, hash)
	f.seen[hash] = true
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.transactions[hash] = hidden
	}
}

func (f *fakeChain) GenesisHash(context.Context) (chain.Hash, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return chain.Hash{}, f.failure
}

func (f *fakeChain) LatestBlockhash(context.Context) (chain.Blockhash, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	hash, _ := chain.ParseHash("9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9YcTth4L")
	return chain.Blockhash{Hash: hash, LastValidBlockHeight: 250_000_000}, f.failure
}

func (f *fakeChain) Transaction(_ context.Context, hash chain.Signature) (chain.Transaction, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t, ok := f.transactions[hash]
	if f.failure == nil && !ok {
		return chain.Transaction{}, chain.ErrNotFinal
	}
	return t, f.failure
}

func (f *fakeChain) SignatureStatus(_ context.Context, hash chain.Signature) (chain.Status, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen[hash] {
		return chain.Status{Stage: chain.Seen}, f.failure
	}
	return chain.Status{}, f.failure
}
