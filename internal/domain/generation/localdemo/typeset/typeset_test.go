package typeset

import (
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

func setup(t *testing.T) *Font {
	t.Helper()
	f, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func face(t *testing.T, size int) *Face {
	t.Helper()
	f, err := setup(t).Face(size)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestCoverage holds the subset to its word: all of GB 2312.
func TestCoverage(t *testing.T) {
	f := setup(t)
	decoder := simplifiedchinese.GBK.NewDecoder()
	count := 0
	for high := byte(0xb0); high <= 0xf7; high++ {
		for low := byte(0xa1); low <= 0xfe; low++ {
			text, err := decoder.Bytes([]byte{high, low})
			if err != nil {
				t.Fatal(err)
			}
			r := []rune(string(text))[0]
			if !unicode.Is(unicode.Han, r) {
				continue
			}
			count++
			if !f.Has(r) {
				t.Errorf("no %c", r)
			}
		}
	}
	if count != 6763 {
		t.Errorf("checked %d characters, GB 2312 has 6763", count)
	}
	for _, r := range "AZaz09\uff0c。、；：？！（）《》“”…—ÄéñПривет々かなカナ體龍" {
		if !f.Has(r) {
			t.Errorf("no %c", r)
		}
	}
}

func TestBrokenFont(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("not a font"), subset[:1000]} {
		if _, err := open(data); !errors.Is(err, ErrFont) {
			t.Errorf("open of %d bytes: %v", len(data), err)
		}
	}
}

func TestClean(t *testing.T) {
	f := setup(t)
	for in, want := range map[string]string{
		"中文 and 拉丁":        "中文 and 拉丁",
		"a\r\nb\tc\u00a0d": "a\nb c d",
		"好😀🎉👍🏽吗":           "好〓吗",
		"e\u200bf\ufe0f":   "ef",
		"مرحبا 你":          "〓 你",
		"\x00x\u2028y":     " x\ny",
		"全\u3000角":         "全\u3000角",
	} {
		if got := f.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	f := face(t, 10) // a Chinese character is 10 pixels wide
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"一二三四五六", 30, "一二三|四五六"},
		{"一二三。四五", 30, "一二|三。四|五"},
		{"一二（三四）", 30, "一二|（三|四）"},
		{"hello world", 40, "hello|world"},
		{"版本2026发布", 40, "版本|2026发|布"},
		{"a\n\nb", 40, "a||b"},
		{"wwwwwwwwww", 40, "wwww|wwww|ww"},
	} {
		if got := strings.Join(f.Wrap(c.text, c.width), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestWrapKeepsTextAndWidth(t *testing.T) {
	f := face(t, 12)
	letters := []rune("中文字，。（）“”ab cd,12\n")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 60).Draw(t, "text"))
		width := rapid.IntRange(24, 300).Draw(t, "width")
		lines := f.Wrap(text, width)
		for _, line := range lines {
			if f.Width(line) > width {
				t.Fatalf("line %q is %d wide, more than %d", line, f.Width(line), width)
			}
		}
		if got, want := bare(strings.Join(lines, "")), bare(text); got != want {
			t.Fatalf("text changed: %q became %q", want, got)
		}
	})
}

func bare(text string) string { return strings.Join(strings.Fields(text), "") }

func TestFit(t *testing.T) {
	f := setup(t)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.StringOfN(rapid.SampledFrom([]rune("中文 ab，")), 1, 20, -1).Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "times"))
		width, height := rapid.IntRange(80, 400).Draw(t, "width"), rapid.IntRange(40, 300).Draw(t, "height")
		block, err := f.Fit(text, width, height, 40, 12)
		if err != nil {
			t.Fatal(err)
		}
		if block.Height() > height && len(block.Lines) > 1 || block.Width() > width {
			t.Fatalf("%d×%d does not fit into %d×%d", block.Width(), block.Height(), width, height)
		}
		whole := bare(strings.Join(block.Lines, "")) == bare(f.Clean(text))
		if cut := strings.HasSuffix(block.Lines[len(block.Lines)-1], "…"); whole == cut {
			t.Fatalf("whole %v, marked as cut %v", whole, cut)
		}
		if !whole && block.Face.Size() != 12 {
			t.Fatalf("cut at size %d", block.Face.Size())
		}
	})
}

func TestFitLeavesNoWidow(t *testing.T) {
	block, err := setup(t).Fit("一只可爱的猫咪在花园里玩耍", 240, 60, 20, 20)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(block.Lines, "|"); got != "一只可爱的猫咪|在花园里玩耍" {
		t.Errorf("lines %q", got)
	}
}

// TestDraw checks that letters are drawn, that different letters differ, and
// that all ink stays in the line's box.
func TestDraw(t *testing.T) {
	f := face(t, 32)
	seen := map[string]rune{}
	for _, r := range "本地演示非模型生成永和AIgj，" {
		img := image.NewAlpha(image.Rect(0, 0, 96, 112))
		f.Draw(img, 32, 32, string(r), color.Opaque)
		ink := 0
		for y := range 112 {
			for x := range 96 {
				if a := img.AlphaAt(x, y).A; a > 0 {
					ink++
					if !image.Pt(x, y).In(image.Rect(30, 32, 32+f.Width(string(r))+2, 32+f.LineHeight())) {
						t.Fatalf("%c: ink at %d,%d", r, x, y)
					}
				}
			}
		}
		if ink < 10 {
			t.Errorf("%c has %d pixels", r, ink)
		}
		if other, found := seen[string(img.Pix)]; found {
			t.Errorf("%c looks like %c", r, other)
		}
		seen[string(img.Pix)] = r
	}
}
