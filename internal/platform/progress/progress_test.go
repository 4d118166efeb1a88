package progress

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/platform/clock"
)

func TestPlainLines(t *testing.T) {
	var out bytes.Buffer
	c := clock.NewManual(1)
	p := StartAt(c, &out, "verify", 1000)
	for range 10 {
		c.Advance(time.Second)
		p.Add(100)
	}
	p.Done()
	p.Done()
	want := "verify: 500 of 1000 (50 %), 100/s\nverify: 1000 of 1000 (100 %), 100/s\nverify: 1000 of 1000 (100 %) in 10s, 100/s\n"
	if out.String() != want {
		t.Errorf("got:\n%s", out.String())
	}
}

func TestUnknownTotal(t *testing.T) {
	var out bytes.Buffer
	p := StartAt(clock.NewManual(1), &out, "export", 0)
	p.Add(3)
	p.Done()
	if out.String() != "export: 3 in 0s\n" {
		t.Errorf("got %q", out.String())
	}
}

func TestMoreThanTheTotal(t *testing.T) {
	var out bytes.Buffer
	p := StartAt(clock.NewManual(1), &out, "x", 2)
	p.Add(5)
	p.Done()
	if out.String() != "x: 5 of 2 (100 %) in 0s\n" {
		t.Errorf("got %q", out.String())
	}
}

func TestBarOnATerminal(t *testing.T) {
	for _, total := range []int64{0, 4} {
		var out bytes.Buffer
		p := start(clock.NewManual(1), &out, "import", total, true)
		for range 6 { // two more than announced
			p.Add(1)
		}
		p.Done()
		if text := out.String(); !strings.Contains(text, "import") || !strings.Contains(text, "\r") || !strings.HasSuffix(text, "\n") {
			t.Errorf("total %d: %q", total, text)
		}
	}
}

func TestAFileIsNoTerminal(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	Start(f, "backup", 1).Done()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(f.Name()); !strings.HasPrefix(string(text), "backup: 0 of 1 (0 %) in ") || strings.Contains(string(text), "\r") {
		t.Errorf("%q", text)
	}
}

func TestConcurrentAdds(t *testing.T) {
	var out bytes.Buffer
	p := StartAt(clock.NewManual(1), &out, "x", 1000)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 100 {
				p.Add(1)
			}
		})
	}
	wg.Wait()
	p.Done()
	if out.String() != "x: 1000 of 1000 (100 %) in 0s\n" {
		t.Errorf("%q", out.String())
	}
}
