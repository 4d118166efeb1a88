package localdemo

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"guerdon/internal/base/fault"
	"guerdon/internal/domain/generation/localdemo/prose"
)

func TestAudio(t *testing.T) {
	s, ctx := setup(t)
	for _, c := range []struct {
		text        string
		least, most int // milliseconds
	}{
		{"好", 2000, 2100},
		{strings.Repeat("学而时习之", 4), 5000, 7000},
		{"What is artificial intelligence?", 3000, 6000},
		{strings.Repeat("长", 5000), 60000, 60000},
		{strings.Repeat("!", 5000), 60000, 60000},
	} {
		file, err := s.Audio(ctx, AudioCmd{Text: c.text})
		if err != nil {
			t.Fatal(err)
		}
		chunks := riff(t, file)
		if got, want := chunks["fmt "], "\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00"; got != want {
			t.Errorf("format %x, want %x", got, want)
		}
		if ms := len(chunks["data"]) / 2 * 1000 / sampleRate; ms < c.least || ms > c.most {
			t.Errorf("%.20q lasts %d ms", c.text, ms)
		}
		if !strings.Contains(chunks["LIST"], `{"Label":"1","ContentProducer":"guerdon local-demo","ProduceID":"audio-`) || !strings.Contains(chunks["LIST"], Label) {
			t.Errorf("information %q", chunks["LIST"])
		}
		expectRhythm(t, chunks["data"])
	}
}

func riff(t *testing.T, file []byte) map[string]string {
	t.Helper()
	if string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE" || int(binary.LittleEndian.Uint32(file[4:])) != len(file)-8 {
		t.Fatalf("head %q of %d bytes", file[:12], len(file))
	}
	chunks := map[string]string{}
	for rest := file[12:]; len(rest) > 0; {
		size := int(binary.LittleEndian.Uint32(rest[4:]))
		chunks[string(rest[:4])] = string(rest[8 : 8+size])
		rest = rest[8+size+size%2:]
	}
	return chunks
}

// expectRhythm measures the beeps at the beginning: short long, short short.
func expectRhythm(t *testing.T, data string) {
	t.Helper()
	var beeps []int // in dots, rounded
	for at := 0; len(beeps) < 4 && at+dot < len(data)/2; at += dot {
		if !loud(data, at) {
			continue
		}
		length := 0
		for ; loud(data, at); at += dot {
			length++
		}
		beeps = append(beeps, length)
	}
	if len(beeps) != 4 || beeps[0] != 1 || beeps[1] != 3 || beeps[2] != 1 || beeps[3] != 1 {
		t.Errorf("rhythm %v", beeps)
	}
}

// loud reports whether the dot from sample at on has sound.
func loud(data string, at int) bool {
	peak := int16(0)
	for i := at; i < at+dot && 2*i+1 < len(data); i++ {
		peak = max(peak, int16(uint16(data[2*i])|uint16(data[2*i+1])<<8))
	}
	return peak > markLevel/2
}

func TestDeck(t *testing.T) {
	s, ctx := setup(t)
	file, err := s.Deck(ctx, DeckCmd{Topic: "产品发布会", Outline: []string{"产品介绍", "核心功能", "市场分析"}})
	if err != nil {
		t.Fatal(err)
	}
	slides := deckFiles(t, file, "ppt/slides/slide")
	if len(slides) != 4 {
		t.Fatalf("%d slides", len(slides))
	}
	for name, content := range slides {
		if !strings.Contains(content, Label) {
			t.Errorf("%s has no label", name)
		}
	}
	if second := slides["ppt/slides/slide3.xml"]; !strings.Contains(second, "核心功能") || strings.Count(second, "<a:p>") < 5 {
		t.Errorf("second item: %s", second)
	}
	for _, content := range deckFiles(t, file, "docProps/custom.xml") {
		if !strings.Contains(content, `name="AIGC"`) || !strings.Contains(content, "deck-") {
			t.Errorf("properties %s", content)
		}
	}
	for topic, want := range map[string]int{"年终总结": 7, "Quarterly review": 6} {
		file, err := s.Deck(ctx, DeckCmd{Topic: topic})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(deckFiles(t, file, "ppt/slides/slide")); got != want {
			t.Errorf("%s without an outline: %d slides", topic, got)
		}
	}
}

func deckFiles(t *testing.T, file []byte, prefix string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range archive.File {
		if !strings.HasPrefix(f.Name, prefix) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = string(content)
	}
	return found
}

