package card

import (
	"errors"
	"testing"
)

func TestParseCategory(t *testing.T) {
	for _, c := range Categories() {
		if got, err := ParseCategory(string(c)); got != c || err != nil {
			t.Errorf("ParseCategory(%q) = %q, %v", c, got, err)
		}
	}
	for _, s := range []string{"", "Dance", "dance ", "舞蹈"} {
		if got, err := ParseCategory(s); !errors.Is(err, ErrCategory) {
			t.Errorf("ParseCategory(%q) = %q, %v", s, got, err)
		}
	}
}

// contract: S4-02
func TestParseRarity(t *testing.T) {
	for s, want := range map[string]Rarity{"": Common, "common": Common, "rare": Rare, "epic": Epic, "legendary": Legendary} {
		if got, err := ParseRarity(s); got != want || err != nil {
			t.Errorf("ParseRarity(%q) = %q, %v", s, got, err)
		}
	}
	if got, err := ParseRarity("Mythic"); !errors.Is(err, ErrRarity) {
		t.Errorf("ParseRarity(Mythic) = %q, %v", got, err)
	}
}
