package wechatpay

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
)

// Sizes and name of the cipher that seals a notification's resource.
const (
	Algorithm  = "AEAD_AES_256_GCM"
	apiKeySize = 32
	nonceSize  = 12
)

var errSealed = errors.New("resource does not open with the APIv3 key")

// Seal encrypts a resource under the APIv3 key; nonce is 12 bytes.
func Seal(key []byte, nonce, associated string, plain []byte) (string, error) {
	gcm, err := newGCM(key, nonce)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), plain, []byte(associated))), nil
}

// open decrypts what Seal made, and refuses anything altered.
func open(key []byte, nonce, associated, ciphertext string) ([]byte, error) {
	gcm, err := newGCM(key, nonce)
	if err != nil {
		return nil, err
	}
	sealed, err := base64.StdEncoding.DecodeString(ciphertext)
	if err != nil {
		return nil, errSealed
	}
	plain, err := gcm.Open(nil, []byte(nonce), sealed, []byte(associated))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

func newGCM(key []byte, nonce string) (cipher.AEAD, error) {
	// GCM panics on a nonce of another size, and the nonce comes from outside.
	if len(key) != apiKeySize || len(nonce) != nonceSize {
		return nil, errSealed
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
