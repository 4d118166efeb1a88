package chain

import (
	"encoding/base64"
	"strings"
)

// SignatureSize is the length of a signature in bytes.
const SignatureSize = 64

// signatureTextMax is longer than any form of 64 bytes: 88 characters.
const signatureTextMax = 96

// Signature is an Ed25519 signature. The first signature of a transaction is
// its hash, by which the transaction is known.
type Signature [SignatureSize]byte

// String is the signature in base58.
func (s Signature) String() string { return EncodeBase58(s[:]) }

// SignatureOf takes the 64 bytes of a signature, or gives ErrSignatureFormat.
func SignatureOf(raw []byte) (Signature, error) {
	if len(raw) != SignatureSize {
		return Signature{}, ErrSignatureFormat
	}
	return Signature(raw), nil
}

// SignatureOfNumbers takes a signature as a list of 64 numbers from 0 to 255,
// the way a page posts a byte array, or gives ErrSignatureFormat.
func SignatureOfNumbers(numbers []int) (Signature, error) {
	if len(numbers) != SignatureSize {
		return Signature{}, ErrSignatureFormat
	}
	var signature Signature
	for i, n := range numbers {
		if n < 0 || n > 255 {
			return Signature{}, ErrSignatureFormat
		}
		signature[i] = byte(n)
	}
	return signature, nil
}

// ParseTransactionHash reads a transaction's hash: exactly 64 bytes in base58,
// or ErrSignatureFormat.
func ParseTransactionHash(text string) (Signature, error) {
	if len(text) > signatureTextMax {
		return Signature{}, ErrSignatureFormat
	}
	raw, err := DecodeBase58(text)
	if err != nil {
		return Signature{}, ErrSignatureFormat
	}
	return SignatureOf(raw)
}

// ParseSignature reads a wallet's signature in base58 or in base64 (standard
// or URL alphabet, padded or not), or gives ErrSignatureFormat. A text that is
// 64 bytes in base58 is read so.
func ParseSignature(text string) (Signature, error) {
	if signature, err := ParseTransactionHash(text); err == nil {
		return signature, nil
	}
	if len(text) > signatureTextMax {
		return Signature{}, ErrSignatureFormat
	}
	unpadded := strings.TrimSuffix(text, "==")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		raw, err := encoding.Strict().DecodeString(unpadded)
		if err == nil && len(raw) == SignatureSize && !strings.ContainsAny(text, "\r\n") {
			return Signature(raw), nil
		}
	}
	return Signature{}, ErrSignatureFormat
}
