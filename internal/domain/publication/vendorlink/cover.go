package vendorlink

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"image/jpeg"
)

// The size of a cover, in pixels: WeChat's 2.35 to 1.
const (
	coverWidth  = 900
	coverHeight = 383
)

// Cover is a plain JPEG picture, a shade of two colours that the title decides,
// for platforms that want a picture where the creation has none.
func Cover(title string) []byte {
	sum := sha256.Sum256([]byte(title))
	from, to := shade(sum[0:3]), shade(sum[3:6])
	picture := image.NewRGBA(image.Rect(0, 0, coverWidth, coverHeight))
	for y := range coverHeight {
		for x := range coverWidth {
			picture.SetRGBA(x, y, between(from, to, x+y, coverWidth+coverHeight))
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture, nil) // a buffer takes all
	return b.Bytes()
}

// shade is a light colour.
func shade(b []byte) color.RGBA {
	return color.RGBA{R: 128 + b[0]/2, G: 128 + b[1]/2, B: 128 + b[2]/2, A: 255}
}

func between(a, b color.RGBA, n, of int) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8((int(x)*(of-n) + int(y)*n) / of) }
	return color.RGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}
