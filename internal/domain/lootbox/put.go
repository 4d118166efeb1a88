package lootbox

import (
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/platform/store"
)

// PrizeCmd is one prize of new odds. ID is zero but for sample data.
type PrizeCmd struct {
	ID          id.ID
	Kind        PrizeKind
	Name        string
	Description string
	Rarity      catalog.Rarity
	Points      amount.Amount
	CatalogItem id.ID
	Weight      int64
	Stock       int64
}

// PutCmd makes a box, or edits it. ID zero makes a new one; a given ID that
// does not exist is for sample data. Version is the one that the caller saw,
// 0 for a new box. Prizes nil leaves the odds as they are.
type PutCmd struct {
	ID          id.ID
	Version     int64
	Name        string
	Description string
	Price       amount.Amount
	PriceSOL    amount.Amount
	State       State
	SoldOut     SoldOut
	Prizes      []PrizeCmd
}

func (c PutCmd) check() error {
	texts := len(c.Name) > 0 && len(c.Name) <= 200 && len(c.Description) <= 2000
	price := c.Price >= 0 && c.Price <= amount.Max && c.PriceSOL >= 0 && c.PriceSOL <= amount.Max
	state := c.State == Draft || c.State == Opened || c.State == Closed
	if !texts || !price || !state || (c.SoldOut != Renormalise && c.SoldOut != CloseBox) {
		return ErrInvalid
	}
	if c.Prizes == nil {
		return nil
	}
	return checkOdds(c.Prizes)
}

// checkOdds holds new odds to their rules.
func checkOdds(list []PrizeCmd) error {
	if len(list) == 0 || len(list) > 100 {
		return ErrOdds
	}
	sum := int64(0)
	for i, p := range list {
		if p.Weight <= 0 || p.Weight > WeightSum {
			return ErrOdds.With("prize", i)
		}
		if !p.valid() {
			return ErrPrize.With("prize", i)
		}
		sum += p.Weight
	}
	if sum != WeightSum {
		return ErrOdds.With("sum", sum)
	}
	return nil
}

func (p PrizeCmd) valid() bool {
	points := p.Kind == PointsPrize && p.Points > 0 && p.Points <= amount.Max && p.CatalogItem == 0
	item := p.Kind == ItemPrize && p.Points == 0 && p.CatalogItem > 0
	return (points || item) && len(p.Name) > 0 && len(p.Name) <= 200 && len(p.Description) <= 2000 && p.Rarity.Valid() && p.Stock >= Unlimited
}

// Put makes or edits a box. New odds become a new version; draws that were
// made keep theirs. Faults: ErrInvalid, ErrOdds, ErrPrize, ErrStale,
// ErrNotFound, catalog.ErrNotFound.
// contract: S0-P3
// contract: N-09
func (s *Service) Put(tx *store.Tx, cmd PutCmd) (Box, error) {
	if err := cmd.check(); err != nil {
		return Box{}, err
	}
	if cmd.ID == 0 {
		i, err := tx.NewID(id.BucketOf(cmd.Name))
		if err != nil {
			return Box{}, err
		}
		cmd.ID = i
	}
	box, found, err := boxes.Get(tx, boxKey{cmd.ID.Bucket(), cmd.ID})
	if err != nil {
		return Box{}, err
	}
	switch {
	case box.Version != cmd.Version:
		return Box{}, ErrStale.With("version", box.Version)
	case !found && cmd.Prizes == nil:
		return Box{}, ErrOdds
	case found && box.State != Draft && cmd.State == Draft:
		return Box{}, ErrInvalid // draws tell of it
	case !found:
		box = Box{boxKey: boxKey{cmd.ID.Bucket(), cmd.ID}, CreatedAt: tx.Now()}
	}
	box.Name, box.Description, box.Price, box.PriceSOL, box.State, box.SoldOut = cmd.Name, cmd.Description, cmd.Price, cmd.PriceSOL, cmd.State, cmd.SoldOut
	box.Version, box.ChangedAt = box.Version+1, tx.Now()
	if cmd.Prizes != nil {
		box.Odds++
		if err := addOdds(tx, box, cmd.Prizes); err != nil {
			return Box{}, err
		}
	}
	boxes.Put(tx, box)
	return box, nil
}

// addOdds writes the prizes of a new version.
func addOdds(tx *store.Tx, box Box, list []PrizeCmd) error {
	for i, p := range list {
		if p.Kind == ItemPrize {
			if _, err := catalog.Get(tx, p.CatalogItem); err != nil {
				return err
			}
		}
		pid := p.ID
		if pid == 0 {
			var err error
			if pid, err = tx.NewID(box.Bucket); err != nil {
				return err
			}
		}
		prizes.Add(tx, Prize{
			boxKey: boxKey{box.Bucket, pid}, Box: box.ID, Version: box.Odds, Position: int32(i), Kind: p.Kind, Name: p.Name, Description: p.Description,
			Rarity: p.Rarity, Points: p.Points, CatalogItem: p.CatalogItem, Weight: p.Weight, Stock: p.Stock, CreatedAt: tx.Now(),
		})
		if p.Stock != Unlimited {
			stocks.Add(tx, stock{stockKey{box.Bucket, pid}, box.ID, box.Odds, p.Stock})
		}
	}
	return nil
}

// SetState opens or closes a box. Faults: ErrNotFound, ErrInvalid.
// contract: N-09
func (s *Service) SetState(tx *store.Tx, i id.ID, to State) (Box, error) {
	if to != Opened && to != Closed {
		return Box{}, ErrInvalid
	}
	box, found, err := boxes.Get(tx, boxKey{i.Bucket(), i})
	if err != nil {
		return Box{}, err
	}
	if !found {
		return Box{}, ErrNotFound
	}
	box.State, box.ChangedAt = to, tx.Now()
	boxes.Put(tx, box)
	return box, nil
}
