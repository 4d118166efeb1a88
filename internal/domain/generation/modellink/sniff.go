package modellink

import (
	"bytes"
	"image/jpeg"
	"image/png"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo/aigc"
)

// sideMax bounds a picture's sides, in pixels.
const sideMax = 8192

// Picture is a picture of a vendor's with the mark of generated content put
// into it. Faults: ErrVendor for what is not PNG or JPEG.
func Picture(data []byte, m aigc.Mark) (generation.Result, error) {
	if config, err := png.DecodeConfig(bytes.NewReader(data)); err == nil && sized(config.Width, config.Height) {
		return marked(generation.PNG, data, m, aigc.PNG)
	}
	if config, err := jpeg.DecodeConfig(bytes.NewReader(data)); err == nil && sized(config.Width, config.Height) {
		return marked(generation.JPEG, data, m, aigc.JPEG)
	}
	return generation.Result{}, Malformed("the picture is neither PNG nor JPEG of at most %d pixels a side", sideMax)
}

func sized(width, height int) bool {
	return 0 < width && width <= sideMax && 0 < height && height <= sideMax
}

func marked(f generation.Format, data []byte, m aigc.Mark, put func([]byte, aigc.Mark) ([]byte, error)) (generation.Result, error) {
	data, err := put(data, m)
	if err != nil {
		return generation.Result{}, Malformed("the picture: %w", err)
	}
	return Whole(f, data), nil
}

// Sound is a spoken file of a vendor's. Faults: ErrVendor for what is not WAV
// or MP3.
func Sound(data []byte) (generation.Result, error) {
	switch {
	case len(data) > 44 && bytes.HasPrefix(data, []byte("RIFF")) && bytes.Equal(data[8:12], []byte("WAVE")):
		return Whole(generation.WAV, data), nil
	case len(data) > 4 && (bytes.HasPrefix(data, []byte("ID3")) || isFrame(data)):
		return Whole(generation.MP3, data), nil
	}
	return generation.Result{}, Malformed("the sound is neither WAV nor MP3")
}

// isFrame reports whether an MPEG audio frame of layer III begins here.
func isFrame(data []byte) bool { return data[0] == 0xff && data[1]&0xe6 == 0xe2 }

// isMP4 looks at a file's first 12 bytes.
func isMP4(head []byte) bool { return bytes.Equal(head[4:8], []byte("ftyp")) }
