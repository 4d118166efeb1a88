package revenue

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/platform/store"
)

// Service writes the book. It has no state of its own.
type Service struct{}

// New makes the service.
func New() *Service { return &Service{} }

// Note enters what an order brought in (amount in fen and credits, above
// zero) or gave back (both below). An entry that is there already is left as
// it is. Payments of one member are in order of time, whatever the clocks of
// several processes say.
// Faults: ErrEntry.
func (s *Service) Note(tx *store.Tx, orderID string, member id.ID, kind string, amount, credits amount.Amount, sandbox bool) error {
	e := Entry{entryKey: entryKey{member.Bucket(), orderID, Paid}, Member: member, Kind: kind, Amount: amount, Credits: credits, Sandbox: sandbox, At: tx.Now()}
	if amount < 0 {
		e.Side = Refunded
	}
	if !e.valid() {
		return ErrEntry
	}
	s.want(tx, &e)
	_, there, err := entries.Get(tx, e.entryKey)
	if err != nil || there {
		return err
	}
	if e.Side == Refunded {
		if err := refundable(tx, &e); err != nil {
			return err
		}
	}
	if !sandbox {
		if err := tally(tx, &e); err != nil {
			return err
		}
	}
	entries.Put(tx, e)
	return nil
}

func (e *Entry) valid() bool {
	return e.OrderID != "" && e.Member > 0 && (e.Kind == Recharge || e.Kind == Membership) && e.Amount != 0 &&
		(e.Credits == 0 || (e.Credits > 0) == (e.Amount > 0))
}

// want asks for everything in one round.
func (s *Service) want(tx *store.Tx, e *Entry) {
	if e.Side == Refunded {
		entries.Want(tx, entryKey{e.Bucket, e.OrderID, Paid})
	} else if !e.Sandbox {
		payers.Want(tx, payerKey{e.Bucket, e.Member})
	}
	if !e.Sandbox {
		days.Want(tx, dayKey{shardOf(e.Bucket), dayOf(e.At), e.Kind})
	}
}

// refundable holds a refund to what was paid.
func refundable(tx *store.Tx, e *Entry) error {
	paid, found, err := entries.Get(tx, entryKey{e.Bucket, e.OrderID, Paid})
	if err != nil {
		return err
	}
	if !found || -e.Amount > paid.Amount || -e.Credits > paid.Credits || paid.Sandbox != e.Sandbox || paid.Kind != e.Kind || paid.Member != e.Member {
		return ErrEntry
	}
	return nil
}

// tally counts an entry in the sums of its day.
func tally(tx *store.Tx, e *Entry) error {
	if e.Side == Paid {
		if err := tallyPayer(tx, e); err != nil {
			return err
		}
	}
	key := dayKey{shardOf(e.Bucket), dayOf(e.At), e.Kind}
	row, _, err := days.Get(tx, key)
	if err != nil {
		return err
	}
	row.dayKey = key
	row.add(e)
	days.Put(tx, row)
	return nil
}

func (d *dayRow) add(e *Entry) {
	if e.Side == Paid {
		d.Captured, d.CreditsSold, d.Payments = d.Captured+int64(e.Amount), d.CreditsSold+int64(e.Credits), d.Payments+1
		return
	}
	d.Refunded, d.CreditsReturned, d.Refunds = d.Refunded-int64(e.Amount), d.CreditsReturned-int64(e.Credits), d.Refunds+1
}

// tallyPayer numbers the payment, and counts its member where it is their
// first of the day.
func tallyPayer(tx *store.Tx, e *Entry) error {
	p, found, err := payers.Get(tx, payerKey{e.Bucket, e.Member})
	if err != nil {
		return err
	}
	if !found {
		p = payer{payerKey: payerKey{e.Bucket, e.Member}, FirstAt: e.At}
	}
	e.At = max(e.At, p.LastAt)
	today, before := dayOf(e.At), p.LastDay
	p.Payments, p.LastAt, p.LastDay = p.Payments+1, e.At, today
	e.Ordinal = p.Payments
	payers.Put(tx, p)
	if before == today {
		return nil
	}
	key := payerDayKey{shardOf(e.Bucket), today, before}
	row, _, err := payerDays.Get(tx, key)
	if err != nil {
		return err
	}
	payerDays.Put(tx, payerDay{key, row.Members + 1})
	return nil
}

// PayerSince is when a member paid first; false where they never did.
func PayerSince(tx *store.Tx, member id.ID) (at instant.Instant, paid bool, err error) {
	p, found, err := payers.Read(tx, payerKey{member.Bucket(), member})
	return p.FirstAt, found, err
}
