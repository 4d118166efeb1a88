package ledger_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

// model is the ledger as a child would keep it.
type model struct {
	*book
	members   []id.ID
	accounts  map[account]*figures
	transfers []*movement
	holds     []*reservation
	keys      map[string]id.ID
}

type account struct {
	owner id.ID
	asset ledger.Asset
}

type figures struct{ posted, held, earned, spent amount.Amount }

type movement struct {
	id            id.ID
	debit, credit ledger.Ref
	asset         ledger.Asset
	amount        amount.Amount
	kind          ledger.Kind
	reversed      bool
}

type reservation struct {
	id       id.ID
	of       account
	amount   amount.Amount
	deadline instant.Instant
	over     bool
}

func (m *model) of(r ledger.Ref, asset ledger.Asset) *figures {
	if r.IsSystem() {
		return &figures{}
	}
	k := account{r.Owner, asset}
	if m.accounts[k] == nil {
		m.accounts[k] = &figures{}
	}
	return m.accounts[k]
}

func (m *model) anyMember(rt *rapid.T) ledger.Ref {
	return ledger.Member(rapid.SampledFrom(m.members).Draw(rt, "member"))
}

func anyAsset(rt *rapid.T) ledger.Asset {
	return rapid.SampledFrom([]ledger.Asset{ledger.Point, ledger.USDT}).Draw(rt, "asset")
}

func anyAmount(rt *rapid.T) amount.Amount {
	return amount.Amount(rapid.Int64Range(1, 20).Draw(rt, "amount"))
}

// moved notes a movement that was made.
func (m *model) moved(t *movement, reversed ledger.Kind) {
	m.transfers = append(m.transfers, t)
	for _, side := range []struct {
		ref ledger.Ref
		by  amount.Amount
	}{{t.debit, -t.amount}, {t.credit, t.amount}} {
		f := m.of(side.ref, t.asset)
		f.posted += side.by
		switch {
		case t.kind == ledger.Earn, reversed == ledger.Earn:
			f.earned += side.by
		case t.kind == ledger.Spend, t.kind == ledger.Refund, reversed == ledger.Spend:
			f.spent -= side.by
		}
	}
}

func (m *model) available(r ledger.Ref, asset ledger.Asset) amount.Amount {
	f := m.of(r, asset)
	return f.posted - f.held
}

// post moves something between two sides, sometimes by a natural key.
func (m *model) post(rt *rapid.T) {
	sides := []ledger.Ref{ledger.Issuance, ledger.Revenue, m.anyMember(rt), m.anyMember(rt)}
	t := &movement{
		debit: rapid.SampledFrom(sides).Draw(rt, "debit"), credit: rapid.SampledFrom(sides).Draw(rt, "credit"), asset: anyAsset(rt), amount: anyAmount(rt),
		kind: rapid.SampledFrom([]ledger.Kind{ledger.Earn, ledger.Spend, ledger.Refund, ledger.Adjust, ledger.Move, ledger.Expire}).Draw(rt, "kind"),
	}
	key := rapid.SampledFrom([]string{"", "", "a", "b"}).Draw(rt, "key")
	whose := t.debit
	if whose.IsSystem() {
		whose = t.credit
	}
	if key != "" && !whose.IsSystem() {
		key = whose.String() + key
	} else {
		key = ""
	}
	p, err := m.book.post(ledger.PostCmd{Debit: t.debit, Credit: t.credit, Asset: t.asset, Amount: t.amount, Kind: t.kind, Key: key})
	first, done := m.keys[key]
	switch {
	case t.debit == t.credit:
		m.expect(rt, err, ledger.ErrAmount)
	case done && key != "":
		if err != nil || !p.Repeated || p.ID != first {
			rt.Fatalf("a repetition: %v, %v", p, err)
		}
	case !t.debit.IsSystem() && m.available(t.debit, t.asset) < t.amount:
		m.expect(rt, err, ledger.ErrInsufficient)
	default:
		m.expect(rt, err, nil)
		t.id = p.ID
		m.keys[key] = p.ID
		m.moved(t, "")
		if !whose.IsSystem() && p.Balance != m.of(whose, t.asset).posted {
			rt.Fatalf("balance %d, want %d", p.Balance, m.of(whose, t.asset).posted)
		}
	}
}

// reserve holds something.
func (m *model) reserve(rt *rapid.T) {
	on, asset, by := m.anyMember(rt), anyAsset(rt), anyAmount(rt)
	ttl := time.Duration(rapid.IntRange(1, 20).Draw(rt, "minutes")) * time.Minute
	h, err := do(m.book, func(tx *store.Tx) (ledger.Hold, error) {
		return m.Reserve(tx, ledger.ReserveCmd{On: on, Asset: asset, Amount: by, Deadline: tx.Now().Add(ttl)})
	})
	if m.available(on, asset) < by {
		m.expect(rt, err, ledger.ErrInsufficient)
		return
	}
	m.expect(rt, err, nil)
	m.of(on, asset).held += by
	m.holds = append(m.holds, &reservation{id: h.ID, of: account{on.Owner, asset}, amount: by, deadline: h.Deadline})
}

