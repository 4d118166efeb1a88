package reward

import (
	"time"

	"guerdon/internal/base/amount"
	"guerdon/internal/base/fault"
)

// Right is what a recipient gets a reward for.
type Right string

// The rights.
const (
	Share        Right = "share"
	Community    Right = "community"
	CityTeam     Right = "city_team"
	ProvinceTeam Right = "province_team"
	CityArea     Right = "city_area"
	ProvinceArea Right = "province_area"
)

// Rights lists the rights in the order in which they are allocated.
func Rights() []Right {
	return []Right{Share, Community, CityTeam, ProvinceTeam, CityArea, ProvinceArea}
}

// PercentScale is the scale of percentages.
const PercentScale = 4

const (
	hashpowerScale = 6
	treesMax       = 100_000
	claimMax       = 366 * 24 * time.Hour
)

// ErrTerms is a table of amounts that makes no sense.
var ErrTerms = fault.New(fault.Invalid, "reward.terms_invalid", "The table needs all six rights, amounts and percentages of zero or more, and whole seconds to claim within of at most 366 days.")

// Term is what a right is worth for each tree.
type Term struct {
	USDT    amount.Amount // at scale 6
	Percent amount.Amount // of a tree's hashpower, at PercentScale
	// Claim is how long the reward waits for its owner's own adoption; 0 is
	// not at all.
	Claim time.Duration
}

// Terms are a version of the table.
type Terms struct {
	Version int64
	Of      map[Right]Term
}

// Standard is version 1, the source document's.
// contract: S1-03
func Standard() Terms {
	const usdt = 1_000_000
	const percent = 10_000
	return Terms{Version: 1, Of: map[Right]Term{
		Share:        {USDT: 500 * usdt, Claim: 24 * time.Hour},
		Community:    {USDT: 80 * usdt},
		CityTeam:     {USDT: 40 * usdt},
		ProvinceTeam: {USDT: 20 * usdt},
		CityArea:     {USDT: 35 * usdt, Percent: 2 * percent},
		ProvinceArea: {USDT: 15 * usdt, Percent: 1 * percent},
	}}
}

// Worth is what the right is worth for so many trees: exact, since a percent
// of one tree at its scale is a whole number of the smallest unit.
// Faults: amount.ErrOverflow.
func (t Term) Worth(trees int64) (usdt, hashpower amount.Amount, err error) {
	if usdt, err = amount.Mul(t.USDT, trees); err != nil {
		return 0, 0, err
	}
	// trees × percent/100 at scale 6 = trees × (percent × 10⁴).
	hashpower, err = amount.Mul(t.Percent, trees)
	return usdt, hashpower, err
}

func (t Terms) check() error {
	if len(t.Of) != len(Rights()) {
		return ErrTerms
	}
	for _, r := range Rights() {
		term, ok := t.Of[r]
		_, _, err := term.Worth(treesMax)
		if !ok || err != nil || term.Claim < 0 || term.Claim > claimMax || term.Claim%time.Second != 0 {
			return ErrTerms.With("right", string(r))
		}
	}
	return nil
}
