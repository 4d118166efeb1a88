package aigc

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func sample() Mark {
	return Mark{Producer: "服务 <A&B>", ProduceID: "p-1", Propagator: "站点", PropagateID: "q-2", ProducerNote: `"r"`, SpreaderNote: "s"}
}

func TestDocument(t *testing.T) {
	want := `{"AIGC":{"Label":"1","ContentProducer":"服务 \u003cA\u0026B\u003e","ProduceID":"p-1","ReservedCode1":"\"r\"",` +
		`"ContentPropagator":"站点","PropagateID":"q-2","ReservedCode2":"s"}}`
	if got := sample().Document(); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

func TestJSONHoldsAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Mark{Producer: rapid.String().Draw(t, "producer"), ProduceID: strings.Repeat(rapid.StringN(1, 9, -1).Draw(t, "id"), 200)}
		var members map[string]string
		if err := json.Unmarshal([]byte(m.JSON()), &members); err != nil {
			t.Fatal(err)
		}
		if len(members) != 7 || members["Label"] != "1" || len(members["ProduceID"]) > maxField {
			t.Fatalf("members %v", members)
		}
		if len(m.Producer) <= maxField && members["ContentProducer"] != m.Producer {
			t.Fatalf("producer %q became %q", m.Producer, members["ContentProducer"])
		}
	})
}

func TestPNG(t *testing.T) {
	var plain bytes.Buffer
	if err := png.Encode(&plain, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	marked, err := PNG(plain.Bytes(), sample())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(marked)); err != nil {
		t.Fatalf("no longer a picture: %v", err)
	}
	texts := map[string]string{}
	for rest := marked[8:]; len(rest) > 0; {
		size := binary.BigEndian.Uint32(rest)
		chunk := rest[4 : 8+size]
		if sum := binary.BigEndian.Uint32(rest[8+size:]); sum != crc32.ChecksumIEEE(chunk) {
			t.Fatalf("checksum of %s", chunk[:4])
		}
		if string(chunk[:4]) == "iTXt" {
			keyword, text, _ := strings.Cut(string(chunk[4:]), "\x00\x00\x00\x00\x00")
			texts[keyword] = text
		}
		rest = rest[12+size:]
	}
	if texts[Key] != sample().Document() {
		t.Errorf("document %q", texts[Key])
	}
	if got := fromXMP(t, texts["XML:com.adobe.xmp"]); got != sample().JSON() {
		t.Errorf("packet holds %q", got)
	}
}

func TestJPEG(t *testing.T) {
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 3, 2)), nil); err != nil {
		t.Fatal(err)
	}
	jfif := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), plain.Bytes()[2:]...)
	for name, c := range map[string]struct {
		file []byte
		at   int
	}{"plain": {plain.Bytes(), 2}, "after JFIF": {jfif, 20}} {
		marked, err := JPEG(c.file, sample())
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := jpeg.Decode(bytes.NewReader(marked)); err != nil {
			t.Errorf("%s: no longer a picture: %v", name, err)
		}
		if !bytes.HasPrefix(marked[c.at:], []byte("\xff\xe1")) {
			t.Fatalf("%s: no APP1 at %d", name, c.at)
		}
		segment := marked[c.at+4 : c.at+2+int(binary.BigEndian.Uint16(marked[c.at+2:]))]
		packet, found := bytes.CutPrefix(segment, []byte(xmpIdentifier))
		if !found || fromXMP(t, string(packet)) != sample().JSON() {
			t.Errorf("%s: packet %q", name, packet)
		}
	}
}

func TestNotAnImage(t *testing.T) {
	for _, file := range []string{"", "GIF89a", "\x89PNG\r\n\x1a\n", "\xff\xd8", "\xff\xd8\xff\xe0\xff\xff\x00\x00"} {
		if _, err := PNG([]byte(file), Mark{}); !errors.Is(err, ErrFormat) {
			t.Errorf("PNG(%q): %v", file, err)
		}
		if _, err := JPEG([]byte(file), Mark{}); !errors.Is(err, ErrFormat) {
			t.Errorf("JPEG(%q): %v", file, err)
		}
	}
}

func FuzzJPEG(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x04ab\xff\xd9"))
	f.Fuzz(func(t *testing.T, file []byte) {
		marked, err := JPEG(file, sample())
		if err == nil && len(marked) <= len(file) {
			t.Fatal("nothing was added")
		}
	})
}

func TestTextHeight(t *testing.T) {
	for _, c := range []struct{ width, height, want int }{{1024, 1024, 58}, {640, 360, 21}, {360, 640, 21}, {256, 2048, 15}} {
		if got := TextHeight(c.width, c.height); got != c.want || got*20 < min(c.width, c.height) {
			t.Errorf("TextHeight(%d, %d) = %d, want %d", c.width, c.height, got, c.want)
		}
	}
}

// fromXMP reads the mark's value with an XML parser.
func fromXMP(t *testing.T, packet string) string {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(packet))
	value, inside := "", false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return value
		}
		if err != nil {
			t.Fatalf("packet is not XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = token.Name == xml.Name{Space: namespace, Local: Key}
		case xml.EndElement:
			inside = false
		case xml.CharData:
			if inside {
				value += string(token)
			}
		}
	}
}
