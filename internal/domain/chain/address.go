package chain

import (
	"errors"

	"filippo.io/edwards25519"
)

// AddressSize is the length of an address in bytes.
const AddressSize = 32

// Address is an account's 32 bytes: a wallet's Ed25519 public key, or the
// derived address of a program's account, which is no key at all.
type Address [AddressSize]byte

// System is the System program, whose transfers move lamports.
var System = Address{}

// String is the address in base58.
func (a Address) String() string { return EncodeBase58(a[:]) }

// ParseAddress reads 32 bytes in base58, or gives ErrAddressInvalid. It does
// not say that the address can sign: see CheckKey.
func ParseAddress(text string) (Address, error) {
	raw, err := DecodeBase58(text)
	if err != nil || len(raw) != AddressSize {
		return Address{}, ErrAddressInvalid
	}
	return Address(raw), nil
}

// ParseWallet reads an address that can sign in.
// Faults: ErrAddressInvalid, ErrKeyUnsafe.
func ParseWallet(text string) (Address, error) {
	address, err := ParseAddress(text)
	if err == nil {
		err = CheckKey(address)
	}
	if err != nil {
		return Address{}, err
	}
	return address, nil
}

var (
	errOffCurve     = errors.New("not a point on the curve")
	errNonCanonical = errors.New("not the canonical form of its point")
	errSmallOrder   = errors.New("a point of small order")
)

// CheckKey refuses an address that is no Ed25519 key, or one under which a
// signature proves nothing: anybody can make one that verifies for a point of
// small order (such as 1111…1111, the System program), and a non-canonical
// form would be a second name of one key. Fault: ErrKeyUnsafe.
func CheckKey(address Address) error {
	if err := checkPoint(address[:]); err != nil {
		return ErrKeyUnsafe.Because(err)
	}
	return nil
}

// checkPoint refuses 32 bytes that are not the canonical form of a point of
// large order. RFC 8032 leaves both to the verifier; Solana's own strict
// verification refuses them too.
func checkPoint(raw []byte) error {
	point, err := new(edwards25519.Point).SetBytes(raw)
	if err != nil {
		return errOffCurve
	}
	if string(point.Bytes()) != string(raw) {
		return errNonCanonical
	}
	if new(edwards25519.Point).MultByCofactor(point).Equal(edwards25519.NewIdentityPoint()) == 1 {
		return errSmallOrder
	}
	return nil
}

// Hash is a block's or a network's 32-byte hash.
type Hash [32]byte

// String is the hash in base58.
func (h Hash) String() string { return EncodeBase58(h[:]) }

// ParseHash reads 32 bytes in base58, or gives ErrAddressInvalid.
func ParseHash(text string) (Hash, error) {
	address, err := ParseAddress(text)
	return Hash(address), err
}
