package localdemo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func film(t testing.TB, cmd VideoCmd) []byte {
	t.Helper()
	s, ctx := setup(t)
	var out bytes.Buffer
	if err := s.Video(ctx, cmd, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// content gives what stands in the first box of that kind, wherever it is.
func content(t *testing.T, file []byte, kind string) []byte {
	t.Helper()
	at := bytes.Index(file, []byte(kind))
	if at < 4 {
		t.Fatalf("no %s", kind)
	}
	return file[at+4 : at-4+int(binary.BigEndian.Uint32(file[at-4:]))]
}

func word(data []byte, index int) uint32 { return binary.BigEndian.Uint32(data[4*index:]) }

const script = "镜头一：清晨，闹钟响起。主人公望向窗外的大海，深深吸了一口气，决定从今天开始做一件一直想做的事。\n" +
	"镜头二：他写下今天最重要的一件事，把纸贴在门后。为什么只写一件？因为一件做完，胜过十件开头，这是他用三年换来的道理。\n" +
	"镜头三：傍晚，他合上本子，微笑着看向镜头。字幕：从一个小动作开始！"

func TestVideo(t *testing.T) {
	for _, c := range []struct {
		cmd    VideoCmd
		slides int
	}{
		{VideoCmd{Script: script, DurationSeconds: 10}, 3},
		{VideoCmd{Script: script, DurationSeconds: 1, Width: 320, Height: 240}, 1},
		{VideoCmd{Script: "a cat playing in the garden", DurationSeconds: 5, Width: 360, Height: 640}, 1},
		{VideoCmd{Script: strings.Repeat("一句话。", 500), DurationSeconds: 60, Width: 162, Height: 210}, 30},
	} {
		t.Run(fmt.Sprintf("%ds %dx%d", c.cmd.DurationSeconds, c.cmd.Width, c.cmd.Height), func(t *testing.T) {
			file := film(t, c.cmd)
			frames := uint32(c.cmd.DurationSeconds * videoRate)
			header, sizes := content(t, file, "mvhd"), content(t, file, "stsz")
			if scale, length := word(header, 3), word(header, 4); length != scale*uint32(c.cmd.DurationSeconds) {
				t.Errorf("lasts %d/%d seconds", length, scale)
			}
			if got := word(sizes, 2); got != frames {
				t.Fatalf("%d pictures, want %d", got, frames)
			}
			if got := word(content(t, file, "stss"), 1); got != uint32(c.slides) {
				t.Errorf("%d key pictures, want %d", got, c.slides)
			}
			if !bytes.Contains(content(t, file, "meta"), []byte(`{"Label":"1","ContentProducer":"guerdon local-demo","ProduceID":"video-`)) {
				t.Error("no mark in the metadata")
			}
			expectUnits(t, file, frames)
		})
	}
}

// expectUnits walks the samples by the index and expects one NAL unit each,
// up to the very end of the file.
func expectUnits(t *testing.T, file []byte, frames uint32) {
	t.Helper()
	sizes, keys := content(t, file, "stsz"), content(t, file, "stss")
	var starts []uint32
	for i := range word(keys, 1) {
		starts = append(starts, word(keys, 2+int(i)))
	}
	at := word(content(t, file, "stco"), 2)
	for i := range frames {
		size := word(sizes, 3+int(i))
		sample := file[at : at+size]
		if word(sample, 0) != size-4 {
			t.Fatalf("picture %d: unit of %d in a sample of %d bytes", i, word(sample, 0), size)
		}
		want := byte(0x61)
		if slices.Contains(starts, i+1) {
			want = 0x65
		}
		if sample[4] != want {
			t.Fatalf("picture %d begins with %#x, want %#x", i, sample[4], want)
		}
		at += size
	}
	if int(at) != len(file) {
		t.Errorf("index ends at %d of %d bytes", at, len(file))
	}
}

func TestVideoIsModest(t *testing.T) {
	if size := len(film(t, VideoCmd{Script: script, DurationSeconds: 10})); size > 1_000_000 {
		t.Errorf("10 seconds take %d bytes", size)
	}
}

func TestShowDrawsLabelAndProgress(t *testing.T) {
	s, _ := setup(t)
	v, err := s.stage(VideoCmd{Script: script, DurationSeconds: 10, Width: 640, Height: 360})
	if err != nil {
		t.Fatal(err)
	}
	for i := range v.frames {
		before := bytes.Clone(v.screen.Pix)
		fresh, changed, err := v.draw(i)
		if err != nil {
			t.Fatal(err)
		}
		if i%40 == 0 {
			expectLabel(t, s, v.screen)
			expectCorner(t, v.screen)
		}
		for at := 0; !fresh && at < len(before); at += 4 {
			x, y := at/4%640, at/4/640
			inside := x >= changed.Min.X && x < changed.Max.X && y >= changed.Min.Y && y < changed.Max.Y
			if !inside && !bytes.Equal(before[at:at+4], v.screen.Pix[at:at+4]) {
				t.Fatalf("picture %d changed at %d,%d, outside %v", i, x, y, changed)
			}
		}
	}
	if at := v.screen.RGBAAt(639, v.foot-1); at != v.light {
		t.Errorf("the last picture's progress ends in %v", at)
	}
}

func TestSlides(t *testing.T) {
	for _, c := range []struct {
		script string
		most   int
		want   string
	}{
		{"一。二。三。", 5, "一。\n二。\n三。"},
		{strings.Repeat("字", 60) + "。" + strings.Repeat("文", 60) + "。", 5, strings.Repeat("字", 60) + "。|" + strings.Repeat("文", 60) + "。"},
		{strings.Repeat("字", 60) + "。" + strings.Repeat("文", 60) + "。", 1, strings.Repeat("字", 60) + "。\n" + strings.Repeat("文", 60) + "。"},
		{" \n ", 3, " \n "},
	} {
		if got := strings.Join(slidesOf(c.script, c.most), "|"); got != c.want {
			t.Errorf("slides of %.20q: %q", c.script, got)
		}
	}
}

// full is a writer that takes so many bytes and then fails.
type full struct{ room int }

var errFull = errors.New("no room")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.room {
		return 0, errFull
	}
	f.room -= len(p)
	return len(p), nil
}

func TestVideoReportsTheWriter(t *testing.T) {
	s, ctx := setup(t)
	for _, room := range []int{0, 5000, 100_000} {
		if err := s.Video(ctx, VideoCmd{Script: script, DurationSeconds: 4}, &full{room}); !errors.Is(err, errFull) {
			t.Errorf("room for %d: %v", room, err)
		}
	}
}

func TestEndedContext(t *testing.T) {
	s, parent := setup(t)
	ctx, cancel := context.WithCancel(parent)
	cancel()
	_, image := s.Image(ctx, ImageCmd{Prompt: "x", Width: 256, Height: 256})
	_, audio := s.Audio(ctx, AudioCmd{Text: "x"})
	_, deck := s.Deck(ctx, DeckCmd{Topic: "x"})
	_, write := s.Write(ctx, WriteCmd{Tool: "resume", Title: "x"})
	_, answer := s.Answer(ctx, "x")
	video := s.Video(ctx, VideoCmd{Script: "x", DurationSeconds: 1}, &bytes.Buffer{})
	for i, err := range []error{image, audio, deck, write, answer, video} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func BenchmarkVideo10s(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(float64(len(film(b, VideoCmd{Script: script, DurationSeconds: 10}))), "bytes")
	}
}

func BenchmarkVideo60s(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(float64(len(film(b, VideoCmd{Script: strings.Repeat(script, 4), DurationSeconds: 60}))), "bytes")
	}
}
