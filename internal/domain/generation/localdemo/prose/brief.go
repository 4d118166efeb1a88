package prose

import (
	"regexp"
	"strconv"
	"strings"
)

const (
	lengthDefault = 900
	lengthMin     = 200
	lengthMax     = 8000
)

// lengthIn finds the wanted length, in characters, in free text such as
// "字数2000字" or "about 500 words"; asked is false where there is none and
// the usual length is given.
func lengthIn(text string) (wanted int, asked bool) {
	digits := regexp.MustCompile(`(\d{1,5})\s*(千|万)?\s*(?:字|个字|词|words?\b|characters?\b)`)
	spoken := regexp.MustCompile(`([一二两三四五六七八九])(百|千|万)字`)
	unit := map[string]int{"": 1, "百": 100, "千": 1000, "万": 10000}
	if m := digits.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		if err == nil {
			return clampLength(n * unit[m[2]]), true
		}
	}
	if m := spoken.FindStringSubmatch(text); m != nil {
		n := map[string]int{"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}[m[1]]
		return clampLength(n * unit[m[2]]), true
	}
	return lengthDefault, false
}

func clampLength(n int) int { return min(max(n, lengthMin), lengthMax) }

// keywordsOf gives the keywords, or the title's own subject where there are
// none. The result is never empty.
func keywordsOf(brief Brief) []string {
	var keywords []string
	for _, k := range brief.Keywords {
		if k = strings.TrimSpace(k); k != "" {
			keywords = append(keywords, k)
		}
	}
	if len(keywords) == 0 {
		keywords = append(keywords, subject(brief.Title))
	}
	return keywords
}

// subject strips the words that make a title a question or a heading.
func subject(title string) string {
	rest := strings.TrimSpace(title)
	for _, opening := range []string{"关于", "浅谈", "如何", "怎样", "怎么", "为什么", "什么是", "How to ", "how to "} {
		rest = strings.TrimPrefix(rest, opening)
	}
	rest = strings.TrimRight(rest, "?\uff1f!\uff01。. ")
	if rest == "" {
		return "主题"
	}
	return rest
}

// numeral is a Chinese number from 1 to 99.
func numeral(n int) string {
	digits := []rune("零一二三四五六七八九")
	if n < 10 {
		return string(digits[n])
	}
	text := "十"
	if n >= 20 {
		text = string(digits[n/10]) + text
	}
	if n%10 > 0 {
		text += string(digits[n%10])
	}
	return text
}
