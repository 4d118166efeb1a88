package mp4

import (
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// find gives the content of the first box on a path such as "moov/trak".
func find(t *testing.T, data []byte, path string) []byte {
	t.Helper()
	for name := range strings.SplitSeq(path, "/") {
		name, skip, _ := strings.Cut(name, "+") // "meta+4": content begins 4 bytes later
		found := false
		for len(data) >= 8 {
			size := binary.BigEndian.Uint32(data)
			if size < 8 || int(size) > len(data) {
				t.Fatalf("%s: box %q claims %d of %d bytes", path, data[4:8], size, len(data))
			}
			if string(data[4:8]) == name {
				data, found = data[8:size], true
				break
			}
			data = data[size:]
		}
		if !found {
			t.Fatalf("no %s in %s", name, path)
		}
		if skip != "" {
			n, err := strconv.Atoi(skip)
			if err != nil {
				t.Fatal(err)
			}
			data = data[n:]
		}
	}
	return data
}

func words(data []byte) []uint32 {
	var out []uint32
	for ; len(data) >= 4; data = data[4:] {
		out = append(out, binary.BigEndian.Uint32(data))
	}
	return out
}

func sample() Movie {
	return Movie{
		Width: 640, Height: 360, Rate: 10, SPS: []byte{0x67, 66, 0xc0, 30, 1}, PPS: []byte{0x68, 2},
		Samples: []Sample{{Size: 1000, Key: true}, {Size: 10}, {Size: 12}, {Size: 900, Key: true}},
		Tags:    []Tag{{"AIGC", `{"Label":"1"}`}, {"comment", "演示"}},
	}
}

func TestHead(t *testing.T) {
	m := sample()
	head, err := m.Head()
	if err != nil {
		t.Fatal(err)
	}
	file := slices.Concat(head, make([]byte, 1000+10+12+900))
	stbl := "moov/trak/mdia/minf/stbl/"
	for _, c := range []struct {
		path string
		want []uint32
	}{
		{stbl + "stts", []uint32{0, 1, 4, 9000}},
		{stbl + "stss", []uint32{0, 2, 1, 4}},
		{stbl + "stsc", []uint32{0, 1, 1, 4, 1}},
		{stbl + "stsz", []uint32{0, 0, 4, 1000, 10, 12, 900}},
		{stbl + "stco", []uint32{0, 1, uint32(len(head))}},
		{"moov/trak/mdia/mdhd", []uint32{0, 0, 0, 90000, 36000, undetermined << 16}},
	} {
		if got := words(find(t, file, c.path)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.path, got, c.want)
		}
	}
	if got := words(find(t, file, "moov/mvhd"))[3:5]; !slices.Equal(got, []uint32{90000, 36000}) {
		t.Errorf("mvhd: %v", got)
	}
	if got := words(find(t, file, "moov/trak/tkhd"))[19:]; !slices.Equal(got, []uint32{640 << 16, 360 << 16}) {
		t.Errorf("tkhd: %v", got)
	}
	if got := len(find(t, file, "mdat")); got != 1922 {
		t.Errorf("mdat holds %d bytes", got)
	}
	avcc := find(t, file, stbl+"stsd+8/avc1+78/avcC")
	if want := "\x01\x42\xc0\x1e\xff\xe1\x00\x05\x67\x42\xc0\x1e\x01\x01\x00\x02\x68\x02"; string(avcc) != want {
		t.Errorf("avcC %x, want %x", avcc, want)
	}
}

func TestMetadata(t *testing.T) {
	head, err := sample().Head()
	if err != nil {
		t.Fatal(err)
	}
	file := slices.Concat(head, make([]byte, 1922))
	if keys := find(t, file, "moov/udta/meta+4/keys+8/mdta"); string(keys) != "AIGC" {
		t.Errorf("first name %q", keys)
	}
	if handler := find(t, file, "moov/udta/meta+4/hdlr+8"); string(handler[:4]) != "mdta" {
		t.Errorf("handler %q", handler)
	}
	for index, want := range map[string]string{"\x00\x00\x00\x01": `{"Label":"1"}`, "\x00\x00\x00\x02": "演示"} {
		if value := find(t, file, "moov/udta/meta+4/ilst/"+index+"/data+8"); string(value) != want {
			t.Errorf("value %q, want %q", value, want)
		}
	}
}

func TestTooBig(t *testing.T) {
	m := sample()
	m.Samples = nil
	if _, err := m.Head(); !errors.Is(err, ErrTooBig) {
		t.Errorf("no samples: %v", err)
	}
	m.Samples = []Sample{{Size: 1 << 31, Key: true}, {Size: 1 << 31}}
	if _, err := m.Head(); !errors.Is(err, ErrTooBig) {
		t.Errorf("4 GB: %v", err)
	}
}
