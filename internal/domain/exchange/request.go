package exchange

import (
	"strconv"
	"unicode/utf8"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/domain/member"
	"guerdon/internal/platform/store"
)

// notesMax bounds notes and remarks, in characters.
const notesMax = 500

// RequestCmd asks for some of a product.
type RequestCmd struct {
	Member   id.ID
	Product  id.ID
	Quantity int64
	Notes    string
}

// Receipt is an exchange and what the member can spend after it.
type Receipt struct {
	Exchange
	Balance amount.Amount
}

// Request debits the points and takes the stock and the member's count, or
// changes nothing. Another domain's product is not found.
// Faults: ErrQuantity, ErrNotes, ErrProductNotFound, ErrOff, ErrSoldOut,
// ErrLimit, member.ErrNotFound, amount.ErrOverflow, ledger.ErrInsufficient.
// contract: S3-04
func (s *Service) Request(tx *store.Tx, cmd RequestCmd) (Receipt, error) {
	if cmd.Quantity < 1 || cmd.Quantity > QuantityMax {
		return Receipt{}, ErrQuantity
	}
	if utf8.RuneCountInString(cmd.Notes) > notesMax {
		return Receipt{}, ErrNotes
	}
	s.want(tx, cmd)
	p, err := offered(tx, cmd)
	if err != nil {
		return Receipt{}, err
	}
	if err := take(tx, cmd, p.MemberMax); err != nil {
		return Receipt{}, err
	}
	e, err := newExchange(tx, cmd, p)
	if err != nil {
		return Receipt{}, err
	}
	post, err := s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Member(cmd.Member), Credit: ledger.Revenue, Asset: ledger.Study, Amount: e.Points, Kind: ledger.Spend,
		Reason: "exchange.request:" + p.Name, Source: e.source(), Actor: actor.OfMember(cmd.Member),
	})
	if err != nil {
		return Receipt{}, err
	}
	e.Transfer = post.ID
	exchanges.Add(tx, e)
	return Receipt{e, post.Available}, nil
}

// offered is the product, where the member may have it.
func offered(tx *store.Tx, cmd RequestCmd) (Product, error) {
	p, found, err := products.Read(tx, productOf(cmd.Product))
	if err != nil {
		return Product{}, err
	}
	m, err := member.Get(tx, cmd.Member)
	switch {
	case err != nil:
		return Product{}, err
	case !found || p.Status == Deleted || !p.isFor(m.Domain):
		return Product{}, ErrProductNotFound
	case p.Status != Available:
		return Product{}, ErrOff
	}
	return p, nil
}

// take lowers the stock and raises the member's count.
func take(tx *store.Tx, cmd RequestCmd, memberMax int32) error {
	st, found, err := stocks.Get(tx, stockOf(cmd.Product))
	if err != nil {
		return err
	}
	if !found {
		panic("exchange: a product without a stock")
	}
	if left := st.left(); left != Unlimited && left < cmd.Quantity {
		return ErrSoldOut.With("left", left)
	}
	n, _, err := counts.Get(tx, countOf(cmd.Member, cmd.Product))
	if err != nil {
		return err
	}
	if memberMax > 0 && n.Taken+cmd.Quantity > int64(memberMax) {
		return ErrLimit.With("limit", int64(memberMax)).With("taken", n.Taken)
	}
	st.Taken += cmd.Quantity
	stocks.Put(tx, st)
	counts.Put(tx, count{countOf(cmd.Member, cmd.Product), n.Taken + cmd.Quantity})
	return nil
}

func newExchange(tx *store.Tx, cmd RequestCmd, p Product) (Exchange, error) {
	points, err := amount.Mul(p.Price, cmd.Quantity)
	if err != nil {
		return Exchange{}, err
	}
	eid, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Exchange{}, err
	}
	state := Completed
	if p.Review {
		state = Pending
	}
	return Exchange{
		exchangeKey: exchangeOf(eid), Member: cmd.Member, Product: p.ID, Domain: p.Domain, ProductName: p.Name, Quantity: cmd.Quantity, Price: p.Price, Points: points,
		State: state, Notes: cmd.Notes, CreatedAt: tx.Now(), ChangedAt: tx.Now(), ChangedBy: actor.OfMember(cmd.Member).String(),
	}, nil
}

func (e *Exchange) source() string { return "exchange:" + strconv.FormatInt(int64(e.ID), 10) }

// want asks at once for what a request needs.
func (s *Service) want(tx *store.Tx, cmd RequestCmd) {
	products.WantRead(tx, productOf(cmd.Product))
	stocks.Want(tx, stockOf(cmd.Product))
	counts.Want(tx, countOf(cmd.Member, cmd.Product))
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Study)
}
