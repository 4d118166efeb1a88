package simulated_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/settlement"
	"guerdon/internal/domain/settlement/simulated"
	"guerdon/internal/platform/clock"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

const usdt amount.Amount = 1_000_000

func service(t *testing.T, test func(t *testing.T, p *simulated.Provider, s *store.Store)) {
	t.Helper()
	c := clock.NewManual(1_000_000)
	storetest.SQL(t, store.Options{Now: c.Now}, func(t *testing.T, s *store.Store) {
		p, err := simulated.New(s, c.Now, false)
		if err != nil {
			t.Fatal(err)
		}
		test(t, p, s)
	})
}

// One order, however often and from however many places it comes, is one
// payout; another body under its name is refused.
func TestOneOrderIsOnePayout(t *testing.T) {
	service(t, func(t *testing.T, p *simulated.Provider, _ *store.Store) {
		o := settlement.Order{Client: "gs-1-a", Member: 7, Amount: 500 * usdt, Currency: settlement.BNB, Least: 1}
		var wg sync.WaitGroup
		reports := make([]settlement.Report, 20)
		for i := range reports {
			wg.Go(func() {
				var err error
				if reports[i], err = p.Submit(t.Context(), o); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, r := range reports {
			if r != reports[0] || r.Status != settlement.Done || r.Received != "0.25" || !strings.HasPrefix(r.TxHash, "sim_") {
				t.Errorf("%+v", r)
			}
		}
		if again, err := p.Lookup(t.Context(), o.Client); err != nil || again != reports[0] {
			t.Errorf("%+v %v", again, err)
		}
		have, err := p.Balances(t.Context())
		if err != nil || have[0].Currency != settlement.BNB || have[0].Available.Format(8) != "999.75" {
			t.Errorf("%+v %v", have, err)
		}
		o.Amount++
		if _, err := p.Submit(t.Context(), o); !errors.Is(err, settlement.ErrMismatch) {
			t.Errorf("%v", err)
		}
		if _, err := p.Lookup(t.Context(), "gs-2-a"); !errors.Is(err, settlement.ErrNeverSeen) {
			t.Errorf("%v", err)
		}
	})
}

// The pool is finite: quotes and orders beyond it are refused, and it never
// goes below zero.
func TestThePoolIsFinite(t *testing.T) {
	service(t, func(t *testing.T, p *simulated.Provider, s *store.Store) {
		if err := s.Write(t.Context(), 0, func(tx *store.Tx) error { return simulated.SetPool(tx, settlement.OG, 10*100_000_000) }); err != nil {
			t.Fatal(err)
		}
		q, err := p.Quote(t.Context(), settlement.QuoteCmd{Amount: 5 * usdt, Currency: settlement.OG})
		if err != nil || q.Out != 10*100_000_000 || q.Least != q.Out {
			t.Errorf("%+v %v", q, err)
		}
		for of, code := range map[amount.Amount]settlement.Code{5*usdt + 1: settlement.InsufficientLiquidity, 0: settlement.PolicyDenied} {
			_, err := p.Quote(t.Context(), settlement.QuoteCmd{Amount: of, Currency: settlement.OG})
			if no := (settlement.Refusal{}); !errors.As(err, &no) || no.Code != code {
				t.Errorf("%d: %v", of, err)
			}
		}
		paid := 0
		for i := range 4 {
			r, err := p.Submit(t.Context(), settlement.Order{Client: fmt.Sprint("gs-1-", i), Member: 7, Amount: 2 * usdt, Currency: settlement.OG})
			switch {
			case err != nil:
				t.Error(err)
			case r.Status == settlement.Done:
				paid++
			case r.Moved != settlement.MovedNo || r.Code != settlement.InsufficientLiquidity:
				t.Errorf("%+v", r)
			}
		}
		if have, err := p.Balances(t.Context()); err != nil || paid != 2 || have[1].Available != 2*100_000_000 {
			t.Errorf("%d paid, %+v %v", paid, have, err)
		}
		r, err := p.Submit(t.Context(), settlement.Order{Client: "gs-9-a", Member: 7, Amount: usdt, Currency: settlement.BNB, Least: 1 << 40})
		if err != nil || r.Code != settlement.Slippage || r.Moved != settlement.MovedNo {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// The record is read in pieces, each order once.
func TestList(t *testing.T) {
	service(t, func(t *testing.T, p *simulated.Provider, _ *store.Store) {
		const orders = 450
		for i := range orders {
			if _, err := p.Submit(t.Context(), settlement.Order{Client: fmt.Sprint("gs-1-", i), Member: 7, Amount: usdt, Currency: settlement.USDT}); err != nil {
				t.Fatal(err)
			}
		}
		seen, cursor, pieces := map[string]bool{}, "", 0
		for {
			feed, err := p.List(t.Context(), instant.Instant(1), cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range feed.Reports {
				if seen[r.Client] {
					t.Errorf("%s comes twice", r.Client)
				}
				seen[r.Client] = true
			}
			pieces++
			if cursor = feed.Next; cursor == "" {
				break
			}
		}
		if len(seen) != orders || pieces != 3 {
			t.Errorf("%d orders in %d pieces", len(seen), pieces)
		}
		if _, err := p.List(t.Context(), 1, "x"); err == nil {
			t.Error("a cursor that is none was taken")
		}
		if feed, err := p.List(t.Context(), 2_000_000, ""); err != nil || len(feed.Reports) != 0 {
			t.Errorf("%+v %v", feed, err)
		}
	})
}

func TestAddresses(t *testing.T) {
	service(t, func(t *testing.T, p *simulated.Provider, _ *store.Store) {
		for address, good := range map[string]bool{"0x1": true, "": false, "a b": false, "a\nb": false} {
			if err := p.ValidateAddress(t.Context(), settlement.BNB, address); (err == nil) != good {
				t.Errorf("%q: %v", address, err)
			}
		}
	})
}
