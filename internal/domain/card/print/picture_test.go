package print

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"
)

const sealedCode = "DANCE_20230101_001_1001_2XKK-J31Y-M05GT"

func sealedURL(n int) string {
	return fmt.Sprintf("https://example.com/cards/DANCE_20230101_001_%d_2XKK-J31Y-M05GT", n)
}

// scan finds and reads the QR symbol in a picture with another library than
// the one that made it.
func scan(t testing.TB, picture []byte) string {
	t.Helper()
	return decode(t, open(t, picture), nil)
}

// read is scan without the finding, which has weak spots of its own: it takes
// the square for the symbol and nothing else.
func read(t testing.TB, picture []byte) string {
	t.Helper()
	square := open(t, picture).(*image.Gray).SubImage(image.Rect(0, 0, Width, Width))
	return decode(t, square, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
}

func open(t testing.TB, picture []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func decode(t testing.TB, img image.Image, hints map[gozxing.DecodeHintType]any) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		t.Fatal(err)
	}
	if level := result.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]; level != "M" {
		t.Fatalf("error level is %v", level)
	}
	return result.GetText()
}

func TestPNGCanBeScanned(t *testing.T) {
	for _, caption := range []string{"", sealedCode} {
		picture, err := PNG(sealedURL(1001), caption)
		if err != nil {
			t.Fatal(err)
		}
		if got := scan(t, picture); got != sealedURL(1001) {
			t.Errorf("caption %q: scanned %q", caption, got)
		}
	}
}

// Every length, and so every version, mask and number of blocks, can be read.
func TestEveryLengthCanBeRead(t *testing.T) {
	p := newPainter()
	for n := 1; n <= contentMax; n++ {
		content := strings.Repeat("https://a.example/", n/18+1)[:n]
		picture, err := p.paint(content, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, picture); got != content {
			t.Errorf("length %d: scanned %q", n, got)
		}
	}
}

func TestAnyContentCanBeRead(t *testing.T) {
	p := newPainter()
	rapid.Check(t, func(rt *rapid.T) {
		content := rapid.StringMatching(`[!-~]{1,200}`).Draw(rt, "content")
		picture, err := p.paint(content, content)
		if err != nil {
			rt.Fatal(err)
		}
		if got := read(t, picture); got != content {
			rt.Fatalf("scanned %q, want %q", got, content)
		}
	})
}

func TestPNGRefusesWhatDoesNotFit(t *testing.T) {
	for _, content := range []string{"", strings.Repeat("x", contentMax+1), strings.Repeat("x", 1<<20)} {
		if _, err := PNG(content, ""); !errors.Is(err, ErrContent) {
			t.Errorf("%d bytes: %v", len(content), err)
		}
	}
}

// All pictures have one size, one bit a pixel, two colours, light margins of
// at least four modules, and edges only between modules.
func TestPictureIsSharpAndQuiet(t *testing.T) {
	for _, n := range []int{1, 30, 65, 120, contentMax} {
		picture, err := PNG(strings.Repeat("a", n), "")
		if err != nil {
			t.Fatal(err)
		}
		if depth := picture[24]; depth != 1 {
			t.Errorf("%d bits a pixel", depth)
		}
		img := open(t, picture)
		if img.Bounds() != image.Rect(0, 0, Width, Width) {
			t.Fatalf("bounds %v", img.Bounds())
		}
		var e encoder
		s, err := e.encode(strings.Repeat("a", n))
		if err != nil {
			t.Fatal(err)
		}
		scale := Width / (s.side + 2*quiet)
		origin := (Width - scale*s.side) / 2
		if origin < quiet*scale {
			t.Errorf("margin of %d pixels for modules of %d", origin, scale)
		}
		for y := range Width {
			for x := range Width {
				inside := x >= origin && y >= origin && x < origin+scale*s.side && y < origin+scale*s.side
				want := inside && s.dark((x-origin)/scale, (y-origin)/scale)
				if got := img.At(x, y) == (color.Gray{}); got != want {
					t.Fatalf("%d bytes: pixel %d,%d is dark: %v", n, x, y, got)
				}
			}
		}
	}
}

func TestPictureWithCaptionHasItsSize(t *testing.T) {
	for _, caption := range []string{"A", sealedCode, strings.Repeat("W", 500), "中文", "a\nb"} {
		picture, err := PNG(sealedURL(1001), caption)
		if err != nil {
			t.Fatal(err)
		}
		img := open(t, picture)
		if img.Bounds() != image.Rect(0, 0, Width, Height) {
			t.Errorf("caption %q: bounds %v", caption, img.Bounds())
		}
		if !hasDark(img, image.Rect(0, captionTop, Width, Height)) {
			t.Errorf("caption %q is not there", caption)
		}
	}
}

func hasDark(img image.Image, within image.Rectangle) bool {
	for y := within.Min.Y; y < within.Max.Y; y++ {
		for x := within.Min.X; x < within.Max.X; x++ {
			if img.At(x, y) == (color.Gray{}) {
				return true
			}
		}
	}
	return false
}

func TestFitCaption(t *testing.T) {
	const columns = 68
	cases := []struct {
		caption string
		scale   int
		lines   []string
	}{
		{"DANCE_20230101_001_1001", 2, []string{"DANCE_20230101_001_1001"}},
		{sealedCode, 2, []string{"DANCE_20230101_001_1001_", "2XKK-J31Y-M05GT"}},
		{"CLOTHING_20230101_001_1048576123456_2XKK-J31Y-M05GT", 1, []string{"CLOTHING_20230101_001_1048576123456_2XKK-J31Y-M05GT"}},
		{strings.Repeat("x", 200), 1, []string{strings.Repeat("x", 68), strings.Repeat("x", 68)}},
	}
	for _, c := range cases {
		scale, lines := fitCaption(c.caption, columns, 2)
		if scale != c.scale || strings.Join(lines, "\n") != strings.Join(c.lines, "\n") {
			t.Errorf("fitCaption(%q) = %d, %q", c.caption, scale, lines)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	p := newPainter()
	for b.Loop() {
		if _, err := p.paint(sealedURL(1001), sealedCode); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSymbol(b *testing.B) {
	var e encoder
	for b.Loop() {
		if _, err := e.encode(sealedURL(1001)); err != nil {
			b.Fatal(err)
		}
	}
}
