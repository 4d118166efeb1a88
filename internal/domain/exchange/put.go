package exchange

import (
	"unicode/utf8"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/platform/store"
)

// PutCmd makes a product, or edits it. ID zero makes a new one; a given ID
// that does not exist is for sample data. Version is the one that the caller
// saw, 0 for a new one. Stock is what is left from now on, or Unlimited; nil
// leaves it as it is.
type PutCmd struct {
	ID          id.ID
	Version     int64
	Domain      int32
	Name        string
	Description string
	Category    string
	Kind        Kind
	Price       amount.Amount
	MemberMax   int32
	Review      bool
	Status      Status
	SortOrder   int32
	Stock       *int64
}

func (c *PutCmd) valid() bool {
	texts := named(c.Name) && len(c.Description) <= textMax && utf8.ValidString(c.Description) && len(c.Category) <= codeMax
	kind := c.Kind == Physical || c.Kind == Virtual
	numbers := c.Price > 0 && c.Price <= PriceMax && c.MemberMax >= 0 && c.MemberMax <= memberMax && c.Domain >= 0
	count := c.Stock == nil || *c.Stock >= Unlimited && *c.Stock <= stockMax
	return texts && kind && numbers && count && (c.Status == Available || c.Status == Off)
}

// Put makes or edits a product, and returns it as it was and is. Exchanges
// that were made keep their price. Faults: ErrProduct, ErrProductNotFound,
// ErrStale.
// contract: S3-M6
// contract: N-11
func Put(tx *store.Tx, cmd PutCmd) (before, after Offer, err error) {
	if !cmd.valid() {
		return Offer{}, Offer{}, ErrProduct
	}
	if cmd.ID == 0 {
		if cmd.ID, err = tx.NewID(id.BucketOf(cmd.Name)); err != nil {
			return Offer{}, Offer{}, err
		}
	}
	stocks.Want(tx, stockOf(cmd.ID))
	p, found, err := products.Get(tx, productOf(cmd.ID))
	if err != nil {
		return Offer{}, Offer{}, err
	}
	st, _, err := stocks.Get(tx, stockOf(cmd.ID))
	if err != nil {
		return Offer{}, Offer{}, err
	}
	if p.Status == Deleted {
		return Offer{}, Offer{}, ErrProductNotFound
	}
	if p.Version != cmd.Version {
		return Offer{}, Offer{}, ErrStale.With("version", p.Version)
	}
	before = Offer{p, st.left()}
	if !found {
		p.CreatedAt = tx.Now()
	}
	p = Product{
		productOf(cmd.ID), cmd.Domain, cmd.Name, cmd.Description, cmd.Category, cmd.Kind, cmd.Price, cmd.MemberMax, cmd.Review, cmd.Status, cmd.SortOrder,
		p.Version + 1, p.CreatedAt, tx.Now(),
	}
	products.Put(tx, p)
	st = st.supply(cmd.ID, cmd.Stock)
	stocks.Put(tx, st)
	return before, Offer{p, st.left()}, nil
}

// GetProduct locks a product of the domain, or of any where domain is
// negative. Faults: ErrProductNotFound.
func GetProduct(tx *store.Tx, i id.ID, domain int32) (Product, error) {
	p, found, err := products.Get(tx, productOf(i))
	if err == nil && (!found || p.Status == Deleted || domain >= 0 && p.Domain != domain) {
		err = ErrProductNotFound
	}
	return p, err
}

// Delete ends a product; its exchanges stay, and those that are pending can
// still be decided. Faults: ErrProductNotFound.
// contract: N-11
func Delete(tx *store.Tx, i id.ID, domain int32) (Product, error) {
	p, err := GetProduct(tx, i, domain)
	if err != nil {
		return Product{}, err
	}
	was := p
	p.Status, p.ChangedAt = Deleted, tx.Now()
	p.Version++
	products.Put(tx, p)
	return was, nil
}

// supply makes the stock one of which so many are left.
func (s stock) supply(product id.ID, left *int64) stock {
	s.stockKey = stockOf(product)
	switch {
	case left == nil:
	case *left == Unlimited:
		s.Supplied = Unlimited
	default:
		s.Supplied = s.Taken + *left
	}
	return s
}

// named reports whether the text may be a name.
func named(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 1 || n > nameMax || !utf8.ValidString(s) {
		return false
	}
	for _, c := range s {
		if c < 0x20 || c == 0x7f {
			return false
		}
	}
	return true
}
