package modellink

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"guerdon/internal/domain/generation"
	"guerdon/internal/domain/generation/localdemo/aigc"
	"guerdon/internal/domain/generation/openai/standin"
)

func TestPicturesAreWhatTheyAre(t *testing.T) {
	for _, c := range []struct {
		name   string
		data   []byte
		format generation.Format // "" is refused
	}{
		{"PNG", standin.PNG(), generation.PNG},
		{"JPEG", standin.JPEG(), generation.JPEG},
		{"WAV", standin.WAV(), ""},
		{"a page", []byte("<html>\x89PNG"), ""},
		{"nothing", nil, ""},
		{"a head alone", standin.PNG()[:16], ""},
		{"a bomb", bomb(1 << 20), ""},
	} {
		out, err := Picture(c.data, aigc.Mark{ProduceID: "task-1"})
		if out.Format != c.format || (err == nil) != (c.format != "") || err != nil && !errors.Is(err, generation.ErrVendor) {
			t.Errorf("%s: %q, %v", c.name, out.Format, err)
		}
	}
}

// bomb is a picture that claims to be of side × side pixels.
func bomb(side uint32) []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewGray(image.Rect(0, 0, 1, 1)))
	data := out.Bytes()
	binary.BigEndian.PutUint32(data[16:], side)
	binary.BigEndian.PutUint32(data[20:], side)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestSoundsAreWhatTheyAre(t *testing.T) {
	for _, c := range []struct {
		name, data string
		format     generation.Format
	}{
		{"WAV", string(standin.WAV()), generation.WAV},
		{"MP3", string(standin.MP3()), generation.MP3},
		{"MP3 with a tag", "ID3\x04\x00\x00\x00\x00\x00\x00", generation.MP3},
		{"AAC", "\xff\xf1\x50\x80\x00", ""},
		{"JSON", `{"error":"no"}`, ""},
		{"nothing", "", ""},
	} {
		out, err := Sound([]byte(c.data))
		if out.Format != c.format || (err == nil) != (c.format != "") {
			t.Errorf("%s: %q, %v", c.name, out.Format, err)
		}
	}
}

// TestACutFilmIsAnError: the vendor promised more than it sent.
func TestACutFilmIsAnError(t *testing.T) {
	link, call := vendor(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write(standin.MP4())
	})
	err := link.Film(call.Base).Write(t.Context(), io.Discard)
	if !errors.Is(err, generation.ErrVendor) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
}

func TestALinkIsTriedTwice(t *testing.T) {
	calls := 0
	link, call := vendor(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls++; calls == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "file")
	})
	if data, err := link.Fetch(t.Context(), call.Base, 4); err != nil || string(data) != "file" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := link.Fetch(t.Context(), call.Base, 3); !errors.Is(err, errTooLong) || calls != 4 {
		t.Errorf("%v after %d calls", err, calls)
	}
	for _, at := range []string{"", "file:///etc/passwd", "//x", "https://", ":"} {
		if _, err := link.Fetch(t.Context(), at, 3); !errors.Is(err, generation.ErrVendor) || calls != 4 {
			t.Errorf("%q: %v", at, err)
		}
	}
}

func TestLabelled(t *testing.T) {
	got, err := Labelled(" 正文 \n")
	if err != nil || got != "正文\n\n---\n【AI生成】"+Label+"\n" {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{"", " \n", "\xff", "a\x00b", strings.Repeat("x", generation.TextMax)} {
		if _, err := Labelled(text); !errors.Is(err, generation.ErrVendor) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
}
