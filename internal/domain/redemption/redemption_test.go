package redemption_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/base/page"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/redemption"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
	"guerdon/internal/platform/verify"
)

const (
	start instant.Instant = 1_737_000_000_000_000
	alice id.ID           = 1 << 20
	bob   id.ID           = 1<<20 + 1
)

var (
	zone  = time.FixedZone("CST", 8*3600)
	admin = actor.Actor{Kind: actor.Operator, ID: 1}
)

// bench is the module on one engine, with a paying and a non-paying item in
// the catalogue.
type bench struct {
	*testing.T
	store  *store.Store
	clock  *clock.Manual
	ledger *ledger.Ledger
	svc    *redemption.Service
}

func run(t *testing.T, open func(testing.TB, store.Options) *store.Store, test func(b *bench)) {
	b := &bench{T: t, clock: clock.NewManual(start), ledger: ledger.New(zone)}
	b.store, b.svc = open(t, store.Options{Now: b.clock.Now}), redemption.New(b.ledger)
	for i, payout := range []amount.Amount{50_000_000, 0} {
		cmd := catalog.PutCmd{ID: id.ID(i + 1), Name: "0.05 SOL", Rarity: catalog.Legendary, Status: catalog.Active, PayoutAmount: payout}
		if payout > 0 {
			cmd.PayoutAsset = ledger.SOL
		}
		b.write(func(tx *store.Tx) error { _, err := catalog.Put(tx, cmd); return err })
	}
	test(b)
	if b.store.Engine() == "memory" {
		return
	}
	result, err := verify.All(t.Context(), b.store, nil, b.ledger.Check(), redemption.Check())
	if err != nil || result.Count > 0 {
		t.Error(result, err)
	}
}

// rules runs on the memory engine, and on the one that is quick to open and
// can be verified; sql on both SQL engines.
func rules(t *testing.T, test func(b *bench)) {
	t.Run("memory", func(t *testing.T) { run(t, storetest.Memory, test) })
	t.Run("sqlite", func(t *testing.T) { run(t, storetest.SQLite, test) })
}

func sql(t *testing.T, test func(b *bench)) {
	t.Run("sqlite", func(t *testing.T) { run(t, storetest.SQLite, test) })
	t.Run("postgres", func(t *testing.T) { run(t, storetest.Postgres, test) })
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.Helper()
	if err := b.store.Write(b.Context(), alice.Bucket(), fn); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) give(kind id.ID) (i id.ID) {
	b.Helper()
	b.write(func(tx *store.Tx) error {
		thing, err := catalog.Get(tx, kind)
		if err != nil {
			return err
		}
		it, err := inventory.Add(tx, inventory.AddCmd{Member: alice, Catalog: thing, Origin: inventory.FromGift})
		i = it.ID
		return err
	})
	return i
}

func (b *bench) request(member, item id.ID) error {
	return b.store.Write(b.Context(), item.Bucket(), func(tx *store.Tx) error {
		_, err := b.svc.Request(tx, redemption.RequestCmd{Member: member, Item: item, Wallet: "wallet of alice"})
		return err
	})
}

func (b *bench) complete(cmd redemption.CompleteCmd) (redemption.Redemption, error) {
	cmd.Actor = admin
	return store.Do(b.Context(), b.store, cmd.Item.Bucket(), func(tx *store.Tx) (redemption.Redemption, error) { return b.svc.Complete(tx, cmd) })
}

func (b *bench) cancel(item id.ID) error {
	return b.store.Write(b.Context(), item.Bucket(), func(tx *store.Tx) error { _, err := b.svc.Cancel(tx, item, admin); return err })
}

func (b *bench) status(item id.ID) (s inventory.Status) {
	b.Helper()
	b.write(func(tx *store.Tx) error {
		it, err := inventory.Get(tx, item)
		s = it.Status
		return err
	})
	return s
}

