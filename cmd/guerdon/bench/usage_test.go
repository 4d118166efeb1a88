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

func TestParseBusy(t *testing.T) {
	if got, err := parseBusy("cpu  1 20 300 4000 50000 600000 7000000 80000000 9 9"); err != nil || got != 87600321*10*time.Millisecond {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7 8 9 10", "cpu 1 2 x 4 5 6 7 8 9 10"} {
		if _, err := parseBusy(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
