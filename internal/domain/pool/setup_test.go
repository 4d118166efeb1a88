package pool_test

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"sync"
	"testing"
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/pool"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

var (
	zone  = time.FixedZone("CST", 8*3600)
	start = instant.Of(time.Date(2025, 1, 16, 10, 30, 0, 0, zone))
)

const fee = 20_000_000

// bench is the pool on one SQL engine, with a chain that the test writes.
type bench struct {
	*testing.T
	store  *store.Store
	clock  *clock.Manual
	ledger *ledger.Ledger
	chain  *book
	runner *job.Runner
	svc    *pool.Service
	terms  pool.Terms
}

func run(t *testing.T, open func(testing.TB, store.Options) *store.Store, terms func(*pool.Terms), test func(b *bench)) {
	t.Helper()
	b := &bench{T: t, clock: clock.NewManual(start), ledger: ledger.New(zone), chain: &book{of: map[chain.Signature]chain.Transaction{}}}
	b.store = open(t, store.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Error(err) }})
	b.terms = pool.Terms{Target: chain.Address{7}, Fee: fee, Points: 50, Active: true}
	if terms != nil {
		terms(&b.terms)
	}
	queue := job.NewQueue()
	b.runner = job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now, OnAlarm: func(err error) { t.Error(err) }})
	b.svc = pool.New(b.store, b.ledger, b.chain, queue, b.terms, b.clock.Now)
	b.runner.Register(pool.JobVerify, b.svc.Verify, job.HandlerOptions{})
	test(b)
	result, err := verify.All(t.Context(), b.store, nil, b.ledger.Check(), pool.Check())
	if err != nil || result.Count > 0 {
		t.Error(result, err)
	}
}

func rules(t *testing.T, terms func(*pool.Terms), test func(b *bench)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, storetest.SQLite, terms, test) })
}

func sql(t *testing.T, test func(b *bench)) {
	t.Helper()
	rules(t, nil, test)
	t.Run("postgres", func(t *testing.T) { run(t, storetest.Postgres, nil, test) })
}

// payer is a member with a wallet.
type payer struct {
	id     id.ID
	key    ed25519.PrivateKey
	wallet chain.Address
}

func (b *bench) payer(name string) payer {
	b.Helper()
	seed := make([]byte, ed25519.SeedSize)
	copy(seed, name)
	p := payer{key: ed25519.NewKeyFromSeed(seed)}
	p.wallet = chain.Address(p.key.Public().(ed25519.PublicKey))
	m, err := store.Do(b.Context(), b.store, 0, func(tx *store.Tx) (member.Member, error) {
		m, _, err := member.Ensure(tx, member.Wallet(p.wallet.String()))
		return m, err
	})
	if err != nil {
		b.Fatal(err)
	}
	p.id = m.ID
	return p
}

// claim names a transaction, as the front does.
func (b *bench) claim(p payer, hash chain.Signature) (pool.Credit, error) {
	ready, err := b.svc.Prepare(b.Context(), pool.ParticipateCmd{Member: p.id, Wallet: p.wallet, Signature: hash})
	if err != nil {
		return pool.Credit{}, err
	}
	return store.Do(b.Context(), b.store, p.id.Bucket(), func(tx *store.Tx) (pool.Credit, error) { return b.svc.Credit(tx, ready) })
}

func (b *bench) balance(p payer) amount.Amount {
	b.Helper()
	acc, err := ledger.LoadAccount(b.Context(), b.store, ledger.Member(p.id), ledger.Point)
	if err != nil {
		b.Fatal(err)
	}
	return acc.Posted
}

// work runs the jobs that are due after d.
func (b *bench) work(d time.Duration) {
	b.Helper()
	b.clock.Advance(d)
	if _, err := b.runner.Step(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) count(text string) int64 {
	b.Helper()
	n, _, err := store.SelectOne[int64](b.Context(), b.store, text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// book is a chain whose transactions the test writes.
type book struct {
	mu      sync.Mutex
	of      map[chain.Signature]chain.Transaction
	failure error
}

func (c *book) fail(with error) { c.mu.Lock(); c.failure = with; c.mu.Unlock() }

// pay writes a final transfer to the pool.
func (b *bench) pay(p payer, lamports amount.Amount) chain.Signature {
	hash, t := b.transfer(p, lamports)
	b.settle(hash, t)
	return hash
}

func (b *bench) settle(hash chain.Signature, t chain.Transaction) {
	b.chain.mu.Lock()
	defer b.chain.mu.Unlock()
	b.chain.of[hash] = t
}

// transfer is a transaction that is not on the chain yet.
func (b *bench) transfer(p payer, lamports amount.Amount) (chain.Signature, chain.Transaction) {
	data := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(nil, 2), uint64(lamports))
	hash := chain.Signature(ed25519.Sign(p.key, binary.LittleEndian.AppendUint64(data, uint64(b.clock.Now()))))
	return hash, chain.Transaction{
		BlockTime: b.clock.Now(), Signatures: []chain.Signature{hash}, Keys: []chain.Address{p.wallet, b.terms.Target, chain.System},
		Pre: []amount.Amount{1e9, 0, 1}, Post: []amount.Amount{1e9 - lamports, lamports, 1},
		Instructions: []chain.Instruction{{Program: 2, Accounts: []int{0, 1}, Data: data}},
	}
}

func (c *book) GenesisHash(context.Context) (chain.Hash, error) { return chain.Hash{}, c.state() }

func (c *book) LatestBlockhash(context.Context) (chain.Blockhash, error) {
	return chain.Blockhash{}, c.state()
}

func (c *book) SignatureStatus(context.Context, chain.Signature) (chain.Status, error) {
	return chain.Status{}, c.state()
}

func (c *book) Transaction(_ context.Context, hash chain.Signature) (chain.Transaction, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, ok := c.of[hash]
	if c.failure == nil && !ok {
		return t, chain.ErrNotFinal
	}
	return t, c.failure
}

func (c *book) state() error { c.mu.Lock(); defer c.mu.Unlock(); return c.failure }
