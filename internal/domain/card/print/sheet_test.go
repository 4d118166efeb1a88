package print

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"golang.org/x/image/font/gofont/goregular"
)

// printer is Archive or Sheet with its options set.
type printer func(ctx context.Context, w io.Writer, cards iter.Seq2[Card, error], progress func(int)) (int, error)

func printers(t *testing.T) map[string]printer {
	t.Helper()
	return map[string]printer{
		"archive": func(ctx context.Context, w io.Writer, cards iter.Seq2[Card, error], progress func(int)) (int, error) {
			return Archive(ctx, w, cards, ArchiveOptions{ModifiedAt: testTime, Progress: progress})
		},
		"sheet": func(ctx context.Context, w io.Writer, cards iter.Seq2[Card, error], progress func(int)) (int, error) {
			return Sheet(ctx, w, goregular.TTF, cards, SheetOptions{Progress: progress})
		},
	}
}

func sheetOf(t testing.TB, cards iter.Seq2[Card, error], o SheetOptions) *pdfReader {
	t.Helper()
	return pdfOf(t, func(w io.Writer) error {
		_, err := Sheet(context.Background(), w, goregular.TTF, cards, o)
		return err
	})
}

func TestSheetHoldsEveryCardInOrder(t *testing.T) {
	const count = 50
	var seen []int
	r := sheetOf(t, cardsFrom1001(count), SheetOptions{Title: "Dance", ExpiryLabel: "until ", Progress: func(n int) { seen = append(seen, n) }})
	if fmt.Sprint(seen) != "[24 48 50]" {
		t.Errorf("progress %v", seen)
	}
	pages := r.pages()
	if len(pages) != 3 {
		t.Fatalf("%d pages", len(pages))
	}
	next := 1001
	for i, page := range pages {
		lines := r.texts(page)
		if got := strings.Join(lines[:2], " "); got != fmt.Sprintf("Dance %d", i+1) {
			t.Errorf("header %q", got)
		}
		text := strings.Join(lines[2:], "")
		for _, img := range r.symbols(page) {
			want := testCard(next)
			if got := decode(t, img, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}); got != want.URL {
				t.Errorf("page %d: symbol says %q, want %q", i+1, got, want.URL)
			}
			block := want.Name + "until 2023-12-31" + want.Code
			if !strings.HasPrefix(text, block) {
				t.Fatalf("page %d: text goes on with %.80q, want %q", i+1, text, block)
			}
			text = strings.TrimPrefix(text, block)
			next++
		}
		if text != "" {
			t.Errorf("page %d: more text than symbols: %q", i+1, text)
		}
	}
	if next != 1001+count {
		t.Errorf("%d symbols", next-1001)
	}
}