// Every transition from every state: what is allowed, and what is refused.
func TestTransitions(t *testing.T) {
	rules(t, func(b *bench) {
		steps := map[string]func(i id.ID) error{
			"request":  func(i id.ID) error { return b.request(alice, i) },
			"complete": func(i id.ID) error { _, err := b.complete(redemption.CompleteCmd{Item: i}); return err },
			"cancel":   b.cancel,
		}
		for _, c := range []struct {
			before string // the steps that lead to the state
			step   string
			want   error
			after  inventory.Status
		}{
			{"", "request", nil, inventory.Pending},
			{"", "complete", redemption.ErrNotPending, inventory.NotRedeemed},
			{"", "cancel", redemption.ErrNotPending, inventory.NotRedeemed},
			{"request", "request", redemption.ErrNotRedeemable, inventory.Pending},
			{"request", "complete", nil, inventory.Redeemed},
			{"request", "cancel", nil, inventory.NotRedeemed},
			{"request complete", "request", redemption.ErrNotRedeemable, inventory.Redeemed},
			{"request complete", "complete", redemption.ErrNotPending, inventory.Redeemed},
			{"request complete", "cancel", redemption.ErrNotPending, inventory.Redeemed},
			{"request cancel", "request", nil, inventory.Pending},
			{"request cancel request", "complete", nil, inventory.Redeemed},
		} {
			item := b.give(1)
			for _, step := range strings.Fields(c.before) {
				if err := steps[step](item); err != nil {
					b.Fatal(err)
				}
			}
			if err := steps[c.step](item); !errors.Is(err, c.want) {
				b.Errorf("%q then %s: %v", c.before, c.step, err)
			}
			if got := b.status(item); got != c.after {
				b.Errorf("%q then %s: the item is %s", c.before, c.step, got)
			}
		}
	})
}

func TestWhatIsNotThere(t *testing.T) {
	rules(t, func(b *bench) {
		item := b.give(1)
		if err := b.request(bob, item); !errors.Is(err, inventory.ErrNotFound) {
			b.Errorf("another member's item: %v", err)
		}
		if err := b.request(alice, 4); !errors.Is(err, inventory.ErrNotFound) {
			b.Errorf("no item: %v", err)
		}
		if _, err := b.complete(redemption.CompleteCmd{Item: 4}); !errors.Is(err, inventory.ErrNotFound) {
			b.Errorf("complete: %v", err)
		}
		if err := b.cancel(4); !errors.Is(err, inventory.ErrNotFound) {
			b.Errorf("cancel: %v", err)
		}
		for _, cmd := range []redemption.CompleteCmd{{Item: item, Notes: strings.Repeat("x", 2001)}, {Item: item, TxHash: strings.Repeat("x", 201)}} {
			if _, err := b.complete(cmd); !errors.Is(err, redemption.ErrNotes) {
				b.Errorf("long texts: %v", err)
			}
		}
	})
}

