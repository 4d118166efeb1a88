package study

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"guerdon/internal/base/amount"
	"guerdon/internal/domain/setting"
	"guerdon/internal/platform/store"
)

// Level is what a member reaches by points earned in all, so that spending
// never takes it away.
type Level struct {
	Code string
	Name string
	From amount.Amount
}

// Levels is the setting that lists the levels: a line each, lowest first, with
// code, points and name.
// contract: S3-M8
var Levels = setting.Spec{
	Name:    "study.levels",
	Default: "bronze 0 青铜会员\nsilver 500 白银会员\ngold 2000 黄金会员\nplatinum 5000 铂金会员\ndiamond 10000 钻石会员",
	Check:   func(text string) bool { _, ok := parseLevels(text); return ok },
}

const levelsMax = 20

var levelCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

// parseLevels reads the setting. The first level begins at 0.
func parseLevels(text string) (list []Level, ok bool) {
	codes := map[string]bool{}
	for line := range strings.Lines(text) {
		code, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		points, name, _ := strings.Cut(rest, " ")
		from, err := amount.Parse(points, 0)
		first := len(list) == 0
		if err != nil || !levelCode.MatchString(code) || !named(name) || codes[code] || first != (from == 0) || !first && from <= list[len(list)-1].From {
			return nil, false
		}
		codes[code] = true
		list = append(list, Level{code, name, from})
	}
	return list, len(list) > 0 && len(list) <= levelsMax
}

// FormatLevels writes the setting.
func FormatLevels(list []Level) string {
	lines := make([]string, len(list))
	for i, l := range list {
		lines[i] = l.Code + " " + strconv.FormatInt(int64(l.From), 10) + " " + l.Name
	}
	return strings.Join(lines, "\n")
}

// LoadLevels are the levels as they are set now.
func LoadLevels(ctx context.Context, q store.Querier) ([]Level, error) {
	text, err := Levels.Load(ctx, q)
	if err != nil {
		return nil, err
	}
	return ParseLevels(text), nil
}

// ParseLevels reads a value of the setting that its check took.
func ParseLevels(text string) []Level {
	list, ok := parseLevels(text)
	if !ok {
		panic("study: a stored setting that its check refuses")
	}
	return list
}

// LevelOf is the level of somebody who earned so much in all.
func LevelOf(list []Level, earned amount.Amount) Level {
	at := list[0]
	for _, l := range list {
		if earned >= l.From {
			at = l
		}
	}
	return at
}
