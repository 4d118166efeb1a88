package ledger

import "guerdon/internal/base/fault"

// Asset is the code of something that accounts hold.
type Asset string

// The assets.
const (
	Point     Asset = "POINT"     // lootapi's points
	Credit    Asset = "CREDIT"    // creatorapi's credits
	Study     Asset = "STUDY"     // studyapi's points
	USDT      Asset = "USDT"      // rewards
	Hashpower Asset = "HASHPOWER" // rewards
	SOL       Asset = "SOL"       // payout liabilities, lamports
	CNY       Asset = "CNY"       // money, fen
)

// ErrAsset is a code that no asset has.
var ErrAsset = fault.New(fault.Invalid, "ledger.asset_unknown", "There is no asset with this code.")

// Assets lists the assets in a fixed order.
func Assets() []Asset { return []Asset{Point, Credit, Study, USDT, Hashpower, SOL, CNY} }

// Scale is how many decimal digits one whole unit has.
func (a Asset) Scale() int {
	switch a {
	case USDT, Hashpower:
		return 6
	case SOL:
		return 9
	case CNY:
		return 2
	}
	return 0
}

// ParseAsset checks a code that came from outside.
func ParseAsset(code string) (Asset, error) {
	for _, a := range Assets() {
		if string(a) == code {
			return a, nil
		}
	}
	return "", ErrAsset
}
