package lootapi_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/lootbox"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/operator"
	"guerdon/internal/domain/pool"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/domain/report"
	"guerdon/internal/domain/session"
	"guerdon/internal/front/lootapi"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/httpx"
	"guerdon/internal/platform/job"
	"guerdon/internal/platform/password"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

var (
	zone  = time.FixedZone("CST", 8*3600)
	start = instant.Of(time.Date(2025, 1, 16, 10, 30, 0, 0, zone))
)

const target = "3WL45x5sxzdHjhRksJEvRc3tNkFQxJwyfPctpTYk6Shi"

// bench is the front on a store with the document's sample data.
type bench struct {
	t       *testing.T
	store   *store.Store
	clock   *clock.Manual
	ledger  *ledger.Ledger
	boxes   *lootbox.Service
	chain   *fakeChain
	runner  *job.Runner
	deps    lootapi.Deps
	handler http.Handler

	mu    sync.Mutex
	seeds [][32]byte // what the next writes are seeded with
}

// sqlEngines are the engines of the front's tests.
var sqlEngines = []struct {
	name string
	open func(testing.TB, store.Options) *store.Store
}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}}

// engines runs the test on both SQL engines, and verifies the books after.
func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	for _, engine := range sqlEngines {
		t.Run(engine.name, func(t *testing.T) {
			b := newBench(t, engine.open)
			test(t, b)
			b.verify()
		})
	}
}

func newBench(t *testing.T, open func(testing.TB, store.Options) *store.Store) *bench {
	t.Helper()
	b := &bench{t: t, clock: clock.NewManual(start)}
	b.store = open(t, store.Options{Now: b.clock.Now, Seed: b.seed, OnAlarm: func(err error) { t.Errorf("alarm: %v", err) }})
	b.build()
	b.samples()
	return b
}

func (b *bench) build() {
	b.ledger = ledger.New(zone)
	b.boxes = lootbox.New(b.ledger)
	b.chain = &fakeChain{transactions: map[chain.Signature]chain.Transaction{}, seen: map[chain.Signature]bool{}}
	hasher, err := password.NewHasher(password.Params{MemoryKiB: 64, Passes: 1, Parallelism: 1}, 4)
	b.must(err)
	to, err := chain.ParseAddress(target)
	b.must(err)
	queue := job.NewQueue()
	b.runner = job.NewRunner(b.store, queue, job.Options{Now: b.clock.Now})
	pools := pool.New(b.store, b.ledger, b.chain, queue, pool.Terms{Target: to, Fee: 20_000_000, Points: 50, Active: true}, b.clock.Now)
	b.runner.Register(pool.JobVerify, pools.Verify, job.HandlerOptions{})
	b.deps = lootapi.Deps{
		Store: b.store, Clock: b.clock, Ledger: b.ledger, Directory: member.NewDirectory(b.store, b.clock.Now),
		Sessions: session.NewKeeper(b.store, b.clock.Now), Operators: operator.New(b.store, hasher, b.clock.Now),
		Lootboxes: b.boxes, Redemptions: redemption.New(b.ledger), Pool: pools, Chain: b.chain,
		Leaderboard: report.NewLeaderboard(b.store, b.ledger, b.clock.Now).WithTimer(cheap()),
		Site:        session.Site{Domain: "localhost:5000", URI: "http://localhost:5000", ChainID: "mainnet"},
	}
	b.serve()
	for i, name := range []string{"admin", "manager", "auditor"} {
		hash, err := b.deps.Operators.Hash(b.t.Context(), "admin_password")
		b.must(err)
		b.write(func(tx *store.Tx) error {
			_, err := operator.Create(tx, operator.CreateCmd{ID: id.ID(i + 1), Username: name, Role: operator.Role(name)}, hash)
			return err
		})
	}
}

// serve puts the chain of common duties around the front.
func (b *bench) serve() {
	shared := &httpx.Shared{Clock: b.clock, Log: slog.New(slog.DiscardHandler)}
	b.handler = shared.Wrap(httpx.Front{Name: "lootapi", Handler: lootapi.New(b.deps).Handler(), Fail: lootapi.Fail, Cookies: true})
}

// seed is the next seed that was asked for, else random.
func (b *bench) seed() (seed [32]byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.seeds) > 0 {
		seed, b.seeds = b.seeds[0], b.seeds[1:]
		return seed
	}
	_, _ = rand.Read(seed[:])
	return seed
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	b.must(b.store.Write(b.t.Context(), 0, fn))
}

// verify re-derives everything that follows from something else.
func (b *bench) verify() {
	b.t.Helper()
	result, err := verify.All(b.t.Context(), b.store, nil, b.ledger.Check(), lootbox.Check(), redemption.Check(), pool.Check())
	b.must(err)
	for _, d := range result.First {
		b.t.Errorf("verify: %s", d)
	}
}

// wallet is a member's key.
type wallet struct {
	key     ed25519.PrivateKey
	address chain.Address
}

// walletOf derives a wallet from a name.
func walletOf(name string) wallet {
	seed := make([]byte, ed25519.SeedSize)
	copy(seed, name)
	key := ed25519.NewKeyFromSeed(seed)
	return wallet{key, chain.Address(key.Public().(ed25519.PublicKey))}
}

func (w wallet) sign(text string) chain.Signature {
	return chain.Signature(ed25519.Sign(w.key, []byte(text)))
}

// someone is a member with a session.
type someone struct {
	wallet
	id     id.ID
	cookie *http.Cookie
}

// enter makes a member who is signed in, without the front.
func (b *bench) enter(name string, points int64) someone {
	b.t.Helper()
	s := someone{wallet: walletOf(name)}
	var token string
	b.write(func(tx *store.Tx) error {
		m, _, err := member.Ensure(tx, member.Wallet(s.address.String()))
		if err != nil {
			return err
		}
		s.id = m.ID
		token, _ = session.Begin(tx, session.BeginCmd{Kind: session.OfMember, Owner: m.ID, Label: m.Wallet})
		return nil
	})
	s.cookie = &http.Cookie{Name: "session", Value: token}
	if points > 0 {
		b.grant(s.id, points)
	}
	return s
}

// grant gives points that count as earned.
func (b *bench) grant(to id.ID, points int64) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := b.ledger.Post(tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Member(to), Asset: ledger.Point, Amount: amount.Amount(points), Kind: ledger.Earn, Reason: "welcome", Actor: actor.OfSystem,
		})
		return err
	})
}

// cheap is a timer by which every board costs next to nothing, however busy
// the machine is, so that every answer is fresh.
func cheap() func() time.Time {
	var looks atomic.Int64
	return func() time.Time { return time.UnixMicro(looks.Add(1)) }
}
