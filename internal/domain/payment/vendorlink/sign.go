package vendorlink

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Sign is the base64 of the SHA256withRSA (PKCS#1 v1.5) signature of message.
func Sign(key *rsa.PrivateKey, message []byte) (string, error) {
	digest := sha256.Sum256(message)
	// The result is deterministic; no random source is needed.
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(signature), nil
}

// Verifies tells whether signature, in base64, is key's over message.
func Verifies(key *rsa.PublicKey, message []byte, signature string) bool {
	// The decoder passes over line breaks; a signature has one form only.
	if len(signature) > base64.StdEncoding.EncodedLen(bitsMax/8) || strings.ContainsAny(signature, "\r\n") {
		return false
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil {
		return false
	}
	digest := sha256.Sum256(message)
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], raw) == nil
}
