package code

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guerdon/internal/base/id"
	"guerdon/internal/base/instant"
)

func instantDay(s string) instant.Day { return instant.Day(s) }

var dance = Batch{Category: "dance", Day: "2023-01-01", Seq: 1}

func testKey(n byte) Key { return Key(bytes.Repeat([]byte{n}, 32)) }

// contract: S4-11
func TestPlainIsTheDocumentedForm(t *testing.T) {
	if got := dance.Plain(1001).String(); got != "DANCE_20230101_001_1001" {
		t.Fatalf("plain code is %q", got)
	}
}

// A printed card must stay valid for years: this value never changes.
func TestSealedIsStable(t *testing.T) {
	const want = "DANCE_20230101_001_1001_2XKK-J31Y-M05GT"
	if got := dance.Sealed(testKey(1), 1001).String(); got != want {
		t.Fatalf("sealed code is %q, was %q", got, want)
	}
}

func TestSealedHasItsShapeAndComesBack(t *testing.T) {
	shape := regexp.MustCompile(`^[A-Z]{1,16}_[0-9]{8}_[0-9]{3,6}_[1-9][0-9]*_[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$`)
	rapid.Check(t, func(t *rapid.T) {
		c := genSealed(t)
		if !shape.MatchString(c.String()) {
			t.Fatalf("%q has another shape", c)
		}
		if back, err := Parse(c.String()); err != nil || back != c {
			t.Fatalf("Parse(%q) = %+v, %v; want %+v", c, back, err, c)
		}
	})
}

func TestPlainComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := genBatch(t).Plain(genCard(t))
		if back, err := Parse(c.String()); err != nil || back != c {
			t.Fatalf("Parse(%q) = %+v, %v; want %+v", c, back, err, c)
		}
	})
}

func TestSecretHangsOnKeyBatchAndCard(t *testing.T) {
	second := Batch{Category: "dance", Day: "2023-01-01", Seq: 2}
	tails := map[string]bool{}
	for _, c := range []Code{
		dance.Sealed(testKey(1), 1001), dance.Sealed(testKey(1), 1002),
		dance.Sealed(testKey(2), 1001), second.Sealed(testKey(1), 1001),
	} {
		tails[c.tail[:secretLen]] = true
	}
	if len(tails) != 4 {
		t.Fatalf("%d secrets for 4 cards", len(tails))
	}
}

func TestMatches(t *testing.T) {
	c := dance.Sealed(testKey(1), 1001)
	typed, err := Parse(strings.ToLower(" " + c.String() + " "))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Matches(typed) {
		t.Error("another spelling does not match")
	}
	for _, other := range []Code{dance.Plain(1001), dance.Sealed(testKey(2), 1001), dance.Sealed(testKey(1), 1002), {}} {
		if c.Matches(other) {
			t.Errorf("%s matches %s", c, other)
		}
	}
}

func TestReissuedKeysDiffer(t *testing.T) {
	key := testKey(1)
	seen := map[Key]bool{}
	for n := range int32(100) {
		seen[key.Reissued(n)] = true
	}
	if len(seen) != 100 || !seen[key] {
		t.Errorf("%d keys of 100, its own among them: %v", len(seen), seen[key])
	}
	if key.Reissued(1) == testKey(2).Reissued(1) {
		t.Error("the reissued key does not hang on the key")
	}
}

func TestKeysAndSecretsDoNotPrint(t *testing.T) {
	var out bytes.Buffer
	c := dance.Sealed(testKey('K'), 1001)
	_, _ = fmt.Fprintf(&out, "%v %+v %#v %s %x", testKey('K'), testKey('K'), testKey('K'), testKey('K'), testKey('K'))
	slog.New(slog.NewTextHandler(&out, nil)).Info("used", "code", c, "key", testKey('K'))
	slog.New(slog.NewJSONHandler(&out, nil)).Info("used", "code", c, "key", testKey('K'))
	for _, secret := range []string{"75,75", "75 75", "4b4b", "KKKK", c.tail, c.String()} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is printed in %q", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), "DANCE_20230101_001_1001") {
		t.Errorf("the log does not say which card: %q", out.String())
	}
}

// Each of the 32 symbols is as likely as any other at each of the 12 places.
// With 31 degrees of freedom χ² exceeds 70 once in 15,000 tries; the key is
// fixed, so this test always gives the same answer.
func TestSecretSymbolsAreEven(t *testing.T) {
	const cards = 20_000
	var count [tailLen][32]int
	key := testKey(7)
	for n := range cards {
		tail := dance.Sealed(key, id.ID(1001+n)).tail
		for place := range tailLen {
			count[place][strings.IndexByte(alphabet, tail[place])]++
		}
	}
	const expected = cards / 32.0
	for place := range count {
		var chi float64
		for _, seen := range count[place] {
			d := float64(seen) - expected
			chi += d * d / expected
		}
		if chi > 70 {
			t.Errorf("place %d: χ² is %.1f", place, chi)
		}
	}
}

func TestNoTwoCardsShareASecret(t *testing.T) {
	seen := map[string]bool{}
	for n := range 10_000 {
		seen[dance.Sealed(testKey(3), id.ID(1001+n)).tail[:secretLen]] = true
	}
	if len(seen) != 10_000 {
		t.Errorf("%d different secrets for 10000 cards", len(seen))
	}
}

func BenchmarkSealed10000(b *testing.B) {
	for b.Loop() {
		for n := range 10_000 {
			_ = dance.Sealed(testKey(1), id.ID(1001+n)).String()
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text := dance.Sealed(testKey(1), 1001).String()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
