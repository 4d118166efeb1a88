package chain

import (
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"filippo.io/edwards25519"

	"guerdon/internal/base/instant"
)

// wallets is testdata/wallets.json: what the wallets' own libraries produce.
type wallets struct {
	SIWS []struct {
		Name  string
		Input struct {
			Domain, Address, Statement, URI, Version, ChainID, Nonce string
			IssuedAt, ExpirationTime                                 *time.Time
		}
		Text string
	}
	Signatures []struct {
		Name, Address, Text, Base58, Base64 string
		Message                             []byte
		Told                                bool
	}
}

func readWallets(t *testing.T) wallets {
	t.Helper()
	raw, err := os.ReadFile("testdata/wallets.json")
	if err != nil {
		t.Fatal(err)
	}
	var w wallets
	if err := json.Unmarshal(raw, &w); err != nil {
		t.Fatal(err)
	}
	if len(w.SIWS) == 0 || len(w.Signatures) == 0 {
		t.Fatal("no vectors")
	}
	return w
}

func TestSIWSTextIsTheWalletsText(t *testing.T) {
	for _, c := range readWallets(t).SIWS {
		in := c.Input
		s := SIWS{
			Domain: in.Domain, Address: mustAddress(t, in.Address), Statement: in.Statement, URI: in.URI,
			Version: in.Version, ChainID: in.ChainID, Nonce: in.Nonce,
			IssuedAt: instantOf(in.IssuedAt), ExpirationTime: instantOf(in.ExpirationTime),
		}
		if err := s.Check(); err != nil {
			t.Errorf("%s: Check = %v", c.Name, err)
		}
		if got := s.Text(); got != c.Text {
			t.Errorf("%s:\n%s\nwant:\n%s", c.Name, got, c.Text)
		}
	}
}

func TestSIWSCheckRefusesLineBreaks(t *testing.T) {
	for name, s := range map[string]SIWS{
		"no domain":    {},
		"domain":       {Domain: "a\nb"},
		"statement":    {Domain: "a", Statement: "x\nNonce: 1"},
		"uri":          {Domain: "a", URI: "x\r"},
		"version":      {Domain: "a", Version: "1\n"},
		"chain id":     {Domain: "a", ChainID: "\x00"},
		"nonce":        {Domain: "a", Nonce: "1\u0085"},
		"control char": {Domain: "a", Nonce: "\x7f"},
	} {
		if err := s.Check(); !errors.Is(err, ErrTextInvalid) {
			t.Errorf("%s: %v, want ErrTextInvalid", name, err)
		}
	}
}

// contract: S0-02
func TestVerifyLoginTakesWhatWalletsSign(t *testing.T) {
	for _, c := range readWallets(t).Signatures {
		t.Run(c.Name, func(t *testing.T) {
			address := mustAddress(t, c.Address)
			for _, form := range []string{c.Base58, c.Base64} {
				signature, err := ParseSignature(form)
				if err != nil {
					t.Fatal(err)
				}
				if err := VerifySigned(address, signature, c.Message, "another text", c.Text); err != nil {
					t.Errorf("VerifySigned = %v", err)
				}
				err = VerifyLogin(address, signature, "another text", c.Text)
				if (err == nil) == c.Told {
					t.Errorf("VerifyLogin = %v, though the wallet tells its message: %t", err, c.Told)
				}
				if err := VerifyLogin(address, signature, "another text"); !errors.Is(err, ErrSignatureInvalid) {
					t.Errorf("for another text: %v, want ErrSignatureInvalid", err)
				}
			}
		})
	}
}

func TestVerifyLoginTakesTheCommandLineTool(t *testing.T) {
	address, key := newKey(3)
	text := "nonce-1"
	for format := range byte(3) {
		message := append([]byte("\xffsolana offchain\x00"), format)
		message = append(binary.LittleEndian.AppendUint16(message, uint16(len(text))), text...)
		if err := VerifyLogin(address, sign(key, message), text); err != nil {
			t.Errorf("format %d: %v", format, err)
		}
	}
}

func TestVerifyLoginRefuses(t *testing.T) {
	address, key := newKey(3)
	other, _ := newKey(4)
	good := sign(key, []byte("nonce-1"))
	changed := good
	changed[10] ^= 1
	long := strings.Repeat("x", TextMax+1)
	for name, c := range map[string]struct {
		address   Address
		signature Signature
		texts     []string
	}{
		"another wallet":   {other, good, []string{"nonce-1"}},
		"another text":     {address, good, []string{"nonce-2"}},
		"a changed bit":    {address, changed, []string{"nonce-1"}},
		"no signature":     {address, Signature{}, []string{"nonce-1"}},
		"no text":          {address, good, nil},
		"an empty text":    {address, sign(key, nil), []string{""}},
		"too long a text":  {address, sign(key, []byte(long)), []string{long}},
		"an unreduced S":   {address, unreduced(good), []string{"nonce-1"}},
		"R of small order": {address, signWithRZero(t, key, "nonce-1"), []string{"nonce-1"}},
	} {
		if err := VerifyLogin(c.address, c.signature, c.texts...); !errors.Is(err, ErrSignatureInvalid) {
			t.Errorf("%s: %v, want ErrSignatureInvalid", name, err)
		}
	}
}

