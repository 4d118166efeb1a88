package chain

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBase58KnownTexts(t *testing.T) {
	for _, c := range []struct {
		raw  []byte
		text string
	}{
		{nil, ""},
		{[]byte{0}, "1"},
		{[]byte{0, 0, 1}, "112"},
		{[]byte("Hello World!"), "2NEpo7TZRRrLZSi2U"},
		{[]byte("The quick brown fox jumps over the lazy dog."), "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"},
		{make([]byte, 32), "11111111111111111111111111111111"},
	} {
		if got := EncodeBase58(c.raw); got != c.text {
			t.Errorf("EncodeBase58(%x) = %q, want %q", c.raw, got, c.text)
		}
		got, err := DecodeBase58(c.text)
		if err != nil || !bytes.Equal(got, c.raw) {
			t.Errorf("DecodeBase58(%q) = %x, %v, want %x", c.text, got, err, c.raw)
		}
	}
}

func TestBase58Refuses(t *testing.T) {
	for _, text := range []string{"0", "O", "I", "l", " 2", "2\n", "2-", "ä", strings.Repeat("z", Base58Max+1)} {
		if got, err := DecodeBase58(text); err == nil {
			t.Errorf("DecodeBase58(%q) = %x, want a refusal", text, got)
		}
	}
}

func TestBase58RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 0, 150).Draw(t, "raw")
		got, err := DecodeBase58(EncodeBase58(raw))
		if err != nil || !bytes.Equal(got, raw) {
			t.Fatalf("%x came back as %x, %v", raw, got, err)
		}
	})
}

// FuzzBase58 holds the decoder to big-integer arithmetic, and to having one
// text for each value.
func FuzzBase58(f *testing.F) {
	for _, seed := range []string{"", "1", "112", "5o5zCSxgtJkaxrtUoN555TwzP23tF4hMa7WHZnmjqbvy", "l", strings.Repeat("z", 88)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		raw, err := DecodeBase58(text)
		if err != nil {
			return
		}
		if got := EncodeBase58(raw); got != text {
			t.Fatalf("%q decodes to %x, which encodes to %q", text, raw, got)
		}
		want := new(big.Int)
		for _, c := range []byte(text) {
			want.Mul(want, big.NewInt(58)).Add(want, big.NewInt(int64(strings.IndexByte(alphabet58, c))))
		}
		if new(big.Int).SetBytes(raw).Cmp(want) != 0 {
			t.Fatalf("%q decodes to %x, want the number %x", text, raw, want)
		}
	})
}
