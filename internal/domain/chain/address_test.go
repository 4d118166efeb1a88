package chain

import (
	"encoding/hex"
	"errors"
	"math/big"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]error{
		"5o5zCSxgtJkaxrtUoN555TwzP23tF4hMa7WHZnmjqbvy":      nil, // the documented member
		"3WL45x5sxzdHjhRksJEvRc3tNkFQxJwyfPctpTYk6Shi":      nil, // the documented target
		"11111111111111111111111111111111":                  nil, // an address, though no wallet
		"1111111111111111111111111111111":                   ErrAddressInvalid,
		"111111111111111111111111111111111":                 ErrAddressInvalid,
		"":                                                  ErrAddressInvalid,
		"5o5zCSxgtJkaxrtUoN555TwzP23tF4hMa7WHZnmjqbv0":      ErrAddressInvalid,
		"+5o5zCSxgtJkaxrtUoN555TwzP23tF4hMa7WHZnmjqbvy":     ErrAddressInvalid,
		"5o5zCSxgtJkaxrtUoN555TwzP23tF4hMa7WHZnmjqbvy5o5zC": ErrAddressInvalid,
	} {
		address, err := ParseAddress(text)
		if !errors.Is(err, want) {
			t.Errorf("ParseAddress(%q) = %v, want %v", text, err, want)
		}
		if err == nil && address.String() != text {
			t.Errorf("ParseAddress(%q) prints as %q", text, address)
		}
	}
}

func TestParseWallet(t *testing.T) {
	for text, want := range map[string]error{
		"5o5zCSxgtJkaxrtUoN555TwzP23tF4hMa7WHZnmjqbvy": nil,
		"AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9": nil,
		"11111111111111111111111111111111":             ErrKeyUnsafe,
		"not an address":                               ErrAddressInvalid,
	} {
		if _, err := ParseWallet(text); !errors.Is(err, want) {
			t.Errorf("ParseWallet(%q) = %v, want %v", text, err, want)
		}
	}
}

// smallOrder are the eight points whose order divides 8, and their
// non-canonical forms.
var smallOrder = map[string]error{
	"0100000000000000000000000000000000000000000000000000000000000000": errSmallOrder,
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": errSmallOrder,
	"0000000000000000000000000000000000000000000000000000000000000000": errSmallOrder,
	"0000000000000000000000000000000000000000000000000000000000000080": errSmallOrder,
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05": errSmallOrder,
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85": errSmallOrder,
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a": errSmallOrder,
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa": errSmallOrder,
	"0100000000000000000000000000000000000000000000000000000000000080": errNonCanonical,
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff": errNonCanonical,
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": errNonCanonical,
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff": errNonCanonical,
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": errNonCanonical,
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff": errNonCanonical,
}

func TestCheckKeyRefusesSmallOrder(t *testing.T) {
	for text, want := range smallOrder {
		err := CheckKey(unhex(text))
		if !errors.Is(err, ErrKeyUnsafe) || !errors.Is(err, want) {
			t.Errorf("CheckKey(%s) = %v, want ErrKeyUnsafe because %v", text, err, want)
		}
	}
}

// A y-coordinate from p to 2²⁵⁵−1 has a second form. Some of these are points
// of large order, whose owner can sign.
func TestCheckKeyRefusesSecondForms(t *testing.T) {
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	onCurve := 0
	for d := range int64(19) {
		canonical := littleEndian(big.NewInt(d))
		if errors.Is(CheckKey(canonical), errOffCurve) {
			continue
		}
		onCurve++
		if err := CheckKey(littleEndian(new(big.Int).Add(p, big.NewInt(d)))); !errors.Is(err, errNonCanonical) {
			t.Errorf("the second form of y = %d: %v, want errNonCanonical", d, err)
		}
	}
	if onCurve < 5 {
		t.Fatalf("only %d of 19 y-coordinates are on the curve", onCurve)
	}
}

func TestCheckKeyRefusesDerivedAddresses(t *testing.T) {
	// The associated token account of a wallet: chosen to be no key.
	address, err := ParseAddress("CXHCWaEgwb8PUdeP58CVRGKfYa9dVLc3xg7tgM7k9ij7")
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckKey(address); !errors.Is(err, errOffCurve) {
		t.Fatalf("CheckKey = %v, want errOffCurve", err)
	}
}

func littleEndian(n *big.Int) Address {
	var address Address
	n.FillBytes(address[:])
	for i, j := 0, len(address)-1; i < j; i, j = i+1, j-1 {
		address[i], address[j] = address[j], address[i]
	}
	return address
}

func unhex(text string) Address {
	raw, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return Address(raw)
}
