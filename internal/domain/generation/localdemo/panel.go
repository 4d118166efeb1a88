package localdemo

import (
	"image"
	"image/color"
)

// veil lays a colour over part of a picture; alpha goes from 0 to 256.
func veil(img *image.RGBA, area image.Rectangle, ink color.RGBA, alpha int) {
	panel(img, area, 0, ink, alpha)
}

// panel is a veil with round corners of the given radius in pixels.
func panel(img *image.RGBA, area image.Rectangle, radius int, ink color.RGBA, alpha int) {
	radius = min(radius, area.Dx()/2, area.Dy()/2)
	area = area.Intersect(img.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		inset := cornerInset(min(y-area.Min.Y, area.Max.Y-1-y), radius)
		line := img.Pix[img.PixOffset(area.Min.X+inset, y):img.PixOffset(area.Max.X-inset, y)]
		for i := 0; i+3 < len(line); i += 4 {
			line[i] = over(line[i], ink.R, alpha)
			line[i+1] = over(line[i+1], ink.G, alpha)
			line[i+2] = over(line[i+2], ink.B, alpha)
		}
	}
}

func over(below, above uint8, alpha int) uint8 {
	return uint8((int(below)*(256-alpha) + int(above)*alpha) >> 8)
}

// cornerInset is how far a round corner reaches into the row that is depth
// rows away from the edge.
func cornerInset(depth, radius int) int {
	if depth >= radius {
		return 0
	}
	rise := radius - depth
	reach := 0
	for (reach+1)*(reach+1)+rise*rise <= radius*radius {
		reach++
	}
	return radius - reach
}
