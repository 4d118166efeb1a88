package lootbox

import (
	"strconv"
	"sync"

	"guerdon/internal/base/actor"
	"guerdon/internal/base/amount"
	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
	"guerdon/internal/domain/catalog"
	"guerdon/internal/domain/inventory"
	"guerdon/internal/domain/ledger"
	"guerdon/internal/platform/store"
)

type drawKey struct {
	Bucket id.Bucket `db:"bucket"`
	ID     id.ID     `db:"id"`
}

// Draw is one draw, with the names of its moment. Remaining is what the member
// could spend after the price was paid and before the prize, Balance after both.
type Draw struct {
	drawKey
	Member      id.ID           `db:"member"`
	Box         id.ID           `db:"box"`
	Version     int64           `db:"version"`
	Prize       id.ID           `db:"prize"`
	BoxName     string          `db:"box_name"`
	Kind        PrizeKind       `db:"kind"`
	Name        string          `db:"name"`
	Description string          `db:"description"`
	Rarity      catalog.Rarity  `db:"rarity"`
	Points      amount.Amount   `db:"points"`
	Item        id.ID           `db:"item"`
	Price       amount.Amount   `db:"price"`
	Remaining   amount.Amount   `db:"remaining"`
	Balance     amount.Amount   `db:"balance"`
	At          instant.Instant `db:"at"`
}

var draws = store.Define[drawKey, Draw]("draw")

// DrawCmd asks for one draw.
type DrawCmd struct {
	Member id.ID
	Box    id.ID
}

// Draw charges the box's price and hands over one prize, or changes nothing.
// Faults: ErrNotFound, ErrClosed, ErrSOLPriced, ErrSoldOut,
// ledger.ErrInsufficient.
// contract: S0-09
func (s *Service) Draw(tx *store.Tx, cmd DrawCmd) (Draw, error) {
	s.want(tx, cmd)
	box, o, err := s.forSale(tx, cmd.Box)
	if err != nil {
		return Draw{}, err
	}
	did, err := tx.NewID(cmd.Member.Bucket())
	if err != nil {
		return Draw{}, err
	}
	d := Draw{drawKey: drawKey{did.Bucket(), did}, Member: cmd.Member, Box: box.ID, Version: box.Odds, BoxName: box.Name, Price: box.Price, At: tx.Now()}
	if err := s.charge(tx, &d); err != nil {
		return Draw{}, err
	}
	c := o.pick(tx.Dice())
	if err := s.handOver(tx, &d, c); err != nil {
		return Draw{}, err
	}
	if err := take(tx, c); err != nil {
		return Draw{}, err
	}
	draws.Add(tx, d)
	return d, nil
}

// forSale reads the box and the odds that a draw uses, and locks its stock.
func (s *Service) forSale(tx *store.Tx, i id.ID) (Box, odds, error) {
	box, found, err := boxes.Read(tx, boxKey{i.Bucket(), i})
	switch {
	case err != nil:
		return Box{}, odds{}, err
	case !found || box.State == Draft:
		return Box{}, odds{}, ErrNotFound
	case box.State != Opened:
		return Box{}, odds{}, ErrClosed
	case box.PriceSOL > 0:
		return Box{}, odds{}, ErrSOLPriced
	}
	s.seen.note(box.ID, box.Odds)
	key := oddsKey{box.Bucket, box.ID, box.Odds}
	stockOf.Want(tx, key)
	list, err := oddsOf.Read(tx, key)
	if err != nil {
		return Box{}, odds{}, err
	}
	left, err := stockOf.By(tx, key)
	if err != nil {
		return Box{}, odds{}, err
	}
	o := newOdds(list, remaining(left))
	if !o.sellable(box.SoldOut) {
		return Box{}, odds{}, ErrSoldOut
	}
	return box, o, nil
}

func remaining(list []stock) map[id.ID]int64 {
	left := make(map[id.ID]int64, len(list))
	for _, s := range list {
		left[s.Prize] = s.Remaining
	}
	return left
}

// charge takes the price. A free box costs nothing and posts nothing.
func (s *Service) charge(tx *store.Tx, d *Draw) error {
	if d.Price == 0 {
		acc, err := s.ledger.Balance(tx, ledger.Member(d.Member), ledger.Point)
		d.Remaining, d.Balance = acc.Available(), acc.Available()
		return err
	}
	post, err := s.ledger.Post(tx, ledger.PostCmd{
		Debit: ledger.Member(d.Member), Credit: ledger.Revenue, Asset: ledger.Point, Amount: d.Price, Kind: ledger.Spend,
		Reason: "lootbox.draw", Source: source(d), Actor: actor.OfMember(d.Member),
	})
	d.Remaining, d.Balance = post.Available, post.Available
	return err
}

// handOver credits the points, or adds the item.
func (s *Service) handOver(tx *store.Tx, d *Draw, c Chance) error {
	d.Prize, d.Kind, d.Name, d.Description, d.Rarity, d.Points = c.ID, c.Kind, c.Name, c.Description, c.Rarity, c.Points
	if c.Kind == PointsPrize {
		post, err := s.ledger.Post(tx, ledger.PostCmd{
			Debit: ledger.Issuance, Credit: ledger.Member(d.Member), Asset: ledger.Point, Amount: c.Points, Kind: ledger.Earn,
			Reason: "lootbox.prize", Source: source(d), Actor: actor.OfMember(d.Member),
		})
		d.Balance = post.Available
		return err
	}
	thing, err := catalog.Get(tx, c.CatalogItem)
	if err != nil {
		return err
	}
	it, err := inventory.Add(tx, inventory.AddCmd{Member: d.Member, Catalog: thing, Origin: inventory.FromDraw, Source: source(d)})
	d.Item = it.ID
	return err
}

// take lowers the prize's stock by one.
func take(tx *store.Tx, c Chance) error {
	if c.Remaining == Unlimited {
		return nil
	}
	row, found, err := stocks.Get(tx, stockKey{c.Bucket, c.ID})
	if err != nil {
		return err
	}
	if !found || row.Remaining <= 0 {
		panic("lootbox: drew a prize that is out of stock")
	}
	row.Remaining--
	stocks.Put(tx, row)
	return nil
}

func source(d *Draw) string { return "draw:" + strconv.FormatInt(int64(d.ID), 10) }

// want asks for everything a draw needs in one round, as far as the box's
// odds version is known from an earlier draw.
func (s *Service) want(tx *store.Tx, cmd DrawCmd) {
	s.ledger.Want(tx, ledger.Member(cmd.Member), ledger.Point)
	boxes.WantRead(tx, boxKey{cmd.Box.Bucket(), cmd.Box})
	if v, ok := s.seen.get(cmd.Box); ok {
		key := oddsKey{cmd.Box.Bucket(), cmd.Box, v}
		oddsOf.WantRead(tx, key)
		stockOf.Want(tx, key)
	}
}

// versions remembers which odds version each box had last. It only saves a
// round of loading; a version that has changed costs one more.
type versions struct{ m sync.Map }

func (v *versions) note(box id.ID, version int64) {
	if last, ok := v.m.Load(box); !ok || last != version {
		v.m.Store(box, version)
	}
}

func (v *versions) get(box id.ID) (int64, bool) {
	last, ok := v.m.Load(box)
	if !ok {
		return 0, false
	}
	return last.(int64), true
}
