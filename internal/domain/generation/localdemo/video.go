package localdemo

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"guerdon/internal/domain/generation/localdemo/aigc"
	"guerdon/internal/domain/generation/localdemo/h264"
	"guerdon/internal/domain/generation/localdemo/mp4"
)

// Bounds of a video.
const (
	VideoSecondsMin = 1
	VideoSecondsMax = 60
	VideoSideMin    = 160  // pixels, and even
	VideoSideMax    = 1280 // pixels, and even
	VideoScriptMax  = 5000 // characters
	videoRate       = 10   // pictures a second
)

// VideoCmd asks for a film of text slides.
type VideoCmd struct {
	Script          string
	DurationSeconds int
	Width           int       // pixels; 0 is 640
	Height          int       // pixels; 0 is 360
	Mark            aigc.Mark // empty members are filled in
}

// Video writes an MP4 file to w: the script as slides over a painted scene,
// with the label on every picture and the mark in the metadata. It holds a
// few pictures in memory, however long the film is. After an error what was
// written is of no use.
// Faults: ErrInput; an error of w as it is. contract: S0-22, S2-15
func (s *Studio) Video(ctx context.Context, cmd VideoCmd, w io.Writer) error {
	cmd.Width, cmd.Height = cmp.Or(cmd.Width, 640), cmp.Or(cmd.Height, 360)
	err := inputs(
		check{"script", sized(cmd.Script, 1, VideoScriptMax)},
		check{"duration", VideoSecondsMin <= cmd.DurationSeconds && cmd.DurationSeconds <= VideoSecondsMax},
		check{"width", VideoSideMin <= cmd.Width && cmd.Width <= VideoSideMax && cmd.Width%2 == 0},
		check{"height", VideoSideMin <= cmd.Height && cmd.Height <= VideoSideMax && cmd.Height%2 == 0},
	)
	if err != nil {
		return err
	}
	show, err := s.stage(cmd)
	if err != nil {
		return err
	}
	head, err := show.head(ctx, cmd)
	if err != nil {
		return err
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	return show.film(ctx, func(_ mp4.Sample, unit []byte) error {
		_, err := w.Write(unit)
		return err
	})
}

// head encodes the film once for its sizes.
func (v *show) head(ctx context.Context, cmd VideoCmd) ([]byte, error) {
	encoder, err := v.encoder()
	if err != nil {
		return nil, err
	}
	movie := mp4.Movie{
		Width: cmd.Width, Height: cmd.Height, Rate: videoRate, SPS: encoder.SPS(), PPS: encoder.PPS(),
		Tags: []mp4.Tag{{Key: aigc.Key, Value: marked(cmd.Mark, "video", cmd.Script).JSON()}, {Key: "comment", Value: Label}},
	}
	err = v.film(ctx, func(s mp4.Sample, _ []byte) error {
		movie.Samples = append(movie.Samples, s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return movie.Head()
}

// film encodes every picture in order and hands it to put, ready for the
// file. The bytes are valid until put returns.
func (v *show) film(ctx context.Context, put func(mp4.Sample, []byte) error) error {
	encoder, err := v.encoder()
	if err != nil {
		return err
	}
	var unit []byte
	for i := range v.frames {
		if err := going(ctx); err != nil {
			return err
		}
		unit = append(unit[:0], 0, 0, 0, 0)
		fresh, changed, err := v.draw(i)
		if err != nil {
			return err
		}
		if fresh {
			unit = encoder.Key(unit, v.screen)
		} else {
			unit = encoder.Delta(unit, v.screen, changed)
		}
		binary.BigEndian.PutUint32(unit, uint32(len(unit)-4))
		if err := put(mp4.Sample{Size: uint32(len(unit)), Key: fresh}, unit); err != nil {
			return err
		}
	}
	return nil
}

func (v *show) encoder() (*h264.Encoder, error) {
	size := v.screen.Rect
	encoder, err := h264.New(size.Dx(), size.Dy(), videoRate)
	if err != nil {
		return nil, fmt.Errorf("localdemo: video: %w", err)
	}
	return encoder, nil
}
