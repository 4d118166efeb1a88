package dashscope

import (
	"errors"
	"fmt"
	"strings"

	"guerdon/internal/domain/generation"
)

// film is what a family of film models can do.
type film struct {
	lengths    string // in words
	least      int    // seconds
	most       int    // seconds
	step       int    // seconds
	resolution bool   // sizes go by "resolution" and "ratio"
}

// filmOf finds the family of a model that makes films from text. known is
// false for one that this package has never heard of: the vendor decides.
func filmOf(model string) (f film, known bool) {
	switch {
	case strings.HasPrefix(model, "wan2.7"):
		return film{"2 to 15", 2, 15, 1, true}, true
	case strings.HasPrefix(model, "wan2.6"):
		return film{"2 to 15", 2, 15, 1, false}, true
	case strings.HasPrefix(model, "wan2.5"):
		return film{"5 or 10", 5, 10, 5, false}, true
	case strings.HasPrefix(model, "wan2.2"), strings.HasPrefix(model, "wan2.1"), strings.HasPrefix(model, "wanx"):
		return film{"5", 5, 5, 5, false}, true
	}
	return film{}, false
}

// filmParameters are what a film is asked for with.
func filmParameters(model string, in generation.Input) (map[string]any, error) {
	f, known := filmOf(model)
	parameters := map[string]any{"watermark": true}
	if known && in.Seconds > 0 && (in.Seconds < f.least || in.Seconds > f.most || in.Seconds%f.step != 0) {
		return nil, refused("%s makes films of %s seconds, not %d", model, f.lengths, in.Seconds)
	}
	if in.Seconds > 0 && (!known || f.least < f.most) {
		parameters["duration"] = in.Seconds
	}
	if in.Width <= 0 || in.Height <= 0 {
		return parameters, nil
	}
	if !f.resolution {
		parameters["size"] = size(in)
		return parameters, nil
	}
	ratio, ok := ratioOf(in.Width, in.Height)
	if !ok {
		return nil, refused("%s makes no films of %s", model, size(in))
	}
	parameters["ratio"], parameters["resolution"] = ratio, "720P"
	if min(in.Width, in.Height) > 720 {
		parameters["resolution"] = "1080P"
	}
	return parameters, nil
}

func ratioOf(width, height int) (ratio string, ok bool) {
	for _, r := range [][2]int{{16, 9}, {9, 16}, {1, 1}, {4, 3}, {3, 4}} {
		if width*r[1] == height*r[0] {
			return fmt.Sprintf("%d:%d", r[0], r[1]), true
		}
	}
	return "", false
}

// pictureParameters are what a picture is asked for with. One is said: some
// models make four, and charge for them.
func pictureParameters(model string, in generation.Input) (map[string]any, error) {
	for _, other := range []string{"wan2.6", "wan2.7", "z-image", "qwen-image-max", "qwen-image-2"} {
		if strings.HasPrefix(model, other) {
			return nil, generation.ErrVendor.Because(errors.New(model + " has another interface than image-synthesis"))
		}
	}
	parameters := map[string]any{"n": 1, "watermark": true}
	if in.Width > 0 && in.Height > 0 {
		parameters["size"] = size(in)
	}
	return parameters, nil
}

func size(in generation.Input) string { return fmt.Sprintf("%d*%d", in.Width, in.Height) }

func refused(format string, args ...any) error {
	return generation.ErrRefused.Because(fmt.Errorf(format, args...))
}
