package sandbox

import (
	"slices"
	"sync"
)

// TradesMax is how many trades a bank keeps.
const TradesMax = 10_000

// book keeps trades by reference and by order.
type book struct {
	mu      sync.Mutex
	byRef   map[string]*Trade
	byOrder map[orderKey]string // to the reference
	refs    []string            // oldest first
}

type orderKey struct{ provider, orderID string }

func newBook() *book {
	return &book{byRef: map[string]*Trade{}, byOrder: map[orderKey]string{}}
}

// add keeps t, unless its order is there already: then it gives that trade.
func (b *book) add(t Trade) (kept Trade, added bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := orderKey{t.Provider, t.OrderID}
	if ref, found := b.byOrder[key]; found {
		return b.byRef[ref].copied(), false
	}
	b.byRef[t.Ref] = &t
	b.byOrder[key] = t.Ref
	b.refs = append(b.refs, t.Ref)
	if len(b.refs) > TradesMax {
		b.dropOldest()
	}
	return t.copied(), true
}

func (b *book) dropOldest() {
	old := b.byRef[b.refs[0]]
	delete(b.byRef, old.Ref)
	delete(b.byOrder, orderKey{old.Provider, old.OrderID})
	b.refs = b.refs[1:]
}

// ofOrder finds the reference of an order's trade.
func (b *book) ofOrder(provider, orderID string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.byOrder[orderKey{provider, orderID}]
}

// change runs fn on a trade and keeps what it did unless it fails.
// Faults: ErrTradeAbsent, and fn's.
func (b *book) change(ref string, fn func(t *Trade) error) (Trade, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	stored, found := b.byRef[ref]
	if !found {
		return Trade{}, ErrTradeAbsent
	}
	t := stored.copied()
	if err := fn(&t); err != nil {
		return stored.copied(), err
	}
	*stored = t
	return t.copied(), nil
}

// ofRefund finds the trade that a refund belongs to.
func (b *book) ofRefund(provider, refundID string) (Trade, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ref := range b.refs {
		t := b.byRef[ref]
		if _, found := t.refund(refundID); found && t.Provider == provider {
			return t.copied(), true
		}
	}
	return Trade{}, false
}

func (t *Trade) copied() Trade {
	c := *t
	c.Refunds = slices.Clone(t.Refunds)
	return c
}
