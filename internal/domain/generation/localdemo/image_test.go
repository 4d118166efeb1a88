package localdemo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"guerdon/internal/domain/generation/localdemo/aigc"
)

func TestImagePNG(t *testing.T) {
	s, ctx := setup(t)
	for _, size := range []image.Point{{1024, 1024}, {256, 256}, {640, 360}, {360, 640}, {2048, 256}} {
		file, err := s.Image(ctx, ImageCmd{Prompt: "一只可爱的猫咪在花园里玩耍", Width: size.X, Height: size.Y})
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if img.Bounds().Size() != size {
			t.Errorf("size %v, want %v", img.Bounds().Size(), size)
		}
		expectLabel(t, s, img)
		expectCorner(t, img)
		for _, want := range []string{"TC260:AIGC", `{"AIGC":{"Label":"1","ContentProducer":"guerdon local-demo","ProduceID":"image-`} {
			if !bytes.Contains(file, []byte(want)) {
				t.Errorf("no %q in the file", want)
			}
		}
	}
}

// expectLabel draws the label by itself and looks for every solid pixel of
// it in the picture.
func expectLabel(t *testing.T, s *Studio, img image.Image) {
	t.Helper()
	size := img.Bounds().Size()
	letters := aigc.TextHeight(size.X, size.Y)
	face, err := s.font.Face(letters)
	if err != nil {
		t.Fatal(err)
	}
	alone := image.NewAlpha(img.Bounds())
	band := letters * 17 / 10
	face.Draw(alone, size.X/2-face.Width(Label)/2, size.Y-band+(band-face.LineHeight())/2, Label, color.Opaque)
	solid := 0
	for y := range size.Y {
		for x := range size.X {
			if alone.AlphaAt(x, y).A < 255 {
				continue
			}
			solid++
			if r, g, b, _ := img.At(x, y).RGBA(); min(r, g, b) < 0xf000 {
				t.Fatalf("label is missing at %d,%d", x, y)
			}
		}
	}
	if solid < 12*letters {
		t.Errorf("only %d solid label pixels of letters %d high", solid, letters)
	}
}

// expectCorner looks for white letters on the dark mark in the upper right.
func expectCorner(t *testing.T, img image.Image) {
	t.Helper()
	size := img.Bounds().Size()
	letters := aigc.TextHeight(size.X, size.Y)
	white := 0
	for y := letters / 2; y < letters*5/2; y++ {
		for x := size.X - 5*letters; x < size.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); min(r, g, b) > 0xf000 {
				white++
			}
		}
	}
	if white < letters*letters/5 {
		t.Errorf("%d white pixels in the corner of %v", white, size)
	}
}

func TestImageShowsThePrompt(t *testing.T) {
	s, _ := setup(t)
	blank, err := s.picture("\u200b", Label, 512, 512)
	if err != nil {
		t.Fatal(err)
	}
	if got := whiteOnCard(blank); got != 0 {
		t.Fatalf("an empty card has %d white pixels", got)
	}
	few, err := s.picture("龙", Label, 512, 512)
	if err != nil {
		t.Fatal(err)
	}
	many, err := s.picture("龙飞凤舞虎跃鹰扬", Label, 512, 512)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := whiteOnCard(few), whiteOnCard(many); a < 80 || b < 4*a {
		t.Errorf("one letter has %d white pixels, eight have %d", a, b)
	}
}

func whiteOnCard(img *image.RGBA) int {
	white := 0
	for y := 300; y < 450; y++ {
		for x := 60; x < 450; x++ {
			if c := img.RGBAAt(x, y); min(c.R, c.G, c.B) > 250 {
				white++
			}
		}
	}
	return white
}

func TestImageJPEG(t *testing.T) {
	s, ctx := setup(t)
	file, err := s.Image(ctx, ImageCmd{Prompt: "a beautiful sunset over the ocean", Width: 512, Height: 384, Format: JPEG, Label: "演示", Mark: aigc.Mark{Producer: "P", PropagateID: "Q"}})
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil || img.Bounds().Size() != image.Pt(512, 384) {
		t.Fatalf("picture %v, %v", img, err)
	}
	if !bytes.Contains(file[:2000], []byte("&#34;ContentProducer&#34;:&#34;P&#34;")) || !bytes.Contains(file[:2000], []byte("&#34;PropagateID&#34;:&#34;Q&#34;")) {
		t.Error("the mark is not in the file")
	}
}

func TestSameImageSameBytes(t *testing.T) {
	s, ctx := setup(t)
	cmd := ImageCmd{Prompt: "星空", Width: 300, Height: 300}
	a, err := s.Image(ctx, cmd)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Image(ctx, cmd)
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("bytes differ, %v", err)
	}
}

func BenchmarkImagePNG1024(b *testing.B) {
	s, ctx := setup(b)
	for b.Loop() {
		file, err := s.Image(ctx, ImageCmd{Prompt: "一只可爱的猫咪在花园里玩耍", Width: 1024, Height: 1024})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(file)), "bytes")
	}
}
