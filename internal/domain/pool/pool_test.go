package pool_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guerdon/internal/domain/chain"
	"guerdon/internal/domain/member"
	"guerdon/internal/domain/pool"
	"guerdon/internal/platform/store"
)

func TestAFinalDepositIsCreditedOnce(t *testing.T) {
	sql(t, func(b *bench) {
		alice := b.payer("alice")
		hash := b.pay(alice, fee+5)
		if c, err := b.claim(alice, hash); err != nil || c != (pool.Credit{Points: 50, Balance: 50}) {
			b.Fatal(c, err)
		}
		if _, err := b.claim(alice, hash); !errors.Is(err, pool.ErrUsed) {
			b.Errorf("again: %v", err)
		}
		b.work(time.Hour)
		if n := b.balance(alice); n != 50 {
			b.Errorf("%d points", n)
		}
		days, err := b.svc.DailyStats(b.Context(), b.clock.Now(), 30)
		if err != nil || len(days) != 1 || days[0] != (pool.DayStat{Day: 20250116, Count: 1, Lamports: fee + 5, Points: 50}) {
			b.Error(days, err)
		}
	})
}

// A claim is kept while its transaction is not final, or the chain away; the
// job settles it, and the member is told once.
func TestTheJobSettlesWhatTheRequestCouldNot(t *testing.T) {
	for name, c := range map[string]struct{ failure, want error }{
		"not final": {nil, chain.ErrNotFinal}, "away": {chain.ErrUnavailable, chain.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			rules(t, nil, func(b *bench) {
				alice := b.payer("alice")
				hash, transaction := b.transfer(alice, fee)
				b.chain.fail(c.failure)
				for range 3 { // asking again is asking for the same claim
					if _, err := b.claim(alice, hash); !errors.Is(err, c.want) {
						b.Fatal(err)
					}
				}
				if n := b.count("SELECT count(*) FROM job WHERE state = 'ready'"); n != 1 {
					b.Errorf("%d jobs", n)
				}
				b.work(10 * time.Second)
				if n := b.balance(alice); n != 0 {
					b.Fatalf("%d points before it is final", n)
				}
				b.settle(hash, transaction)
				b.chain.fail(nil)
				b.work(time.Minute)
				if n := b.balance(alice); n != 50 {
					b.Fatalf("%d points", n)
				}
				if told, err := b.claim(alice, hash); err != nil || told != (pool.Credit{Points: 50, Balance: 50}) {
					b.Error(told, err)
				}
				if _, err := b.claim(alice, hash); !errors.Is(err, pool.ErrUsed) {
					b.Error(err)
				}
			})
		})
	}
}

// What can never be credited is refused, and a refused claim takes nothing
// from whoever made the payment.
func TestClaimsThatAreRefused(t *testing.T) {
	rules(t, nil, func(b *bench) {
		alice, mallory := b.payer("alice"), b.payer("mallory")
		hash := b.pay(alice, fee)
		if _, err := b.claim(mallory, hash); !errors.Is(err, chain.ErrTransferInvalid) {
			b.Errorf("a stranger's claim: %v", err)
		}
		if _, err := b.claim(alice, b.pay(alice, fee-1)); !errors.Is(err, chain.ErrTransferInvalid) {
			b.Errorf("too little: %v", err)
		}
		if n := b.count("SELECT count(*) FROM pool_claim WHERE state = 'refused' AND cause <> ''"); n != 2 {
			b.Errorf("%d claims are refused", n)
		}
		if c, err := b.claim(alice, hash); err != nil || c.Points != 50 {
			b.Errorf("the payer's claim: %v, %v", c, err)
		}
		b.work(time.Hour)
		if b.balance(mallory) != 0 || b.balance(alice) != 50 {
			b.Error("points of nothing")
		}
	})
}