// Completing posts what the item pays out, once, and nothing where it pays
// nothing.
func TestCompleteAndQueries(t *testing.T) {
	sql(t, func(b *bench) {
		paying, other := b.give(1), b.give(2)
		for _, i := range []id.ID{other, paying} {
			if err := b.request(alice, i); err != nil {
				b.Fatal(err)
			}
			b.clock.Advance(time.Hour)
		}
		queue, err := redemption.Queue(b.Context(), b.store, page.Numbered{Page: 1, Size: 10})
		if err != nil || len(queue) != 2 || queue[0].Item != other || queue[1].Item != paying || queue[0].Wallet != "wallet of alice" || queue[0].Member != alice || queue[0].RequestedAt != start {
			b.Fatal(queue, err)
		}
		if second, err := redemption.Queue(b.Context(), b.store, page.Numbered{Page: 2, Size: 1}); err != nil || len(second) != 1 || second[0].Item != paying {
			b.Error(second, err)
		}
		for since, want := range map[instant.Instant]int64{start: 2, start + 1: 1, start.Add(time.Hour) + 1: 0} {
			if n, err := redemption.CountRequested(b.Context(), b.store, since); err != nil || n != want {
				b.Errorf("%d requests since %d, %v", n, since, err)
			}
		}
		paid, err := b.complete(redemption.CompleteCmd{Item: paying, Notes: "兑换已完成", TxHash: "5j7s"})
		if err != nil || paid.Transfer == 0 || paid.State != redemption.Completed || paid.FinishedBy != "operator:1" || paid.Notes != "兑换已完成" || paid.TxHash != "5j7s" {
			b.Error(paid, err)
		}
		if nothing, err := b.complete(redemption.CompleteCmd{Item: other}); err != nil || nothing.Transfer != 0 {
			b.Error(nothing, err)
		}
		sum, _, err := store.SelectOne[int64](b.Context(), b.store, "SELECT CAST(sum(amount) AS bigint) FROM transfer WHERE asset = 'SOL' AND purpose = 'payout'")
		if err != nil || sum != 50_000_000 {
			b.Errorf("%d lamports are posted as paid, %v", sum, err)
		}
	})
}

// Of many who complete and cancel at once, one wins.
func TestOneEnd(t *testing.T) {
	sql(t, func(b *bench) {
		item := b.give(1)
		if err := b.request(alice, item); err != nil {
			b.Fatal(err)
		}
		var won atomic.Int64
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				var err error
				if i%2 == 0 {
					_, err = b.complete(redemption.CompleteCmd{Item: item})
				} else {
					err = b.cancel(item)
				}
				switch {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, redemption.ErrNotPending):
					b.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			b.Errorf("%d won", won.Load())
		}
	})
}

// What an item pays is what its catalogue said when it was made.
func TestEditsDoNotReachItems(t *testing.T) {
	rules(t, func(b *bench) {
		item := b.give(1)
		b.write(func(tx *store.Tx) error {
			_, err := catalog.Put(tx, catalog.PutCmd{
				ID: 1, Version: 1, Name: "1 SOL", Rarity: catalog.Legendary, Status: catalog.Inactive, PayoutAsset: ledger.SOL, PayoutAmount: 1_000_000_000,
			})
			return err
		})
		if err := b.request(alice, item); err != nil {
			b.Fatal(err)
		}
		done, err := b.complete(redemption.CompleteCmd{Item: item})
		if err != nil || done.Transfer == 0 {
			b.Fatalf("%+v, %v", done, err)
		}
		if b.store.Engine() == "memory" {
			return
		}
		sum, _, err := store.SelectOne[int64](b.Context(), b.store, "SELECT CAST(sum(amount) AS bigint) FROM transfer WHERE asset = 'SOL' AND purpose = 'payout'")
		if err != nil || sum != 50_000_000 {
			b.Errorf("%d lamports are posted as paid, %v", sum, err)
		}
	})
}

// Without a node the operator's word counts, also for a hash that is none;
// so it does where the item pays nothing.
func TestProofNeedsANode(t *testing.T) {
	sql(t, func(b *bench) {
		paying, other := b.give(1), b.give(2)
		for _, item := range []id.ID{paying, other} {
			if err := b.request(alice, item); err != nil {
				b.Fatal(err)
			}
		}
		check := func(reader chain.Reader, item id.ID, hash string) error {
			return redemption.CheckProof(b.Context(), b.store, reader, item, hash)
		}
		if err := check(chain.Unconfigured{}, paying, "5j7s"); err != nil {
			b.Error(err)
		}
		if err := check(nil, paying, ""); err != nil {
			b.Error(err)
		}
		if err := check(nil, other, "5j7s"); err != nil {
			b.Error(err)
		}
		if err := check(nil, paying, "5j7s"); !errors.Is(err, redemption.ErrProof) {
			b.Error(err)
		}
	})
}
