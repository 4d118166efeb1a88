package openai

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// all reads every event.
func all(r io.Reader) (data []string, err error) {
	for in := newEvents(r); ; {
		event, err := in.next()
		if err != nil {
			return data, err
		}
		data = append(data, string(event))
	}
}

func TestEvents(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		want         []string
	}{
		{"plain", "data: a\n\ndata: b\n\n", []string{"a", "b"}},
		{"every line end", "data: a\r\n\r\ndata: b\r\rdata: c\n\r\n", []string{"a", "b", "c"}},
		{"several lines", "data: a\ndata:b\ndata\ndata:  c\n\n", []string{"a\nb\n\n c"}},
		{"comments", ": hello\n\n:\ndata: a\n: there\n\n", []string{"a"}},
		{"other fields", "event: x\nid: 1\nretry: 5\ndatab: no\ndata: a\nwhat\n\n", []string{"a"}},
		{"empty data", "data:\n\ndata\n\n", []string{"", ""}},
		{"byte order mark", "\ufeffdata: a\n\n", []string{"a"}},
		{"no last empty line", "data: a\n\ndata: b", []string{"a", "b"}},
		{"one line end at the end", "data: [DONE]\n", []string{"[DONE]"}},
		{"nothing", "", nil},
		{"only empty lines", "\n\r\n\n", nil},
	} {
		got, err := all(iotest.OneByteReader(strings.NewReader(c.stream)))
		if !errors.Is(err, io.EOF) || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
}

func TestEventsAreBounded(t *testing.T) {
	long := strings.Repeat("x", eventMax)
	for name, stream := range map[string]io.Reader{
		"a line":         io.MultiReader(strings.NewReader("data: "), strings.NewReader(long)),
		"many lines":     strings.NewReader(strings.Repeat("data: "+long[:1<<15]+"\n", 40)),
		"other fields":   strings.NewReader(":" + long + "\n"),
		"only line ends": io.LimitReader(endless{}, 1<<10),
	} {
		if _, err := all(stream); !errors.Is(err, errEvent) && name != "only line ends" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\n'
	}
	return len(p), nil
}

func TestABrokenStreamIsNoEnd(t *testing.T) {
	broken := errors.New("reset by peer")
	got, err := all(io.MultiReader(strings.NewReader("data: a\n\ndata: b"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || !slices.Equal(got, []string{"a"}) {
		t.Errorf("%q, %v", got, err)
	}
}

// reference is the same in the simplest way.
func reference(stream string) []string {
	stream = strings.TrimPrefix(stream, "\ufeff")
	stream = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(stream)
	var events, lines []string
	for line := range strings.SplitSeq(stream+"\n", "\n") { // the end ends a line and an event
		if rest, ok := strings.CutPrefix(line, "data"); ok && (rest == "" || rest[0] == ':') {
			lines = append(lines, strings.TrimPrefix(strings.TrimPrefix(rest, ":"), " "))
		}
		if line == "" && lines != nil {
			events, lines = append(events, strings.Join(lines, "\n")), nil
		}
	}
	if lines != nil {
		events = append(events, strings.Join(lines, "\n"))
	}
	return events
}

func FuzzEvents(f *testing.F) {
	for _, seed := range []string{
		"data: a\n\ndata: b\n\n", "\ufeffdata: a\r\n\r\n", "data\rdata: \r\n\n:c\ndata:x", "data: [DONE]", "\r\n\rdatax\n",
		"data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		got, err := all(iotest.HalfReader(bytes.NewReader(stream)))
		if len(stream) < eventMax && (!errors.Is(err, io.EOF) || !slices.Equal(got, reference(string(stream)))) {
			t.Fatalf("%q: %q, %v; want %q", stream, got, err, reference(string(stream)))
		}
		text, _, err := readStream(bytes.NewReader(stream), "key")
		if err == nil && (strings.TrimSpace(text) == "" || !bytes.Contains(stream, []byte("[DONE]"))) {
			t.Fatalf("%q said %q", stream, text)
		}
	})
}
