package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// Bounds of a key set.
const (
	jwksMax    = 256 << 10 // bytes
	jwksKeyMax = 64        // keys
	rsaBitsMin = 2048
	rsaBitsMax = 8192
)

var errNoKey = errors.New("token: no key for this token")

// Keys is a set of outside public keys. The zero Keys is empty.
type Keys struct{ list []key }

type key struct {
	id     string
	alg    string // the one algorithm this key verifies
	public crypto.PublicKey
}

// ParseJWKS reads a JSON Web Key Set (RFC 7517). Keys for encryption and of
// unknown types are passed over; a damaged or weak key is an error.
func ParseJWKS(document []byte) (Keys, error) {
	var set struct{ Keys []jwk }
	if len(document) > jwksMax {
		return Keys{}, errors.New("token: the key set is too large")
	}
	if err := json.Unmarshal(document, &set); err != nil {
		return Keys{}, fmt.Errorf("token: key set: %w", err)
	}
	if len(set.Keys) > jwksKeyMax {
		return Keys{}, errors.New("token: too many keys in the set")
	}
	var out Keys
	for i, j := range set.Keys {
		if j.Use != "" && j.Use != "sig" {
			continue
		}
		k, err := j.key()
		if err != nil {
			return Keys{}, fmt.Errorf("token: key %d of the set: %w", i, err)
		}
		if k.public != nil && (j.Alg == "" || j.Alg == k.alg) {
			out.list = append(out.list, k)
		}
	}
	if len(out.list) == 0 {
		return Keys{}, errors.New("token: no usable key in the set")
	}
	return out, nil
}

// methods are the algorithms of the set.
func (k Keys) methods() (algs []string) {
	for _, one := range k.list {
		if !slices.Contains(algs, one.alg) {
			algs = append(algs, one.alg)
		}
	}
	return algs
}

// find picks the key of this algorithm and id. A token without an id is
// taken only where one key alone can be meant.
func (k Keys) find(alg, id string) (crypto.PublicKey, error) {
	var found crypto.PublicKey
	for _, one := range k.list {
		if one.alg != alg || (id != "" && one.id != id) {
			continue
		}
		if found != nil {
			return nil, errNoKey
		}
		found = one.public
	}
	if found == nil {
		return nil, errNoKey
	}
	return found, nil
}

// jwk is one key of a set in its written form.
type jwk struct {
	Kty, Kid, Use, Alg, Crv, N, E, X, Y string
}

// key converts j; an unknown type gives a key without a public part.
func (j jwk) key() (key, error) {
	switch j.Kty {
	case "RSA":
		return j.rsa()
	case "EC":
		return j.ec()
	case "OKP":
		return j.okp()
	}
	return key{}, nil
}

func (j jwk) rsa() (key, error) {
	n, errN := number64(j.N)
	e, errE := number64(j.E)
	if err := errors.Join(errN, errE); err != nil {
		return key{}, err
	}
	if bits := n.BitLen(); bits < rsaBitsMin || bits > rsaBitsMax {
		return key{}, fmt.Errorf("an RSA key has %d bits", bits)
	}
	if !e.IsInt64() || e.Int64() < 3 || e.Int64() > 1<<31-1 || e.Bit(0) == 0 {
		return key{}, errors.New("the RSA exponent is out of range")
	}
	return key{id: j.Kid, alg: "RS256", public: &rsa.PublicKey{N: n, E: int(e.Int64())}}, nil
}

func (j jwk) ec() (key, error) {
	curves := map[string]struct {
		curve elliptic.Curve
		alg   string
	}{"P-256": {elliptic.P256(), "ES256"}, "P-384": {elliptic.P384(), "ES384"}, "P-521": {elliptic.P521(), "ES512"}}
	c, ok := curves[j.Crv]
	if !ok {
		return key{}, nil
	}
	x, errX := base64.RawURLEncoding.DecodeString(j.X)
	y, errY := base64.RawURLEncoding.DecodeString(j.Y)
	if err := errors.Join(errX, errY); err != nil {
		return key{}, err
	}
	size := (c.curve.Params().BitSize + 7) / 8
	if len(x) != size || len(y) != size {
		return key{}, errors.New("a coordinate has the wrong length")
	}
	public, err := ecdsa.ParseUncompressedPublicKey(c.curve, slices.Concat([]byte{4}, x, y))
	if err != nil {
		return key{}, err
	}
	return key{id: j.Kid, alg: c.alg, public: public}, nil
}

func (j jwk) okp() (key, error) {
	if j.Crv != "Ed25519" {
		return key{}, nil
	}
	x, err := base64.RawURLEncoding.DecodeString(j.X)
	if err != nil {
		return key{}, err
	}
	if len(x) != ed25519.PublicKeySize {
		return key{}, errors.New("an Ed25519 key has the wrong length")
	}
	return key{id: j.Kid, alg: "EdDSA", public: ed25519.PublicKey(x)}, nil
}

func number64(s string) (*big.Int, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, err
	}
	return new(big.Int).SetBytes(raw), nil
}
