package chain

import (
	"crypto/ed25519"
	"slices"
)

// TextMax is the longest text that a wallet may be asked to sign, in bytes.
const TextMax = 2048

// VerifyLogin proves that the wallet signed one of the texts: bare, or wrapped
// in an off-chain message (version 0 or 1) whose body is the text. Empty texts
// and texts over TextMax match nothing.
//
// The check is strict: the key and the signature's point R must be canonical
// and of large order, and its scalar S reduced, so that there is one valid
// signature per text, not several.
//
// Faults: ErrKeyUnsafe, ErrSignatureInvalid.
func VerifyLogin(address Address, signature Signature, texts ...string) error {
	if err := checkSigner(address, signature); err != nil {
		return err
	}
	for _, text := range texts {
		if text == "" || len(text) > TextMax {
			continue
		}
		if verifies(address, signature, []byte(text)) {
			return nil
		}
		for _, message := range envelopes(address, text) {
			if verifies(address, signature, message) {
				return nil
			}
		}
	}
	return ErrSignatureInvalid
}

// VerifySigned is VerifyLogin for a wallet that also tells which bytes it
// signed, as signIn does (signedMessage): they must be one of the texts, or an
// off-chain message with one of them for the wallet, of any application domain.
//
// Faults: ErrKeyUnsafe, ErrSignatureInvalid.
func VerifySigned(address Address, signature Signature, message []byte, texts ...string) error {
	if err := checkSigner(address, signature); err != nil {
		return err
	}
	body := message
	if text, ok := openEnvelope(message, address); ok {
		body = text
	}
	if len(body) == 0 || !slices.Contains(texts, string(body)) || !verifies(address, signature, message) {
		return ErrSignatureInvalid
	}
	return nil
}

func checkSigner(address Address, signature Signature) error {
	if err := CheckKey(address); err != nil {
		return err
	}
	if err := checkPoint(signature[:32]); err != nil {
		return ErrSignatureInvalid.Because(err)
	}
	return nil
}

// verifies needs a checked key: crypto/ed25519 refuses an unreduced S and
// compares R byte by byte (the equation without the cofactor), but takes keys
// of any order.
func verifies(address Address, signature Signature, message []byte) bool {
	return ed25519.Verify(address[:], message, signature[:])
}