func TestVerifySignedRefuses(t *testing.T) {
	address, key := newKey(3)
	other, _ := newKey(4)
	v1 := func(signers ...Address) []byte {
		m := append([]byte("\xffsolana offchain\x01"), byte(len(signers)))
		for _, s := range signers {
			m = append(m, s[:]...)
		}
		return append(m, "nonce-1"...)
	}
	for name, message := range map[string][]byte{
		"nothing":                {},
		"another text":           []byte("nonce-2"),
		"another signer's":       v1(other),
		"no signer":              v1(),
		"another version":        append([]byte("\xffsolana offchain\x02"), v1(address)[17:]...),
		"cut short":              v1(address)[:40],
		"a wrong length":         append([]byte("\xffsolana offchain\x00"), slices.Concat(make([]byte, 33), []byte{1}, address[:], []byte{8, 0}, []byte("nonce-1"))...),
		"the envelope as a text": []byte("\xffsolana offchain"),
	} {
		if err := VerifySigned(address, sign(key, message), message, "nonce-1"); !errors.Is(err, ErrSignatureInvalid) {
			t.Errorf("%s: %v, want ErrSignatureInvalid", name, err)
		}
	}
	if err := VerifySigned(address, sign(key, []byte("else")), []byte("nonce-1"), "nonce-1"); !errors.Is(err, ErrSignatureInvalid) {
		t.Errorf("a signature over something else: %v", err)
	}
	if err := VerifySigned(address, sign(key, v1(address)), v1(address), "nonce-1"); err != nil {
		t.Errorf("the honest message: %v", err)
	}
}

// Bare Ed25519 lets anybody sign in as 1111…1111: this forges such a signature
// without a key, and the standard library takes it.
func TestVerifyLoginRefusesForgedSmallOrderLogin(t *testing.T) {
	forged := 0
	for text := range smallOrder {
		address := unhex(text)
		nonce, signature, ok := forge(address)
		if !ok {
			continue
		}
		forged++
		if err := VerifyLogin(address, signature, nonce); !errors.Is(err, ErrKeyUnsafe) {
			t.Errorf("a forged login as %s: %v, want ErrKeyUnsafe", address, err)
		}
		if err := VerifySigned(address, signature, []byte(nonce), nonce); !errors.Is(err, ErrKeyUnsafe) {
			t.Errorf("a forged login as %s: %v, want ErrKeyUnsafe", address, err)
		}
	}
	if forged < 8 {
		t.Fatalf("forged only %d logins: the attack of this test is broken", forged)
	}
}

// forge searches a nonce for which S = 0 and R = the identity verify under a
// small-order key: one in eight does.
func forge(address Address) (nonce string, signature Signature, ok bool) {
	signature[0] = 1
	for i := range 500 {
		nonce = strconv.Itoa(i)
		if ed25519.Verify(address[:], []byte(nonce), signature[:]) {
			return nonce, signature, true
		}
	}
	return "", signature, false
}

func FuzzOpenEnvelope(f *testing.F) {
	address, _ := newKey(3)
	for _, m := range envelopes(address, "nonce-1") {
		f.Add(m)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		text, ok := openEnvelope(message, address)
		if ok && !strings.HasSuffix(string(message), string(text)) {
			t.Fatalf("%x has the text %x", message, text)
		}
	})
}

func newKey(seed byte) (Address, ed25519.PrivateKey) {
	key := ed25519.NewKeyFromSeed(slices.Repeat([]byte{seed}, ed25519.SeedSize))
	return Address(key.Public().(ed25519.PublicKey)), key
}

func sign(key ed25519.PrivateKey, message []byte) Signature {
	return Signature(ed25519.Sign(key, message))
}

// signWithRZero makes a signature with the nonce scalar 0: R is the identity,
// and S gives the secret away. The standard library takes it.
func signWithRZero(t *testing.T, key ed25519.PrivateKey, text string) Signature {
	t.Helper()
	seed := sha512.Sum512(key.Seed())
	secret, err := new(edwards25519.Scalar).SetBytesWithClamping(seed[:32])
	if err != nil {
		t.Fatal(err)
	}
	var s Signature
	copy(s[:32], edwards25519.NewIdentityPoint().Bytes())
	digest := sha512.Sum512(slices.Concat(s[:32], key.Public().(ed25519.PublicKey), []byte(text)))
	k, err := new(edwards25519.Scalar).SetUniformBytes(digest[:])
	if err != nil {
		t.Fatal(err)
	}
	copy(s[32:], k.Multiply(k, secret).Bytes())
	if !ed25519.Verify(key.Public().(ed25519.PublicKey), []byte(text), s[:]) {
		t.Fatal("the standard library refuses it: the case proves nothing")
	}
	return s
}

// unreduced adds the group's order to S: the same equation holds.
func unreduced(s Signature) Signature {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	slices.Reverse(s[32:])
	new(big.Int).Add(new(big.Int).SetBytes(s[32:]), order).FillBytes(s[32:])
	slices.Reverse(s[32:])
	return s
}

func instantOf(t *time.Time) instant.Instant {
	if t == nil {
		return 0
	}
	return instant.Of(*t)
}

func mustAddress(t *testing.T, text string) Address {
	t.Helper()
	address, err := ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return address
}
