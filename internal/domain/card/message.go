package card

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// used opens every message about a used card.
const used = "卡片使用成功!"

// textMax is how many characters of a name or an attribute are shown.
const textMax = 40

// gain is how a category's message is put together: what was gained, by which
// attribute it is called, and which attribute stands in brackets. The first
// attribute that is there is taken.
type gain struct {
	what     string
	title    []string
	brackets []string
}

func gainOf(c Category) gain {
	switch c {
	case Dance:
		return gain{"舞蹈技能", []string{"style"}, []string{"difficulty"}}
	case Song:
		return gain{"音乐技能", []string{"genre"}, []string{"difficulty"}}
	case Clothing:
		return gain{"服装", []string{"style"}, []string{"color", "size"}}
	case Game:
		return gain{"游戏奖励", nil, nil}
	}
	return gain{"奖励", nil, nil}
}

// UseMessage tells a member what a used card gave, as in
// "卡片使用成功!您获得了舞蹈技能:现代舞(初级)". Where the attribute that gives
// the title is missing, the template's name stands in; what else is missing is
// left out. Attributes are free, so only short texts and numbers among them
// are shown. contract: S4-16
func UseMessage(category Category, name string, attributes map[string]any) string {
	g := gainOf(category)
	title := first(attributes, g.title)
	if title == "" {
		title = plainText(name)
	}
	message := used + "您获得了" + g.what
	if title != "" {
		message += ":" + title
	}
	if detail := first(attributes, g.brackets); detail != "" {
		message += "(" + detail + ")"
	}
	return message
}

// first is the text of the first of the keys that has one.
func first(attributes map[string]any, keys []string) string {
	for _, key := range keys {
		if text := attributeText(attributes[key]); text != "" {
			return text
		}
	}
	return ""
}

// attributeText is a text or number on one short line; anything else is "".
func attributeText(value any) string {
	switch v := value.(type) {
	case string:
		return plainText(v)
	case fmt.Stringer: // a number kept as its text
		return plainText(v.String())
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// plainText puts s on one line of at most textMax characters.
func plainText(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s[:min(len(s), 16*textMax)])
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > textMax {
		return string(runes[:textMax-1]) + "…"
	}
	return string(runes)
}
