package code

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const plain = "DANCE_20230101_001_1001"

func TestParsePlain(t *testing.T) {
	for _, input := range []string{
		plain,
		"dance_20230101_001_1001",
		"  DANCE_20230101_001_1001\r\n",
		"DANCE_20230101_001_1001_",
		"DANCE-20230101-001-1001",
		"DANCE 20230101 001 1001",
		"DANCE——20230101——001——1001", // a Chinese keyboard's underscores
		"DANCE_20230101_001_1001",
		"DANCE_20230101_001_1001\u3000",
		"\uFEFFDANCE_2023\u200B0101_001_1001",
		"DANCE\u201320230101\u2212001\u20131001",
		"https://example.com/cards/DANCE_20230101_001_1001",
		"https://example.com/cards/DANCE_20230101_001_1001/",
		"https://my-shop.example/c/DANCE_20230101_001_1001?utm=1/2#x/y",
		"HTTPS://EXAMPLE.COM/cards/dance%5F20230101%5f001%5F1001",
		"https://example.com/cards/%EF%BC%A4ANCE_20230101_001_1001",
		"example.com/cards/DANCE_20230101_001_1001",
		"https://example.com/cards/DANCE_20230101_001_1001",
	} {
		got, err := Parse(input)
		if err != nil || got != dance.Plain(1001) {
			t.Errorf("Parse(%q) = %+v, %v", input, got, err)
		}
	}
}

func TestParseSealed(t *testing.T) {
	// A card whose tail has a 0 and a 1, to be read for O, I and L.
	c := dance.Sealed(testKey(1), 1001)
	for !strings.Contains(c.tail, "0") || !strings.Contains(c.tail, "1") {
		c = dance.Sealed(testKey(1), c.Card+1)
	}
	head, tail := c.prefix(), c.tail
	for _, input := range []string{
		c.String(),
		strings.ToLower(c.String()),
		head + "_" + tail,
		head + "-" + tail,
		head + " " + tail[:4] + " " + tail[4:8] + " " + tail[8:],
		head + "_" + strings.Join(strings.Split(tail, ""), "-"),
		head + "_" + strings.ReplaceAll(strings.ReplaceAll(tail, "0", "O"), "1", "I"),
		head + "_" + strings.ReplaceAll(strings.ReplaceAll(tail, "0", "o"), "1", "l"),
		"https://example.com/cards/" + c.String(),
		"https://example.com/cards/" + url.PathEscape(strings.ReplaceAll(c.String(), "-", "—")),
	} {
		got, err := Parse(input)
		if err != nil || got != c {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", input, got, err, c)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	sealed := dance.Sealed(testKey(1), 1001)
	cases := []struct {
		input string
		want  error
	}{
		{"", ErrMalformed},
		{"DANCE", ErrMalformed},
		{"DANCE_20230101_001", ErrMalformed},
		{"DANCE_20230101_001_", ErrMalformed},
		{"DANCE_20230101_001_0", ErrMalformed},
		{"DANCE_20230101_001_01001", ErrMalformed},
		{"DANCE_20230101_001_1OO1", ErrMalformed}, // look-alikes in the secret only
		{"DANCE_20230101_001_+1", ErrMalformed},
		{"DANCE_20230101_001_9223372036854775808", ErrMalformed},
		{"DANCE_20231301_001_1001", ErrMalformed},
		{"DANCE_20230101_001_1001_7KQ4", ErrMalformed},
		{sealed.String() + "0", ErrMalformed},
		{sealed.prefix() + "_" + strings.Repeat("U", 13), ErrMalformed},
		{"DANCE_20230101_001_1001'; drop table cards", ErrMalformed},
		{"DANCE_20230101_001_1001\x00", ErrMalformed},
		{"DANCE_20230101_001_1001\xff", ErrMalformed},
		{"ſONG_20230101_001_1001", ErrMalformed}, // upper case of ſ is S
		{"https://example.com/", ErrMalformed},
		{"https://example.com/DANCE_20230101_001_1001%2F..", ErrMalformed},
		{"https://example.com/DANCE_20230101_001_1001%zz", ErrMalformed},
		{"https://example.com/%44ANCE%255F20230101", ErrMalformed}, // decoded once only
		{plain + strings.Repeat(" ", InputMax), ErrMalformed},
		{sealed.prefix() + "_" + flip(sealed.tail), ErrMistyped},
		{"DANCE_20230101_001_1002_" + sealed.tail, ErrMistyped},
		{"DANCE_20230102_001_1001_" + sealed.tail, ErrMistyped},
		{"DANCF_20230101_001_1001_" + sealed.tail, ErrMistyped},
	}
	for _, c := range cases {
		if got, err := Parse(c.input); !errors.Is(err, c.want) {
			t.Errorf("Parse(%q) = %+v, %v; want %v", c.input, got, err, c.want)
		}
	}
}

// flip changes the last symbol.
func flip(tail string) string {
	i := (strings.IndexByte(alphabet, tail[len(tail)-1]) + 1) % 32
	return tail[:len(tail)-1] + alphabet[i:i+1]
}

// However the parts are joined and cased, the canonical spelling comes out.
func TestNormaliseFindsTheOneSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := genSealed(t)
		var b strings.Builder
		for _, r := range c.String() {
			switch {
			case r == '_' || r == '-':
				b.WriteString(rapid.SampledFrom([]string{"_", "-", " ", "——", "\u2013", "_", "\u3000", "_ -"}).Draw(t, "separator"))
			case rapid.Bool().Draw(t, "wide"):
				b.WriteRune(r + 0xFEE0)
			case rapid.Bool().Draw(t, "lower"):
				b.WriteString(strings.ToLower(string(r)))
			default:
				b.WriteRune(r)
			}
		}
		if got, err := Normalise(b.String()); err != nil || got != c.String() {
			t.Fatalf("Normalise(%q) = %q, %v; want %q", b.String(), got, err, c)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(plain)
	f.Add(dance.Sealed(testKey(1), 1001).String())
	f.Add("https://example.com/cards/" + dance.Sealed(testKey(1), 1001).String() + "?x=1")
	f.Add("DANCE——20230101——001——1001")
	f.Add("song%5F20230201_001_2001/%2F")
	f.Fuzz(func(t *testing.T, input string) {
		c, err := Parse(input)
		if err != nil {
			if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrMistyped) {
				t.Fatalf("Parse(%q): %v is no fault of this package", input, err)
			}
			return
		}
		canonical := c.String()
		if len(canonical) > 80 {
			t.Fatalf("Parse(%q) is %d bytes long", input, len(canonical))
		}
		if again, err := Parse(canonical); err != nil || again != c {
			t.Fatalf("Parse(%q) = %+v, but Parse(%q) = %+v, %v", input, c, canonical, again, err)
		}
	})
}
