package generation

import (
	"errors"
	"strconv"
	"time"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/membership"
	"guerdon/internal/platform/store"
)

// Charge is where the payment for a task stands.
type Charge string

// The states of a payment. See the package comment.
const (
	NoCharge Charge = ""     // nobody pays for such a task
	Free     Charge = "free" // a membership pays, or the price is nothing
	Held     Charge = "held"
	Captured Charge = "captured"
	Voided   Charge = "voided"
)

// bill is what a task costs its member. Price is what it cost when it began,
// and never changes; Paid is what was really charged.
type bill struct {
	Charge  Charge        `db:"charge"`
	Price   amount.Amount `db:"price"`
	Paid    amount.Amount `db:"paid"`
	Hold    id.ID         `db:"hold"`
	Payment id.ID         `db:"payment"`  // the transfer, or none
	FreeDay int32         `db:"free_day"` // yyyymmdd: whose allowance it used, or 0
}

// holdMargin is how much longer than its task a hold lasts: the task is what
// ends it, and the deadline only stands behind.
const holdMargin = 12 * time.Hour

// reserve holds the price on the member's account, or has their membership
// pay. Faults: ledger.ErrInsufficient.
func (s *Service) reserve(tx *store.Tx, g *Generation) error {
	free, err := s.takeFree(tx, g)
	if err != nil {
		return err
	}
	if free || g.Price == 0 {
		g.Charge = Free
		return nil
	}
	h, err := s.ledger.Reserve(tx, ledger.ReserveCmd{
		On: ledger.Member(g.Member), Asset: ledger.Credit, Amount: g.Price, Reason: reasonOf(g.Kind), Source: sourceOf(g.ID), Deadline: g.ExpiresAt.Add(holdMargin),
	})
	g.Charge, g.Hold = Held, h.ID
	return err
}

// takeFree uses one of the tasks that a membership pays for today, as far as
// fair use goes.
func (s *Service) takeFree(tx *store.Tx, g *Generation) (bool, error) {
	m, err := membership.Get(tx, g.Member)
	if err != nil {
		return false, err
	}
	text, err := s.fairUse.Read(tx)
	if err != nil || g.Price == 0 || !m.IsActive(tx.Now()) {
		return false, err
	}
	most, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return false, err
	}
	l, _, err := loads.Get(tx, loadOf(g.Member))
	if err != nil {
		return false, err
	}
	today := ledger.PeriodOf(tx.Now(), s.ledger.Zone()).Day
	if l.FreeDay != today {
		l.FreeDay, l.FreeUsed = today, 0
	}
	if l.FreeUsed >= most {
		return false, nil
	}
	l.FreeUsed++
	loads.Put(tx, l)
	g.FreeDay = today
	return true, nil
}

// settle ends the payment with its task: a task that completed has cost its
// price, one that failed nothing.
func (s *Service) settle(tx *store.Tx, g *Generation) error {
	switch {
	case g.Charge == Free && g.State == Failed:
		return giveBackFree(tx, g)
	case g.Charge != Held:
		return nil
	case g.State == Completed:
		return s.capture(tx, g)
	}
	_, err := s.ledger.Void(tx, g.Hold)
	return s.finished(tx, g, Voided, err)
}

func (s *Service) capture(tx *store.Tx, g *Generation) error {
	h, posting, err := s.ledger.Capture(tx, ledger.CaptureCmd{Hold: g.Hold, To: ledger.Revenue, Kind: ledger.Spend, Actor: actor.OfMember(g.Member)})
	g.Paid, g.Payment = h.Captured, posting.ID
	return s.finished(tx, g, Captured, err)
}

// finished notes how a payment ended. Where an operator has ended the hold
// before, the task follows that: it is never charged a second time.
func (s *Service) finished(tx *store.Tx, g *Generation, as Charge, err error) error {
	if g.Charge = as; !errors.Is(err, ledger.ErrHoldFinished) {
		return err
	}
	if state := fault.Of(err).Params["state"]; state == string(ledger.HoldPosted) {
		g.Charge, g.Paid = Captured, g.Price
		return nil
	}
	g.Charge, g.Paid = Voided, 0
	return s.ledger.Lapse(tx, g.Hold)
}

// giveBackFree gives the allowance of a failed task back, on its own day.
func giveBackFree(tx *store.Tx, g *Generation) error {
	l, _, err := loads.Get(tx, loadOf(g.Member))
	if err != nil {
		return err
	}
	if g.FreeDay != 0 && l.FreeDay == g.FreeDay && l.FreeUsed > 0 {
		l.FreeUsed--
		loads.Put(tx, l)
	}
	g.FreeDay = 0
	return nil
}

// reasonOf is what the ledger calls a task of this kind: "generation.ppt".
func reasonOf(k Kind) string { return "generation." + string(k.Type()) }
