package print

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"image"
	"image/color"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// pdfReader reads what pdfFile writes, by the file's own table of objects.
type pdfReader struct {
	t       testing.TB
	objects map[int]string
	root    int
}

func readPDF(t testing.TB, file []byte) *pdfReader {
	t.Helper()
	text := string(file)
	end := regexp.MustCompile(`trailer\n<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R>>\nstartxref\n(\d+)\n%%EOF\n$`).FindStringSubmatch(text)
	if !strings.HasPrefix(text, "%PDF-1.4\n") || end == nil {
		t.Fatalf("no PDF file: %.20q … %.80q", text, text[max(0, len(text)-80):])
	}
	table, found := strings.CutPrefix(text[number10(t, end[4]):], "xref\n0 "+end[1]+"\n")
	if !found {
		t.Fatal("the table is not where it should be")
	}
	r := &pdfReader{t: t, objects: map[int]string{}, root: number10(t, end[2])}
	for n := range number10(t, end[1]) {
		line := table[20*n : 20*n+20]
		if n == 0 {
			continue
		}
		if line[10:] != " 00000 n \n" {
			t.Fatalf("object %d: line %q", n, line)
		}
		body, found := strings.CutPrefix(text[number10(t, line[:10]):], strconv.Itoa(n)+" 0 obj\n")
		if !found {
			t.Fatalf("object %d is not at its place", n)
		}
		if length := regexp.MustCompile(`^<</Filter/FlateDecode/Length (\d+)>>\nstream\n`).FindStringSubmatch(body); length != nil {
			r.objects[n] = inflate(t, body[len(length[0]):][:number10(t, length[1])])
			continue
		}
		r.objects[n], _, _ = strings.Cut(body, "\nendobj\n")
	}
	return r
}

func inflate(t testing.TB, data string) string {
	t.Helper()
	z, err := zlib.NewReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func number10(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// follow gives the object that the first match of pattern in object n names.
func (r *pdfReader) follow(n int, pattern string) int {
	r.t.Helper()
	found := regexp.MustCompile(pattern + ` ?(\d+) 0 R`).FindStringSubmatch(r.objects[n])
	if found == nil {
		r.t.Fatalf("object %d has no %s: %.200s", n, pattern, r.objects[n])
	}
	return number10(r.t, found[1])
}

// pages are the contents of all pages in order.
func (r *pdfReader) pages() []string {
	tree := r.follow(r.root, "/Pages")
	kids := regexp.MustCompile(`/Count (\d+)/Kids\[([^]]*)\]`).FindStringSubmatch(r.objects[tree])
	var contents []string
	for _, kid := range strings.Fields(strings.ReplaceAll(kids[2], "0 R", "")) {
		page := number10(r.t, kid)
		if r.follow(page, "/Parent") != tree {
			r.t.Error("a page of another tree")
		}
		contents = append(contents, r.objects[r.follow(page, "/Contents")])
	}
	if number10(r.t, kids[1]) != len(contents) {
		r.t.Errorf("%s pages are said, %d are there", kids[1], len(contents))
	}
	return contents
}

// fonts are the tables from code to character of F0, F1 and so on.
func (r *pdfReader) fonts() []map[string]string {
	resources := r.follow(r.follow(r.root, "/Pages"), "/Resources")
	var fonts []map[string]string
	for _, m := range regexp.MustCompile(`/F(\d+) (\d+) 0 R`).FindAllStringSubmatch(r.objects[resources], -1) {
		if number10(r.t, m[1]) != len(fonts) {
			r.t.Fatalf("font %s is the %d-th", m[1], len(fonts))
		}
		table := map[string]string{}
		for _, line := range regexp.MustCompile(`(?m)^<([0-9A-F]{2})><([0-9A-F]+)>$`).FindAllStringSubmatch(r.objects[r.follow(number10(r.t, m[2]), "/ToUnicode")], -1) {
			raw, _ := hex.DecodeString(line[2])
			var units []uint16
			for i := 0; i+1 < len(raw); i += 2 {
				units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
			table[line[1]] = string(utf16.Decode(units))
		}
		fonts = append(fonts, table)
	}
	return fonts
}

// texts are the lines of text of a page, in the order in which they are set.
func (r *pdfReader) texts(page string) []string {
	fonts := r.fonts()
	var lines []string
	for _, object := range regexp.MustCompile(`(?m)^BT 1 0 0 1 \S+ \S+ Tm(.*) ET$`).FindAllStringSubmatch(page, -1) {
		var text strings.Builder
		for _, show := range regexp.MustCompile(`/F(\d+) \S+ Tf <([0-9A-F]*)> Tj`).FindAllStringSubmatch(object[1], -1) {
			font := fonts[number10(r.t, show[1])]
			for i := 0; i < len(show[2]); i += 2 {
				text.WriteString(font[show[2][i:i+2]])
			}
		}
		lines = append(lines, text.String())
	}
	return lines
}

// symbols draws every QR symbol of a page for itself, with its quiet zone.
func (r *pdfReader) symbols(page string) []image.Image {
	const pixels = 8 // a module
	var all []image.Image
	for _, m := range regexp.MustCompile(`q (\S+) 0 0 -(\S+) \S+ \S+ cm\n((?:\d+ \d+ \d+ 1 re\n)+)f Q\n`).FindAllStringSubmatch(page, -1) {
		if m[1] != m[2] {
			r.t.Error("a symbol is not square")
		}
		img := image.NewGray(image.Rect(0, 0, pixels*(sideMax+2*quiet), pixels*(sideMax+2*quiet)))
		for i := range img.Pix {
			img.Pix[i] = 255
		}
		for _, l := range strings.Split(strings.TrimSpace(m[3]), "\n") {
			f := strings.Fields(l)
			x, y, n := number10(r.t, f[0])+quiet, number10(r.t, f[1])+quiet, number10(r.t, f[2])
			for px := range n * pixels {
				for py := range pixels {
					img.SetGray(x*pixels+px, y*pixels+py, color.Gray{})
				}
			}
		}
		all = append(all, img)
	}
	return all
}

func pdfOf(t testing.TB, write func(w io.Writer) error) *pdfReader {
	t.Helper()
	var file bytes.Buffer
	if err := write(&file); err != nil {
		t.Fatal(err)
	}
	return readPDF(t, file.Bytes())
}
