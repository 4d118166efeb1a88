package lootapi

import (
	"encoding/json"
	"errors"
	"strconv"

	"guerdon/internal/domain/chain"
	"guerdon/internal/platform/httpx"
)

// signatureField is a wallet's signature as pages post it: base58 or base64
// text, the bytes as a list, or the bytes as the object {"0":1,"1":2,…} that
// JSON.stringify makes of a Uint8Array.
type signatureField struct {
	set     bool
	text    string
	numbers []int
}

// UnmarshalJSON reads the field, whatever its form. Only a value of a type
// that no form has is a wrong type; what is no signature parse tells.
func (f *signatureField) UnmarshalJSON(b []byte) error {
	var err error
	switch b[0] {
	case 'n':
		return nil
	case '"':
		err = json.Unmarshal(b, &f.text)
		f.set = f.text != ""
		return err
	case '[':
		err = json.Unmarshal(b, &f.numbers)
	case '{':
		err = f.readObject(b)
	default:
		err = errNotSignature
	}
	f.set = true
	if err != nil {
		return httpx.ErrFieldType.With("field", "signature").Because(err)
	}
	return nil
}

// errNotSignature is a value of a type that a signature never has.
var errNotSignature = errors.New("neither text nor a list of bytes")

// readObject reads {"0":1,"1":2,…}: as many keys as there are numbers.
func (f *signatureField) readObject(b []byte) error {
	var byKey map[string]int
	if err := json.Unmarshal(b, &byKey); err != nil {
		return err
	}
	f.numbers = make([]int, len(byKey))
	for key, n := range byKey {
		i, err := strconv.Atoi(key)
		if err != nil || i < 0 || i >= len(byKey) {
			f.numbers = nil // no list of bytes: 64 are missing
			return nil
		}
		f.numbers[i] = n
	}
	return nil
}

// parse gives the signature. Faults: chain.ErrSignatureFormat.
func (f *signatureField) parse() (chain.Signature, error) {
	if f.text != "" {
		return chain.ParseSignature(f.text)
	}
	return chain.SignatureOfNumbers(f.numbers)
}
