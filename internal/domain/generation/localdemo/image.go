package localdemo

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"guerdon/internal/domain/generation/localdemo/aigc"
	"guerdon/internal/domain/generation/localdemo/paint"
)

// Format is the file format of an image.
type Format int

// The formats of images.
const (
	PNG Format = iota
	JPEG
)

// Bounds of an image.
const (
	ImageSideMin   = 256  // pixels
	ImageSideMax   = 2048 // pixels
	ImagePromptMax = 2000 // characters
	labelMax       = 40   // characters
)

// ImageCmd asks for a picture.
type ImageCmd struct {
	Prompt string
	Width  int    // pixels
	Height int    // pixels
	Label  string // "" is the package's Label
	Format Format
	Mark   aigc.Mark // empty members are filled in
}

// Image paints a landscape after the prompt, sets the prompt on it, and marks
// it: visibly with the label and "AI生成", and in its metadata.
// Faults: ErrInput. contract: S0-20, S2-14
func (s *Studio) Image(ctx context.Context, cmd ImageCmd) ([]byte, error) {
	label := cmp.Or(cmd.Label, Label)
	err := inputs(
		check{"prompt", sized(cmd.Prompt, 1, ImagePromptMax)},
		check{"width", ImageSideMin <= cmd.Width && cmd.Width <= ImageSideMax},
		check{"height", ImageSideMin <= cmd.Height && cmd.Height <= ImageSideMax},
		check{"label", sized(label, 1, labelMax)},
		check{"format", cmd.Format == PNG || cmd.Format == JPEG},
	)
	if err != nil {
		return nil, err
	}
	if err := going(ctx); err != nil {
		return nil, err
	}
	picture, err := s.picture(cmd.Prompt, label, cmd.Width, cmd.Height)
	if err != nil {
		return nil, err
	}
	if err := going(ctx); err != nil {
		return nil, err
	}
	return encode(picture, cmd.Format, marked(cmd.Mark, "image", cmd.Prompt))
}

// picture is the scene with the prompt on a card above the label.
func (s *Studio) picture(prompt, label string, width, height int) (*image.RGBA, error) {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	scene := paint.Of(prompt)
	scene.Paint(img)
	band, err := s.label(img, label)
	if err != nil {
		return nil, err
	}
	short := min(width, height)
	card, err := s.font.Fit(prompt, width*76/100, band*34/100, short/16, max(short/36, 11))
	if err != nil {
		return nil, err
	}
	pad := short / 24
	area := image.Rect(width*8/100, band-pad-card.Height()-2*pad, width*92/100, band-pad)
	panel(img, area, pad, scene.Accent(), 196)
	card.DrawCentered(img, width/2, area.Min.Y+pad, color.White)
	return img, nil
}

// label draws the label in a band at the foot and "AI生成" in the upper right
// corner, and gives the upper edge of the band.
func (s *Studio) label(img *image.RGBA, label string) (top int, err error) {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	letters := aigc.TextHeight(width, height)
	text, err := s.font.Fit(label, width*96/100, letters*2, letters, max(letters/2, 8))
	if err != nil {
		return 0, err
	}
	mark, err := s.font.Fit(aigc.Visible, width, letters*2, letters, letters)
	if err != nil {
		return 0, err
	}
	band := letters * 17 / 10
	veil(img, image.Rect(0, height-band, width, height), color.RGBA{A: 255}, 176)
	text.DrawCentered(img, width/2, height-band+(band-text.Height())/2, color.White)
	corner := image.Rect(width-mark.Width()-letters*3/2, letters/2, width-letters/2, letters/2+band)
	panel(img, corner, band/2, color.RGBA{A: 255}, 144)
	mark.Draw(img, corner.Min.X+letters/2, corner.Min.Y+(band-mark.Height())/2, color.White)
	return height - band, nil
}

func encode(img image.Image, format Format, mark aigc.Mark) ([]byte, error) {
	var out bytes.Buffer
	if format == JPEG {
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
			return nil, err
		}
		return aigc.JPEG(out.Bytes(), mark)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, img); err != nil {
		return nil, err
	}
	return aigc.PNG(out.Bytes(), mark)
}
