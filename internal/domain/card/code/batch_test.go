package code

import (
	"errors"
	"testing"

	"guerdon/internal/base/instant"
)

func TestBatchCode(t *testing.T) {
	cases := []struct {
		category string
		day      instant.Day
		seq      int
		want     string // "" is ErrBatch
	}{
		{"dance", "2023-01-01", 1, "DANCE_20230101_001"},
		{"SONG", "2023-02-01", 1, "SONG_20230201_001"},
		{"game", "2024-02-29", 999, "GAME_20240229_999"},
		{"game", "2024-02-29", 1000, "GAME_20240229_1000"},
		{"game", "2024-02-29", SeqMax, "GAME_20240229_999999"},
		{"game", "2024-02-29", SeqMax + 1, ""},
		{"game", "2024-02-29", 0, ""},
		{"game", "2024-02-29", -1, ""},
		{"game", "2023-02-29", 1, ""},
		{"game", "20230101", 1, ""},
		{"game", "", 1, ""},
		{"", "2023-01-01", 1, ""},
		{"d4nce", "2023-01-01", 1, ""},
		{"dance_x", "2023-01-01", 1, ""},
		{"舞蹈", "2023-01-01", 1, ""},
		{"abcdefghijklmnop", "2023-01-01", 1, "ABCDEFGHIJKLMNOP_20230101_001"},
		{"abcdefghijklmnopq", "2023-01-01", 1, ""},
	}
	for _, c := range cases {
		got, err := BatchCode(c.category, c.day, c.seq)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("BatchCode(%q, %q, %d) = %q, %v; want %q", c.category, c.day, c.seq, got, err, c.want)
		}
	}
}

func TestParseBatch(t *testing.T) {
	want := Batch{Category: "dance", Day: "2023-01-01", Seq: 1}
	for _, s := range []string{"DANCE_20230101_001", "dance_20230101_001"} {
		if got, err := ParseBatch(s); err != nil || got != want {
			t.Errorf("ParseBatch(%q) = %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "DANCE", "DANCE_20230101", "DANCE_20230101_1", "DANCE_20230101_000", "DANCE_20230101_0001",
		"DANCE_20231301_001", "DANCE_20230101_001_1001", " DANCE_20230101_001", "DANCE-20230101-001",
		"DANCE_20230101_001\n", "ſONG_20230101_001", "DANCE_20230101_1000000",
	} {
		if got, err := ParseBatch(s); !errors.Is(err, ErrBatch) {
			t.Errorf("ParseBatch(%q) = %+v, %v; want ErrBatch", s, got, err)
		}
	}
}
