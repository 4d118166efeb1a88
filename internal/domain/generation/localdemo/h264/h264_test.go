package h264

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"testing"

	"pgregory.net/rapid"
)

// TestRoundTrip decodes what was encoded with a decoder written from the
// standard's syntax tables, and expects every sample back.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := 2*rapid.IntRange(8, 40).Draw(t, "width/2"), 2*rapid.IntRange(8, 40).Draw(t, "height/2")
		e, err := New(width, height, 10)
		if err != nil {
			t.Fatal(err)
		}
		d := newDecoder(t, e)
		img := image.NewRGBA(image.Rect(0, 0, width, height))
		for i := range rapid.IntRange(1, 6).Draw(t, "pictures") {
			changed := scribble(t, img)
			var unit []byte
			if i == 0 || rapid.IntRange(0, 3).Draw(t, "key") == 0 {
				unit = e.Key(nil, img)
			} else {
				unit = e.Delta(nil, img, changed)
			}
			d.decode(unit)
			want := newPicture(e.columns, e.rows)
			for mb := range e.columns * e.rows {
				want.load(img, mb%e.columns, mb/e.columns)
			}
			if !bytes.Equal(d.picture.luma.pix, want.luma.pix) || !bytes.Equal(d.picture.chroma[0].pix, want.chroma[0].pix) || !bytes.Equal(d.picture.chroma[1].pix, want.chroma[1].pix) {
				t.Fatalf("picture %d came back different", i)
			}
		}
	})
}

// scribble changes part of an image, by flat colour, gradients or noise.
func scribble(t *rapid.T, img *image.RGBA) image.Rectangle {
	size := img.Rect.Size()
	x, y := rapid.IntRange(0, size.X-1).Draw(t, "x"), rapid.IntRange(0, size.Y-1).Draw(t, "y")
	area := image.Rect(x, y, rapid.IntRange(x, size.X).Draw(t, "x1"), rapid.IntRange(y, size.Y).Draw(t, "y1"))
	kind := rapid.IntRange(0, 3).Draw(t, "kind")
	base := rapid.Byte().Draw(t, "base")
	for py := area.Min.Y; py < area.Max.Y; py++ {
		for px := area.Min.X; px < area.Max.X; px++ {
			v := base
			switch kind {
			case 1:
				v += byte(px)
			case 2:
				v += byte(py)
			case 3:
				v ^= byte(px*37 + py*101 + px*py)
			}
			img.SetRGBA(px, py, color.RGBA{R: v, G: base, B: 255 - v, A: 255})
		}
	}
	return area
}

func TestStillPictureIsSmall(t *testing.T) {
	e, err := New(640, 360, 10)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, 640, 360))
	draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{R: 20, G: 40, B: 90, A: 255}), image.Point{}, draw.Src)
	if key := e.Key(nil, img); len(key) > 2000 {
		t.Errorf("a flat key picture takes %d bytes", len(key))
	}
	if delta := e.Delta(nil, img, image.Rectangle{}); len(delta) > 16 {
		t.Errorf("a still picture takes %d bytes", len(delta))
	}
}

func TestColours(t *testing.T) {
	for _, c := range []struct {
		rgb       color.RGBA
		y, cb, cr byte
	}{
		{color.RGBA{A: 255}, 16, 128, 128},
		{color.RGBA{R: 255, G: 255, B: 255, A: 255}, 235, 128, 128},
		{color.RGBA{R: 255, A: 255}, 82, 90, 240},
		{color.RGBA{G: 255, A: 255}, 144, 54, 34},
		{color.RGBA{B: 255, A: 255}, 41, 240, 110},
	} {
		img := image.NewRGBA(image.Rect(0, 0, 16, 16))
		draw.Draw(img, img.Rect, image.NewUniform(c.rgb), image.Point{}, draw.Src)
		p := newPicture(1, 1)
		p.load(img, 0, 0)
		if got := [3]byte{p.luma.pix[0], p.chroma[0].pix[0], p.chroma[1].pix[0]}; got != [3]byte{c.y, c.cb, c.cr} {
			t.Errorf("%v became %v, want %v %v %v", c.rgb, got, c.y, c.cb, c.cr)
		}
	}
}

func TestUnitHidesStartCodes(t *testing.T) {
	got := unit(nil, 0x65, []byte{0, 0, 0, 0, 0, 1, 2, 0, 0, 4, 0, 0, 3})
	want := []byte{0x65, 0, 0, 3, 0, 0, 3, 0, 1, 2, 0, 0, 4, 0, 0, 3, 3}
	if !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRefusedSizes(t *testing.T) {
	for _, c := range [][3]int{{15, 16, 10}, {641, 360, 10}, {640, 361, 10}, {8, 8, 10}, {4096, 4096, 10}, {4098, 16, 10}, {640, 360, 0}, {640, 360, 60}} {
		if _, err := New(c[0], c[1], c[2]); !errors.Is(err, ErrSize) {
			t.Errorf("New%v: %v", c, err)
		}
	}
}
