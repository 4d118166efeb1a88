package prose

import (
	"strings"
	"unicode"
)

// quoteMax bounds how much of a prompt an answer repeats, in characters.
const quoteMax = 80

// Answer replies to a chat prompt in its language, says that it is a local
// demo, and offers a way to think about the question. contract: S0-23
func Answer(prompt string) string {
	quote := abridge(strings.Join(strings.Fields(prompt), " "), quoteMax)
	reply := strings.NewReplacer("{q}", quote)
	switch {
	case within(prompt, unicode.Hiragana, unicode.Katakana):
		return reply.Replace(answerJapanese())
	case within(prompt, unicode.Hangul):
		return reply.Replace(answerKorean())
	case hasHan(prompt):
		return reply.Replace(answerChinese(prompt))
	case within(prompt, unicode.Cyrillic):
		return reply.Replace(answerRussian())
	}
	return reply.Replace(answerEnglish(prompt))
}

func abridge(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

func hasHan(text string) bool { return within(text, unicode.Han) }

func within(text string, tables ...*unicode.RangeTable) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, tables...) })
}
