package bench

import (
	"os"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	text := "7 (a) (b) S 1 7 7 0 -1 4194560 100 0 0 0 150 25 3 4 20 0 1 0 1234 9999 11 18446744073709551615 0 0 0 0\n"
	s, err := parseStat([]byte(text))
	want := stat{cpu: 1750 * time.Millisecond, waitedFor: 70 * time.Millisecond, resident: 11 * int64(os.Getpagesize())}
	if err != nil || s != want {
		t.Errorf("got %+v, %v; want %+v", s, err, want)
	}
	for _, bad := range []string{"", "7 (a) S 1", "7 (a) S 1 7 7 0 -1 4194560 100 0 0 0 x 25 3 4 20 0 1 0 1234 9999 11 1\n"} {
		if _, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestUseGrows(t *testing.T) {
	var m meter
	before, err := m.read()
	if err != nil {
		t.Fatal(err)
	}
	for u := before; u.generator.cpu == before.generator.cpu; {
		if u, err = m.read(); err != nil {
			t.Fatal(err)
		}
	}
	after, err := m.read()
	if err != nil {
		t.Fatal(err)
	}
	if got := after.since(before); got.generator.cpu <= 0 || got.server != (usage{}) {
		t.Errorf("%+v", got)
	}
}
