package print

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"guerdon/internal/base/id"
)

var testTime = time.Date(2026, 11, 21, 8, 30, 0, 0, time.UTC)

func testCard(n int) Card {
	return Card{
		ID: id.ID(n), Code: fmt.Sprintf("DANCE_20230101_001_%d_2XKK-J31Y-M05GT", n), URL: sealedURL(n),
		Name: "舞蹈卡片模板", Expiry: "2023-12-31",
	}
}

// cardsFrom1001 gives so many cards.
func cardsFrom1001(count int) iter.Seq2[Card, error] {
	return func(yield func(Card, error) bool) {
		for n := range count {
			if !yield(testCard(1001+n), nil) {
				return
			}
		}
	}
}

// contract: S4-17
func TestArchiveHoldsEveryCardInOrder(t *testing.T) {
	const count = 50
	var file bytes.Buffer
	var seen []int
	n, err := Archive(context.Background(), &file, cardsFrom1001(count), ArchiveOptions{
		ModifiedAt: testTime, Progress: func(done int) { seen = append(seen, done) },
	})
	if err != nil || n != count {
		t.Fatalf("Archive = %d, %v", n, err)
	}
	if len(seen) != count || seen[0] != 1 || seen[count-1] != count {
		t.Errorf("progress %v", seen)
	}
	entries := unzip(t, file.Bytes())
	if len(entries) != count+1 {
		t.Fatalf("%d entries", len(entries))
	}
	for i := range count {
		c := testCard(1001 + i)
		if want := "qr/" + c.Code + ".png"; entries[i].name != want {
			t.Fatalf("entry %d is %s, want %s", i, entries[i].name, want)
		}
		if got := read(t, entries[i].content); got != c.URL {
			t.Errorf("entry %d says %q", i, got)
		}
	}
	last := entries[count]
	rows := readTable(t, last.content)
	if last.name != "cards.csv" || len(rows) != count+1 {
		t.Fatalf("%s has %d lines", last.name, len(rows))
	}
	want := []string{"1002", testCard(1002).Code, sealedURL(1002), "舞蹈卡片模板", "2023-12-31", "qr/" + testCard(1002).Code + ".png"}
	if fmt.Sprint(rows[2]) != fmt.Sprint(want) {
		t.Errorf("line is %q, want %q", rows[2], want)
	}
}

type unzipped struct {
	name    string
	content []byte
}

func unzip(t *testing.T, file []byte) []unzipped {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all []unzipped
	for _, f := range r.File {
		if !f.Modified.Equal(testTime) {
			t.Errorf("%s is of %s", f.Name, f.Modified)
		}
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(body) // checks the sum
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, unzipped{f.Name, content})
	}
	return all
}

func readTable(t *testing.T, content []byte) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(string(content), "\uFEFF")
	if !marked || !strings.Contains(text, "\r\n") {
		t.Error("no byte order mark or no CRLF")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestArchiveIsTheSameEveryTime(t *testing.T) {
	var first, second bytes.Buffer
	for _, file := range []*bytes.Buffer{&first, &second} {
		if _, err := Archive(context.Background(), file, cardsFrom1001(100), ArchiveOptions{ModifiedAt: testTime}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two archives of the same cards differ")
	}
}

func TestEmptyArchive(t *testing.T) {
	var file bytes.Buffer
	n, err := Archive(context.Background(), &file, cardsFrom1001(0), ArchiveOptions{ModifiedAt: testTime})
	if n != 0 || err != nil {
		t.Fatalf("Archive = %d, %v", n, err)
	}
	if entries := unzip(t, file.Bytes()); len(entries) != 1 || len(readTable(t, entries[0].content)) != 1 {
		t.Errorf("entries: %v", entries)
	}
}

// Whatever ends an archive or a sheet, the error comes back and every worker
// is gone.
func TestPrintingEnds(t *testing.T) {
	broken := errors.New("broken")
	cases := []struct {
		name  string
		cards iter.Seq2[Card, error]
		w     io.Writer
		want  error
	}{
		{"source fails", func(yield func(Card, error) bool) {
			if yield(testCard(1), nil) {
				yield(Card{}, broken)
			}
		}, io.Discard, broken},
		{"writer fails", cardsFrom1001(500), failing{broken}, broken},
		{"code with a path", one(Card{ID: 1, Code: "../../etc/passwd", URL: "x"}), io.Discard, ErrCard},
		{"no code", one(Card{ID: 1, URL: "x"}), io.Discard, ErrCard},
		{"address too long", one(Card{ID: 1, Code: "A", URL: strings.Repeat("x", 251)}), io.Discard, ErrContent},
	}
	for _, c := range cases {
		for name, run := range printers(t) {
			t.Run(name+" "+c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { // fails when a goroutine stays
					if _, err := run(context.Background(), c.w, c.cards, nil); !errors.Is(err, c.want) {
						t.Errorf("error %v, want %v", err, c.want)
					}
				})
			})
		}
	}
}