func TestWriteAndAnswer(t *testing.T) {
	s, ctx := setup(t)
	text, err := s.Write(ctx, WriteCmd{Tool: "wechat_article", Title: "如何提高工作效率", Keywords: []string{"时间管理", "效率工具"}, Requirements: "字数2000字"})
	if err != nil || !strings.Contains(text, "时间管理") {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := s.Write(ctx, WriteCmd{Tool: "poem", Title: "x"}); !errors.Is(err, prose.ErrTool) {
		t.Errorf("unknown tool: %v", err)
	}
	if text, err := s.Answer(ctx, "What is artificial intelligence?"); err != nil || !strings.Contains(text, Label) {
		t.Errorf("%q, %v", text, err)
	}
}

func TestRefusedInputs(t *testing.T) {
	s, ctx := setup(t)
	long := func(n int) string { return strings.Repeat("长", n) }
	image := func(change func(*ImageCmd)) error {
		cmd := ImageCmd{Prompt: "x", Width: 256, Height: 256}
		change(&cmd)
		_, err := s.Image(ctx, cmd)
		return err
	}
	video := func(change func(*VideoCmd)) error {
		cmd := VideoCmd{Script: "x", DurationSeconds: 1}
		change(&cmd)
		return s.Video(ctx, cmd, io.Discard)
	}
	deck := func(topic string, outline ...string) error {
		_, err := s.Deck(ctx, DeckCmd{Topic: topic, Outline: outline})
		return err
	}
	write := func(cmd WriteCmd) error {
		cmd.Tool = "resume"
		_, err := s.Write(ctx, cmd)
		return err
	}
	_, noText := s.Audio(ctx, AudioCmd{})
	_, noPrompt := s.Answer(ctx, "")
	for _, c := range []struct {
		field string
		err   error
	}{
		{"prompt", image(func(c *ImageCmd) { c.Prompt = "" })},
		{"prompt", image(func(c *ImageCmd) { c.Prompt = long(ImagePromptMax + 1) })},
		{"prompt", image(func(c *ImageCmd) { c.Prompt = "\xff" })},
		{"width", image(func(c *ImageCmd) { c.Width = 255 })},
		{"height", image(func(c *ImageCmd) { c.Height = 2049 })},
		{"label", image(func(c *ImageCmd) { c.Label = long(41) })},
		{"format", image(func(c *ImageCmd) { c.Format = 9 })},
		{"script", video(func(c *VideoCmd) { c.Script = "" })},
		{"duration", video(func(c *VideoCmd) { c.DurationSeconds = 0 })},
		{"duration", video(func(c *VideoCmd) { c.DurationSeconds = 61 })},
		{"width", video(func(c *VideoCmd) { c.Width = 641 })},
		{"height", video(func(c *VideoCmd) { c.Height = 4000 })},
		{"topic", deck(" ")},
		{"outline", deck("x", make([]string, 51)...)},
		{"outline", deck("x", "")},
		{"outline", deck("x", long(301))},
		{"title", write(WriteCmd{})},
		{"keywords", write(WriteCmd{Title: "x", Keywords: make([]string, 21)})},
		{"keywords", write(WriteCmd{Title: "x", Keywords: []string{long(51)}})},
		{"requirements", write(WriteCmd{Title: "x", Requirements: long(4001)})},
		{"text", noText},
		{"prompt", noPrompt},
	} {
		if !errors.Is(c.err, ErrInput) || fault.Of(c.err).Params["field"] != c.field {
			t.Errorf("%s: %v %v", c.field, c.err, fault.Of(c.err).Params)
		}
	}
}

func BenchmarkDeck(b *testing.B) {
	s, ctx := setup(b)
	for b.Loop() {
		if _, err := s.Deck(ctx, DeckCmd{Topic: "产品发布会", Outline: []string{"产品介绍", "核心功能", "市场分析"}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAudio(b *testing.B) {
	s, ctx := setup(b)
	for b.Loop() {
		if _, err := s.Audio(ctx, AudioCmd{Text: strings.Repeat("学而时习之", 10)}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	s, ctx := setup(b)
	for b.Loop() {
		if _, err := s.Write(ctx, WriteCmd{Tool: "wechat_article", Title: "如何提高工作效率", Requirements: "2000字"}); err != nil {
			b.Fatal(err)
		}
	}
}