// Everything that is drawn lies inside its cell: text beside the symbol,
// whatever the grid, the code and the name.
func TestSheetStaysInsideItsCells(t *testing.T) {
	longest := Card{
		ID: 1, Code: "ABCDEFGHIJKLMNOP_20230101_999999_9223372036854775807_2XKK-J31Y-M05GT",
		URL: strings.Repeat("x", contentMax), Name: strings.Repeat("a long name ", 30), Expiry: "2023-12-31",
	}
	file := newPDF(io.Discard)
	face, err := newTypeface(file, goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	position := regexp.MustCompile(`(?m)^BT 1 0 0 1 (\S+) (\S+) Tm /F0 (\S+) Tf <([0-9A-F]*)> Tj ET$`)
	for columns := 1; columns <= columnsMax; columns++ {
		for rows := 1; rows <= rowsMax; rows++ {
			g := newGrid(columns, rows)
			for _, i := range []int{0, columns*rows - 1} {
				var b bytes.Buffer
				g.drawText(&b, face, i, longest, "until ")
				x, top := g.corner(i)
				lines := position.FindAllStringSubmatch(b.String(), -1)
				if len(lines) < 3 {
					t.Fatalf("%d×%d: %d lines", columns, rows, len(lines))
				}
				for _, l := range lines {
					var left, base, size float64
					if _, err := fmt.Sscan(l[1], &left); err != nil {
						t.Fatal(err)
					}
					if _, err := fmt.Sscan(l[2], &base); err != nil {
						t.Fatal(err)
					}
					if _, err := fmt.Sscan(l[3], &size); err != nil {
						t.Fatal(err)
					}
					right := left + widthOfCodes(face, l[4], size)
					if left < x+g.symbolSide() || right > x+g.width+0.1 || base+size > top+0.1 || base-size*0.2 < top-g.height {
						t.Errorf("%d×%d: line at %v–%v, %v of size %v leaves the cell %v+%v, %v-%v", columns, rows, left, right, base, size, x, g.width, top, g.height)
					}
				}
				sx, sy := g.symbolCorner(i)
				if sx < x || sy > top || sy-g.symbolSide() < top-g.height || g.symbolSide() < 50 {
					t.Errorf("%d×%d: symbol of %v leaves the cell", columns, rows, g.symbolSide())
				}
			}
		}
	}
}

func widthOfCodes(face *typeface, codes string, size float64) float64 {
	sum := 0
	for i := 0; i < len(codes); i += 2 {
		var code int
		if _, err := fmt.Sscanf(codes[i:i+2], "%02X", &code); err != nil {
			return -1
		}
		sum += face.used[code].width
	}
	return float64(sum) * size / float64(face.outlines.em)
}

// More than 256 different characters need a second font; all stay readable.
func TestSheetWithManyCharacters(t *testing.T) {
	cards := func(yield func(Card, error) bool) {
		for n := range 20 {
			c := testCard(1001 + n)
			c.Name = ""
			for r := range 30 {
				c.Name += string(rune(0x4E00 + 30*n + r))
			}
			if !yield(c, nil) {
				return
			}
		}
	}
	r := sheetOf(t, cards, SheetOptions{Columns: 1, Rows: 10, Title: "😀"})
	if n := len(r.fonts()); n != 3 {
		t.Fatalf("%d fonts for more than 600 characters", n)
	}
	text := strings.Join(r.texts(r.pages()[1]), "")
	if !strings.Contains(text, string(rune(0x4E00+30*12))) || !strings.Contains(text, "😀") {
		t.Errorf("characters are missing in %q", text)
	}
}

func TestSheetIsTheSameEveryTime(t *testing.T) {
	var first, second bytes.Buffer
	for _, file := range []*bytes.Buffer{&first, &second} {
		if _, err := Sheet(context.Background(), file, goregular.TTF, cardsFrom1001(200), SheetOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two sheets of the same cards differ")
	}
}

func TestEmptySheetHasAPage(t *testing.T) {
	if pages := sheetOf(t, cardsFrom1001(0), SheetOptions{}).pages(); len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
}

func TestSheetRefuses(t *testing.T) {
	cases := []struct {
		font []byte
		o    SheetOptions
		want error
	}{
		{nil, SheetOptions{}, ErrFont},
		{[]byte("no font"), SheetOptions{}, ErrFont},
		{goregular.TTF[:1000], SheetOptions{}, ErrFont},
		{goregular.TTF, SheetOptions{Columns: 5}, ErrGrid},
		{goregular.TTF, SheetOptions{Rows: 11}, ErrGrid},
		{goregular.TTF, SheetOptions{Columns: -1}, ErrGrid},
	}
	for _, c := range cases {
		if _, err := Sheet(context.Background(), io.Discard, c.font, cardsFrom1001(1), c.o); !errors.Is(err, c.want) {
			t.Errorf("%d bytes of font, %+v: %v", len(c.font), c.o, err)
		}
	}
}

func TestWrap(t *testing.T) {
	face, err := newTypeface(newPDF(io.Discard), goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	wide := face.width("mmmmmmmmmm", 10) // ten of the widest letters
	cases := []struct {
		text string
		want string
	}{
		{"", ""},
		{"short", "short"},
		{"  two \x00 words\r\n", "two words"},
		{"mmmmm mmmmm mmmm", "mmmmm|mmmmm mmmm"},
		{"mmmmmmmmmmmmmm", "mmmmmmmmmm|mmmm"},
		{"mmmmmmmmmm mmmmmmmmmm mmmmmmmmmm", "mmmmmmmmmm|mmmmmmmm…"},
	}
	for _, c := range cases {
		if got := strings.Join(face.wrap(c.text, 10, wide+0.01, 2), "|"); got != c.want {
			t.Errorf("wrap(%q) = %q, want %q", c.text, got, c.want)
		}
	}
	if lines := face.wrap(strings.Repeat("很", 1_000_000), 10, wide, 3); len(lines) != 3 || !strings.HasSuffix(lines[2], "…") {
		t.Errorf("a long name gives %d lines", len(lines))
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1: "1", 1.005: "1", 1.006: "1.01", -1.006: "-1.01", 595.28: "595.28", -0.001: "0", 12.5: "12.5"} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %s, want %s", v, got, want)
		}
	}
}

func BenchmarkSheet10000(b *testing.B) {
	for b.Loop() {
		if n, err := Sheet(context.Background(), io.Discard, goregular.TTF, cardsFrom1001(10_000), SheetOptions{}); n != 10_000 || err != nil {
			b.Fatal(n, err)
		}
	}
}
