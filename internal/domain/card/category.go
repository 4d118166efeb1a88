package card

import "guerdon/internal/base/fault"

// Faults of words that are not in the lists.
var (
	ErrCategory = fault.New(fault.Invalid, "card.category_unknown", "The category is dance, song, clothing or game.")
	ErrRarity   = fault.New(fault.Invalid, "card.rarity_unknown", "The rarity is common, rare, epic or legendary.")
)

// Category says what sort of thing a card gives.
type Category string

// The categories.
const (
	Dance    Category = "dance"
	Song     Category = "song"
	Clothing Category = "clothing"
	Game     Category = "game"
)

// Categories are all categories in the order in which they are shown.
func Categories() []Category { return []Category{Dance, Song, Clothing, Game} }

// ParseCategory reads a category. Fault: ErrCategory.
func ParseCategory(s string) (Category, error) {
	switch c := Category(s); c {
	case Dance, Song, Clothing, Game:
		return c, nil
	}
	return "", ErrCategory
}

// Rarity is how rare a template's cards are.
type Rarity string

// The rarities, from the most ordinary.
const (
	Common    Rarity = "common"
	Rare      Rarity = "rare"
	Epic      Rarity = "epic"
	Legendary Rarity = "legendary"
)

// ParseRarity reads a rarity; "" is Common. Fault: ErrRarity.
func ParseRarity(s string) (Rarity, error) {
	switch r := Rarity(s); r {
	case "":
		return Common, nil
	case Common, Rare, Epic, Legendary:
		return r, nil
	}
	return "", ErrRarity
}
