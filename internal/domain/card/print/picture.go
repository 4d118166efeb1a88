package print

// Sizes of a picture, in pixels.
const (
	Width         = 480 // of every picture
	Height        = 544 // with a caption; without, a picture is Width × Width
	captionHeight = Height - Width
	captionTop    = Width + 4
)

// quiet is the light margin around a symbol, in modules.
const quiet = 4

// PNG is the QR picture of url, black on white, at error level M, with a quiet
// zone of at least 4 modules and a whole number of pixels to each module. The
// picture is Width × Width pixels; a caption (ASCII, up to two lines) is
// written below and makes it Width × Height. Fault: ErrContent.
func PNG(url, caption string) ([]byte, error) {
	return newPainter().paint(url, caption)
}

// painter draws pictures, one after another, into the same buffers.
type painter struct {
	qr     encoder
	canvas *bitmap
	file   pngWriter
}

func newPainter() *painter {
	return &painter{canvas: newBitmap(Width, Height)}
}

func (p *painter) paint(url, caption string) ([]byte, error) {
	s, err := p.qr.encode(url)
	if err != nil {
		return nil, err
	}
	p.canvas.erase()
	p.drawSymbol(&s)
	if caption == "" {
		return p.file.write(p.canvas, Width)
	}
	p.drawCaption(caption)
	return p.file.write(p.canvas, Height)
}

// drawSymbol puts the symbol in the middle of the square.
func (p *painter) drawSymbol(s *symbol) {
	scale := Width / (s.side + 2*quiet)
	origin := (Width - scale*s.side) / 2
	for y := range s.side {
		top := origin + y*scale
		s.runs(y, func(x, length int) {
			p.canvas.darken(origin+x*scale, top, length*scale)
		})
		p.canvas.repeat(top, scale)
	}
}