// A transaction that is not final a day after it was claimed is given up.
func TestAClaimIsGivenUpAfterADay(t *testing.T) {
	rules(t, nil, func(b *bench) {
		alice := b.payer("alice")
		hash, _ := b.transfer(alice, fee)
		if _, err := b.claim(alice, hash); !errors.Is(err, chain.ErrNotFinal) {
			b.Fatal(err)
		}
		b.work(24 * time.Hour)
		if n := b.count("SELECT count(*) FROM pool_claim WHERE state = 'pending'"); n != 1 {
			b.Error("given up too early")
		}
		b.work(time.Minute)
		if n := b.count("SELECT count(*) FROM pool_claim WHERE state = 'refused'"); n != 1 {
			b.Error("not given up")
		}
		if n := b.count("SELECT count(*) FROM job WHERE state = 'ready'"); n != 0 {
			b.Errorf("%d jobs are left", n)
		}
	})
}

// Where there is no chain, nothing is noted.
func TestWithoutAChain(t *testing.T) {
	for _, failure := range []error{chain.ErrNotConfigured, chain.ErrWrongNetwork} {
		rules(t, nil, func(b *bench) {
			alice := b.payer("alice")
			b.chain.fail(failure)
			if _, err := b.claim(alice, b.pay(alice, fee)); !errors.Is(err, failure) {
				b.Error(err)
			}
			if n := b.count("SELECT count(*) FROM pool_claim"); n != 0 {
				b.Errorf("%d claims", n)
			}
		})
	}
}

func TestWhoMayNotParticipate(t *testing.T) {
	rules(t, func(terms *pool.Terms) { terms.Active = false }, func(b *bench) {
		alice := b.payer("alice")
		if _, err := b.claim(alice, b.pay(alice, fee)); !errors.Is(err, pool.ErrClosed) {
			b.Error(err)
		}
		if may, err := b.svc.CanParticipate(b.Context(), alice.id); may || err != nil {
			b.Error(may, err)
		}
	})
	rules(t, nil, func(b *bench) {
		alice := b.payer("alice")
		err := b.store.Write(b.Context(), 0, func(tx *store.Tx) error { _, err := member.SetStatus(tx, alice.id, member.Suspended); return err })
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.claim(alice, b.pay(alice, fee)); !errors.Is(err, member.ErrSuspended) {
			b.Error(err)
		}
	})
}

// A member's limit holds over claims at once, and a claim beyond it ends.
func TestAMembersLimit(t *testing.T) {
	rules(t, func(terms *pool.Terms) { terms.MemberMax = 2 }, func(b *bench) {
		alice := b.payer("alice")
		var hashes []chain.Signature
		for range 10 {
			hashes = append(hashes, b.pay(alice, fee))
			b.clock.Advance(time.Millisecond)
		}
		var won atomic.Int64
		var wg sync.WaitGroup
		for _, h := range hashes {
			wg.Go(func() {
				switch _, err := b.claim(alice, h); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, pool.ErrClosed):
					b.Error(err)
				}
			})
		}
		wg.Wait()
		if may, err := b.svc.CanParticipate(b.Context(), alice.id); won.Load() != 2 || b.balance(alice) != 100 || may || err != nil {
			b.Errorf("%d were credited, %d points; may go on: %t, %v", won.Load(), b.balance(alice), may, err)
		}
		for b.count("SELECT count(*) FROM job WHERE state = 'ready'") > 0 {
			b.work(time.Minute)
		}
		if n := b.count("SELECT count(*) FROM pool_claim WHERE state = 'refused'"); n != 8 || b.balance(alice) != 100 {
			b.Errorf("%d claims are refused, %d points", n, b.balance(alice))
		}
	})
}

// The request and the job at once: one credits.
func TestRequestAndJobTogether(t *testing.T) {
	sql(t, func(b *bench) {
		alice := b.payer("alice")
		hash, transaction := b.transfer(alice, fee)
		if _, err := b.claim(alice, hash); !errors.Is(err, chain.ErrNotFinal) {
			b.Fatal(err)
		}
		b.settle(hash, transaction)
		b.clock.Advance(time.Minute)
		var wg sync.WaitGroup
		var told atomic.Int64
		for range 20 {
			wg.Go(func() {
				switch _, err := b.claim(alice, hash); {
				case err == nil:
					told.Add(1)
				case !errors.Is(err, pool.ErrUsed):
					b.Error(err)
				}
			})
		}
		wg.Go(func() { b.work(0) })
		wg.Wait()
		if told.Load() != 1 || b.balance(alice) != 50 {
			b.Errorf("told %d times, %d points", told.Load(), b.balance(alice))
		}
	})
}