// end captures a hold, a part of it, or voids it.
func (m *model) end(rt *rapid.T) {
	if len(m.holds) == 0 {
		return
	}
	h := rapid.SampledFrom(m.holds).Draw(rt, "hold")
	part := amount.Amount(rapid.Int64Range(0, int64(h.amount)+1).Draw(rt, "part"))
	voids := rapid.Bool().Draw(rt, "voids")
	owner := ledger.Member(h.of.owner)
	f := m.of(owner, h.of.asset)
	p, err := do(m.book, func(tx *store.Tx) (ledger.Posting, error) {
		if voids {
			_, err := m.Void(tx, h.id)
			return ledger.Posting{}, err
		}
		_, p, err := m.Capture(tx, ledger.CaptureCmd{Hold: h.id, Amount: part, To: ledger.Revenue, Kind: ledger.Spend})
		return p, err
	})
	taken := part
	if part == 0 {
		taken = h.amount
	}
	switch {
	case h.over || m.clock.Now() >= h.deadline:
		m.expect(rt, err, ledger.ErrHoldFinished)
	case voids:
		m.expect(rt, err, nil)
		h.over, f.held = true, f.held-h.amount
	case taken > h.amount:
		m.expect(rt, err, ledger.ErrAmount)
	case f.posted-f.held+h.amount < taken: // a reversal has made debt since
		m.expect(rt, err, ledger.ErrInsufficient)
	default:
		m.expect(rt, err, nil)
		h.over, f.held = true, f.held-h.amount
		m.moved(&movement{id: p.ID, debit: owner, credit: ledger.Revenue, asset: h.of.asset, amount: taken, kind: ledger.Spend}, "")
	}
}

// wait lets time pass, and sometimes lets holds lapse.
func (m *model) wait(rt *rapid.T) {
	now := m.clock.Advance(time.Duration(rapid.IntRange(1, 400).Draw(rt, "minutes")) * time.Minute)
	if _, err := m.SweepHolds(m.Context(), m.store, now, 1000); err != nil {
		rt.Fatal(err)
	}
	for _, h := range m.holds {
		if !h.over && now >= h.deadline {
			h.over = true
			m.of(ledger.Member(h.of.owner), h.of.asset).held -= h.amount
		}
	}
}

// reverse takes a movement back, perhaps again.
func (m *model) reverse(rt *rapid.T) {
	if len(m.transfers) == 0 {
		return
	}
	t := rapid.SampledFrom(m.transfers).Draw(rt, "transfer")
	debt := rapid.Bool().Draw(rt, "debt")
	p, err := do(m.book, func(tx *store.Tx) (ledger.Posting, error) {
		return m.Reverse(tx, ledger.ReverseCmd{Transfer: t.id, AllowDebt: debt})
	})
	switch {
	case t.kind == ledger.Reverse:
		m.expect(rt, err, ledger.ErrIrreversible)
	case t.reversed:
		m.expect(rt, err, ledger.ErrReversed)
	case !t.credit.IsSystem() && !debt && m.available(t.credit, t.asset) < t.amount:
		m.expect(rt, err, ledger.ErrInsufficient)
	default:
		m.expect(rt, err, nil)
		t.reversed = true
		m.moved(&movement{id: p.ID, debit: t.credit, credit: t.debit, asset: t.asset, amount: t.amount, kind: ledger.Reverse}, t.kind)
	}
}

func (m *model) expect(rt *rapid.T, err, want error) {
	if !errors.Is(err, want) {
		rt.Fatalf("%v, want %v", err, want)
	}
}

// same compares every account.
func (m *model) same(rt *rapid.T) {
	for _, owner := range m.members {
		rows, err := ledger.Accounts(m.Context(), m.store, owner)
		if err != nil {
			rt.Fatal(err)
		}
		for _, a := range rows {
			want := *m.of(ledger.Member(owner), a.Asset)
			if got := (figures{a.Posted, a.Held, a.Earned, a.Spent}); got != want {
				rt.Fatalf("account %d %s: %+v, want %+v", owner, a.Asset, got, want)
			}
		}
	}
}

// Whatever is posted, held, captured, voided, left to lapse and reversed, in
// whatever order, the ledger is what a child's would be, and verifies.
func TestTheLedgerIsAsSimpleAsItSounds(t *testing.T) {
	onSQL(t, func(b *book) {
		next := id.ID(1000)
		rapid.Check(b.TB, func(rt *rapid.T) {
			m := &model{book: b, accounts: map[account]*figures{}, keys: map[string]id.ID{}}
			for range 3 {
				next += 341 // in different buckets
				m.members = append(m.members, next)
			}
			verbs := []func(*rapid.T){m.post, m.post, m.post, m.reserve, m.reserve, m.end, m.end, m.reverse, m.wait}
			for range rapid.IntRange(1, 30).Draw(rt, "steps") {
				rapid.SampledFrom(verbs).Draw(rt, "verb")(rt)
			}
			m.same(rt)
		})
		if err := ledger.Roll(b.Context(), b.store, b.clock.Advance(time.Hour)); err != nil {
			t.Fatal(err)
		}
		b.verify()
	})
}
