package study_test

import (
	"testing"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/study"
	"guerdon/internal/platform/store"
	"guerdon/internal/platform/store/storetest"
)

func TestLevelsByLifetimePoints(t *testing.T) {
	list, err := study.LoadLevels(t.Context(), storetest.SQLite(t, store.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for earned, want := range map[amount.Amount]string{
		-5: "bronze 青铜会员", 0: "bronze 青铜会员", 200: "bronze 青铜会员", 499: "bronze 青铜会员", 500: "silver 白银会员", 1999: "silver 白银会员",
		2000: "gold 黄金会员", 4999: "gold 黄金会员", 5000: "platinum 铂金会员", 9999: "platinum 铂金会员", 10000: "diamond 钻石会员", amount.Max: "diamond 钻石会员",
	} {
		if l := study.LevelOf(list, earned); l.Code+" "+l.Name != want {
			t.Errorf("%d points: %s %s, want %s", earned, l.Code, l.Name, want)
		}
	}
	if study.FormatLevels(list) != study.Levels.Default {
		t.Error("the default does not read as it is written")
	}
}

func TestWhichLevelsMayBeSet(t *testing.T) {
	for text, good := range map[string]bool{
		"a 0 One":                         true,
		"a 0 One name\nb 5 Two":           true,
		"":                                false,
		"a 1 One":                         false,
		"a 0 One\nb 0 Two":                false,
		"a 0 One\nb 5 Two\nc 5 Three":     false,
		"a 0 One\nb 9 Two\nc 5 Three":     false,
		"a 0 One\na 5 Two":                false,
		"A 0 One":                         false,
		"a 0 ":                            false,
		"a zero One":                      false,
		"a 0 One\n\nb 5 Two":              false,
		"a 0 One\nb 99999999999999999999": false,
		"a 0.5 One":                       false,
	} {
		if study.Levels.Check(text) != good {
			t.Errorf("%q: want %t", text, good)
		}
	}
}