func one(c Card) iter.Seq2[Card, error] {
	return func(yield func(Card, error) bool) { yield(c, nil) }
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestPrintingIsCancelled(t *testing.T) {
	for name, run := range printers(t) {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			asked := 0
			endless := func(yield func(Card, error) bool) {
				for asked = 1; yield(testCard(asked), nil); asked++ {
				}
			}
			_, err := run(ctx, io.Discard, endless, func(done int) {
				if done >= 60 {
					cancel()
				}
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			if asked > 2000 {
				t.Errorf("%d cards were asked for", asked)
			}
		})
	}
}

func TestNoMoreThanABatch(t *testing.T) {
	count := func(cards iter.Seq2[Card, error]) (n int, last error) {
		for _, err := range counted(cards) {
			if last = err; err == nil {
				n++
			}
		}
		return n, last
	}
	if n, err := count(cardsFrom1001(CardsMax)); n != CardsMax || err != nil {
		t.Errorf("a full batch: %d, %v", n, err)
	}
	if n, err := count(cardsFrom1001(CardsMax + 5)); n != CardsMax || !errors.Is(err, ErrTooMany) {
		t.Errorf("more than a batch: %d, %v", n, err)
	}
}

// However large a batch is, only a few cards or pages of it are on their way,
// and they leave in small pieces.
func TestPrintingIsStreamed(t *testing.T) {
	for name, run := range printers(t) {
		t.Run(name, func(t *testing.T) {
			asked, done, ahead := 0, 0, 0
			cards := func(yield func(Card, error) bool) {
				for ; asked < 2000 && yield(testCard(1001+asked), nil); asked++ {
					ahead = max(ahead, asked-done)
				}
			}
			sink := &meter{}
			if _, err := run(context.Background(), sink, cards, func(n int) { done = n }); err != nil {
				t.Fatal(err)
			}
			const perPage = 24
			if limit := (runtime.GOMAXPROCS(0)*pendingPerWorker + 1) * perPage; ahead > limit || done != 2000 {
				t.Errorf("asked for cards up to %d ahead of %d", ahead, done)
			}
			if sink.largest > 256<<10 || sink.total < 5*sink.largest {
				t.Errorf("%d bytes, up to %d at once", sink.total, sink.largest)
			}
		})
	}
}

// meter measures what is written.
type meter struct{ total, largest int }

func (m *meter) Write(p []byte) (int, error) {
	m.total += len(p)
	m.largest = max(m.largest, len(p))
	return len(p), nil
}

func TestCell(t *testing.T) {
	cases := map[string]string{
		"":                       "",
		"舞蹈卡片":                   "舞蹈卡片",
		"DANCE_1":                "DANCE_1",
		"a=b":                    "a=b",
		"=1+1":                   "'=1+1",
		"+1":                     "'+1",
		"-1":                     "'-1",
		"@SUM(A1)":               "'@SUM(A1)",
		"  =1":                   "'  =1",
		"\u200b=1":               "'\u200b=1",
		"\u3000=1":               "'\u3000=1",
		"＝1":                     "'＝1",
		"\tx":                    "'\tx",
		"\rx":                    "'\rx",
		"\nx":                    "'\nx",
		"%0a":                    "'%0a",
		"=cmd|' /C calc'!A0":     "'=cmd|' /C calc'!A0",
		`=HYPERLINK("http://x")`: `'=HYPERLINK("http://x")`,
	}
	for text, want := range cases {
		if got := cell(text); got != want {
			t.Errorf("cell(%q) = %q, want %q", text, got, want)
		}
	}
}

// The name goes through the CSV writer too: quotes and line ends stay inside
// one cell.
func TestTableKeepsCellsTogether(t *testing.T) {
	c := testCard(1)
	c.Name = "=1,\"2\"\r\n,3"
	list := newTable()
	list.add(c)
	content, err := list.bytes()
	if err != nil {
		t.Fatal(err)
	}
	rows := readTable(t, content)
	if len(rows) != 2 || len(rows[1]) != 6 || rows[1][3] != "'=1,\"2\"\n,3" {
		t.Errorf("rows %q", rows)
	}
}

func BenchmarkArchive10000(b *testing.B) {
	for b.Loop() {
		if n, err := Archive(context.Background(), io.Discard, cardsFrom1001(10_000), ArchiveOptions{ModifiedAt: testTime}); n != 10_000 || err != nil {
			b.Fatal(n, err)
		}
	}
}
